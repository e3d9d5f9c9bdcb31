/** Tables as people keep them. */
package org.courtyard.ingest.csv;
