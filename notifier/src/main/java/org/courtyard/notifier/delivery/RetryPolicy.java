package org.courtyard.notifier.delivery;

import java.time.Duration;

/**
 * How patient we are with a destination that does not work.
 *
 * @param attempts failures after which a delivery is given up; being throttled is not a failure
 * @param first pause after the first failure; it doubles with each further one
 * @param longest longest pause
 */
public record RetryPolicy(int attempts, Duration first, Duration longest) {
  private static final int DOUBLINGS = 30;

  public RetryPolicy {
    if (attempts < 1 || !first.isPositive() || longest.compareTo(first) < 0) {
      throw new IllegalArgumentException(
          "attempts >= 1, first > 0 and longest >= first: %d, %s, %s"
              .formatted(attempts, first, longest));
    }
  }

  /**
   * The pause after so many failures in a row.
   *
   * @param failures at least 1
   * @param jitter from 0 to 1; takes away up to half, so that those who failed together do not come
   *     back together
   */
  public Duration pause(int failures, double jitter) {
    double doubled = first.toMillis() * Math.pow(2, Math.min(failures - 1, DOUBLINGS));
    double capped = Math.min(doubled, (double) longest.toMillis());
    return Duration.ofMillis(Math.max(1, Math.round(capped * (1 - jitter / 2))));
  }
}
