/** {@code bench deadlines}: clocks by the million, and many that run out together. */
package org.courtyard.bench.deadlines;
