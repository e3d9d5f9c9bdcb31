package org.courtyard.bench.kill;

import java.util.List;
import java.util.Map;

/**
 * How long it took until things worked again.
 *
 * @param what happened, for people
 * @param backMillis by process: from its death, or from the end of what kept it from working, until
 *     a sign of its work; -1 where none came
 * @param allMillis likewise, until every process worked; -1 where that did not come
 * @param last the one that worked last
 * @param missing those that showed no sign
 */
record Recovery(
    String what, Map<String, Long> backMillis, long allMillis, String last, List<String> missing) {

  boolean complete() {
    return missing.isEmpty();
  }
}
