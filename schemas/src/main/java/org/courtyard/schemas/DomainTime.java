package org.courtyard.schemas;

import java.time.Duration;
import java.time.Instant;

/**
 * Domain time as a mapping of the broker's and the machine's time. In production they are the same.
 * In demos and replays domain time starts at {@code origin} when the wall clock shows {@code start}
 * and runs {@code speed} times as fast, so that the 12 hours stay 12 hours.
 *
 * @param start wall-clock instant at which the two meet
 * @param origin domain time at that instant
 * @param speed domain seconds per wall-clock second, above 0
 */
public record DomainTime(Instant start, Instant origin, double speed) {

  /** Domain time is real time. */
  public static final DomainTime REAL = new DomainTime(Instant.EPOCH, Instant.EPOCH, 1);

  public DomainTime {
    if (!(speed > 0) || Double.isInfinite(speed)) {
      throw new IllegalArgumentException("speed must be above 0: " + speed);
    }
  }

  /** Domain time when the wall clock shows this, to the millisecond. */
  public Instant at(Instant wall) {
    if (speed == 1) {
      return origin.plusMillis(Duration.between(start, wall).toMillis());
    }
    return origin.plusMillis(Math.round(Duration.between(start, wall).toMillis() * speed));
  }

  /** What the wall clock shows at this domain time, to the millisecond. */
  public Instant wallAt(Instant domain) {
    return start.plusMillis(Math.round(Duration.between(origin, domain).toMillis() / speed));
  }
}
