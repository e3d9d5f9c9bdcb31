package org.courtyard.bench.deadlines;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.LongStream;

/** Many durations in milliseconds, in order. */
record Spread(long[] sorted) {
  static Spread of(LongStream millis) {
    long[] all = millis.toArray();
    Arrays.sort(all);
    return new Spread(all);
  }

  int count() {
    return sorted.length;
  }

  /** That which so many percent do not exceed; 0 where there is none at all. */
  long percentile(double percent) {
    if (sorted.length == 0) {
      return 0;
    }
    int rank = (int) Math.ceil(percent / 100 * sorted.length);
    return sorted[Math.clamp(rank - 1, 0, sorted.length - 1)];
  }

  long max() {
    return percentile(100);
  }

  /** As p50 / p99 / max. */
  String text() {
    return count() == 0
        ? "-"
        : String.format(Locale.ROOT, "%,d / %,d / %,d", percentile(50), percentile(99), max());
  }
}
