package org.courtyard.bench.verify;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.courtyard.schemas.ClockTick;

/**
 * Domain time as the ticks told it: how far it came in each partition, and how fast it ran. What
 * was told first and last counts: in between the clock of whoever told it may have been wrong.
 */
final class Ticks {
  /** What may lie between a deadline and the record of it, on the wall clock. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Map<Integer, Instant> lastByPartition = new HashMap<>();
  private ClockTick first;
  private Instant firstAppended;
  private ClockTick last;
  private Instant lastAppended;

  void accept(ClockTick tick, int partition, Instant appendedAt) {
    lastByPartition.put(partition, tick.getAt());
    if (first == null || appendedAt.isBefore(firstAppended)) {
      first = tick;
      firstAppended = appendedAt;
    }
    if (last == null || appendedAt.isAfter(lastAppended)) {
      last = tick;
      lastAppended = appendedAt;
    }
  }

  /** Domain time as last told to this partition; the beginning of time when it never was. */
  Instant last(int partition) {
    return lastByPartition.getOrDefault(partition, Instant.MIN);
  }

  /** Domain time that may pass between a deadline and the record of it. */
  Duration tolerance() {
    return Duration.ofMillis(Math.round(PATIENCE.toMillis() * speed()));
  }

  /** Domain time when the wall clock showed this. */
  Instant domainAt(Instant wall) {
    if (last == null) {
      return wall;
    }
    double passed = Duration.between(lastAppended, wall).toMillis() * speed();
    return last.getAt().plusMillis(Math.round(passed));
  }

  private double speed() {
    if (first == null || !lastAppended.isAfter(firstAppended)) {
      return 1;
    }
    return (double) Duration.between(first.getAt(), last.getAt()).toMillis()
        / Duration.between(firstAppended, lastAppended).toMillis();
  }
}
