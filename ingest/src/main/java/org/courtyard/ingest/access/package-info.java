/** Who may write for which tenant. */
package org.courtyard.ingest.access;
