/** Load for benches: a district of any size, and what people say there, both from one seed. */
package org.courtyard.bench.load;
