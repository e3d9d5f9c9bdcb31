/** {@code bench lifecycle}: cases from the first word to the evaluation, among many others. */
package org.courtyard.bench.lifecycle;
