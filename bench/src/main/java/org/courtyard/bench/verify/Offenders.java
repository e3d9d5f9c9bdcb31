package org.courtyard.bench.verify;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Counts what broke a claim and keeps the first few in words. */
final class Offenders {
  private static final int KEPT = 5;

  private final List<String> first = new ArrayList<>();
  private long count;

  void add(String description) {
    count++;
    if (first.size() < KEPT) {
      first.add(description);
    }
  }

  /** The same so far; what is added to one does not show in the other. */
  Offenders copy() {
    Offenders copy = new Offenders();
    copy.first.addAll(first);
    copy.count = count;
    return copy;
  }

  long count() {
    return count;
  }

  Finding finding(String claim, long examined, Map<String, Long> counts) {
    return new Finding(claim, examined, count, List.copyOf(first), counts);
  }
}
