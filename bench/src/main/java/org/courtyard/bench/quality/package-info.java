/** How good the decisions are: triage, category, correlation, on labelled texts. */
package org.courtyard.bench.quality;
