/** How many messages a second the router carries, beside what the engine itself carries. */
package org.courtyard.bench.throughput;
