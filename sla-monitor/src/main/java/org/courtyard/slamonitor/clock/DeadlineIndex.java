package org.courtyard.slamonitor.clock;

import java.util.function.Predicate;

/** Deadlines in order of time. */
public interface DeadlineIndex {
  void add(Deadline deadline);

  void remove(Deadline deadline);

  /**
   * Visits deadlines in order, from this one on and as long as {@code at < to}, until the visitor
   * returns false. The visitor may add and remove; what it adds may or may not be visited.
   */
  void scan(Deadline from, long to, Predicate<Deadline> visitor);
}
