/**
 * The demo: what a burst expects of the product, whether the topics tell that it happened, and how
 * to show it to people.
 */
package org.courtyard.bench.demo;
