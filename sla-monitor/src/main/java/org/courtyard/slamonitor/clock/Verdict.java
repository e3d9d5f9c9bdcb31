package org.courtyard.slamonitor.clock;

import java.time.Instant;

/** The one place that says what a deadline means. */
final class Verdict {
  private Verdict() {}

  /** Whether a clock that ended then had run out. What happens at the last moment is in time. */
  static boolean breached(Instant due, Instant endedAt) {
    return endedAt.isAfter(due);
  }
}
