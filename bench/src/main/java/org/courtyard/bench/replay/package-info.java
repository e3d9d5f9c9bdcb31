/** A real city's day of requests, said in the groups of a generated one, faster than it was. */
package org.courtyard.bench.replay;
