/**
 * Processes die under load, in every order and at every moment, and the topics prove afterwards
 * that nothing was lost and nothing happened twice.
 */
package org.courtyard.bench.kill;
