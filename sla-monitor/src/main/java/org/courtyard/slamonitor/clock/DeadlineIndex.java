package org.courtyard.slamonitor.clock;

import java.util.function.Predicate;

/** Deadlines in order of time. */
public interface DeadlineIndex {
  void add(Deadline deadline);

  void remove(Deadline deadline);

  /**
   * Visits deadlines with {@code from <= at < to} in order, until the visitor returns false. The
   * visitor may add and remove; what it adds may or may not be visited.
   */
  void scan(long from, long to, Predicate<Deadline> visitor);
}
