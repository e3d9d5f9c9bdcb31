/**
 * The verifier: reads every topic of the catalogue from its beginning and puts the promises of the
 * product to the test. A check sees decoded records, one at a time, and nothing else; what it knows
 * of clocks, states and commands it works out again by itself.
 */
package org.courtyard.bench.verify;
