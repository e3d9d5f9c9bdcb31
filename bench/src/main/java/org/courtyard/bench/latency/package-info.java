/** How long a message takes to become a case, and the case to be told about, under steady load. */
package org.courtyard.bench.latency;
