/**
 * Clocks that run from a resident's words until the answer has provably arrived, and what is said
 * when they run out. Knows nothing of Kafka: state lies behind small stores, time is a parameter.
 *
 * <p>Verdicts are functions of event times only ({@link org.courtyard.slamonitor.clock.Verdict}).
 * The order in which news and ticks arrive decides merely how often a verdict has to be revised.
 */
package org.courtyard.slamonitor.clock;
