package org.courtyard.bench.throughput;

import java.time.Duration;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** The processor time of one process, looked at again and again. */
public final class CpuMeter {
  private final ProcessHandle process;
  private final NavigableMap<Long, Long> nanosByMillis = new TreeMap<>();

  public CpuMeter(ProcessHandle process) {
    this.process = process;
  }

  /** Looks now. */
  public void look(long wallMillis) {
    process
        .info()
        .totalCpuDuration()
        .map(Duration::toNanos)
        .ifPresent(nanos -> nanosByMillis.put(wallMillis, nanos));
  }

  /** Microseconds used between two moments, between looks in proportion. */
  public double microsBetween(long fromMillis, long toMillis) {
    return (at(toMillis) - at(fromMillis)) / 1_000.0;
  }

  private double at(long millis) {
    Map.Entry<Long, Long> before = nanosByMillis.floorEntry(millis);
    Map.Entry<Long, Long> after = nanosByMillis.ceilingEntry(millis);
    if (before == null || after == null) {
      Map.Entry<Long, Long> only = before == null ? after : before;
      return only == null ? Double.NaN : only.getValue();
    }
    if (before.getKey().equals(after.getKey())) {
      return before.getValue();
    }
    double share = (double) (millis - before.getKey()) / (after.getKey() - before.getKey());
    return before.getValue() + share * (after.getValue() - before.getValue());
  }
}
