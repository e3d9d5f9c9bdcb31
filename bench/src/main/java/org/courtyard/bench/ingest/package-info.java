/** What ingest takes over HTTP, from a load generator that is not ours. */
package org.courtyard.bench.ingest;
