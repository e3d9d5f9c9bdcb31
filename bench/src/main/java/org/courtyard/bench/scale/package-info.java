/** Several instances of the router on one machine, and what it would take for a whole city. */
package org.courtyard.bench.scale;
