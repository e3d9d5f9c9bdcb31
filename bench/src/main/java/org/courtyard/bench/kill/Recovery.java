package org.courtyard.bench.kill;

import java.util.List;
import java.util.Map;

/**
 * How long it took until things worked again.
 *
 * @param what happened, for people
 * @param backMillis by process: from its death, or from the end of what kept it from working, until
 *     a sign of its work; -1 where none came
 * @param spentMillis by process: processor time of what runs under this name now, until that sign:
 *     what else runs on the machine changes it little
 * @param allMillis until every process worked, in the same way; -1 where that did not come
 * @param last the one that worked last
 * @param missing those that showed no sign
 */
record Recovery(
    String what,
    Map<String, Long> backMillis,
    Map<String, Long> spentMillis,
    long allMillis,
    String last,
    List<String> missing) {

  boolean complete() {
    return missing.isEmpty();
  }
}
