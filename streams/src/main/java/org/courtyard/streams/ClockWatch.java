package org.courtyard.streams;

import java.util.function.LongSupplier;

/**
 * Notices when the wall clock is set back. Kafka Streams measures on it when to commit: set back by
 * five minutes, it commits nothing for five minutes, while every transaction runs out of time.
 */
final class ClockWatch {
  private static final long HARMLESS_MILLIS = 2_000;
  private static final long NANOS_A_MILLI = 1_000_000;

  private final LongSupplier wallMillis;
  private final LongSupplier stopwatchNanos;
  private long ahead;

  /**
   * Begins to watch.
   *
   * @param wallMillis can be set
   * @param stopwatchNanos cannot
   */
  ClockWatch(LongSupplier wallMillis, LongSupplier stopwatchNanos) {
    this.wallMillis = wallMillis;
    this.stopwatchNanos = stopwatchNanos;
    this.ahead = ahead();
  }

  /** By how many milliseconds it was set back since the last look, where that does harm; else 0. */
  long setBackMillis() {
    long now = ahead();
    long back = ahead - now;
    ahead = now;
    return back > HARMLESS_MILLIS ? back : 0;
  }

  private long ahead() {
    return wallMillis.getAsLong() - stopwatchNanos.getAsLong() / NANOS_A_MILLI;
  }
}
