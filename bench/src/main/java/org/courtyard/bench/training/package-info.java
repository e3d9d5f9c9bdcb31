/** Learns the triage model from labelled texts, and says how well it knows what it has not seen. */
package org.courtyard.bench.training;
