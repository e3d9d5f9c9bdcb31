/**
 * What a bench leaves behind: figures with their circumstances, plots, and the document of them.
 */
package org.courtyard.bench.report;
