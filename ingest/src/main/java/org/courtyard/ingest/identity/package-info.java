/** Who somebody is, without saying it. */
package org.courtyard.ingest.identity;
