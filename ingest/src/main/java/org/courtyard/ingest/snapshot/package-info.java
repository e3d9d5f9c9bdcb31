/**
 * Whole sets of reference data: places, groups, people, rules. Rows are checked together, made into
 * records, and compared with what is there, so that only what changed is written.
 */
package org.courtyard.ingest.snapshot;
