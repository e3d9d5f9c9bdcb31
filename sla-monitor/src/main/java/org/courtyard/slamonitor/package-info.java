/**
 * Watches the clocks of cases: warns, states breaches, asks for escalation, retracts. The decisions
 * are in {@link org.courtyard.slamonitor.clock}; this package connects them to Kafka and to the
 * outside.
 */
package org.courtyard.slamonitor;
