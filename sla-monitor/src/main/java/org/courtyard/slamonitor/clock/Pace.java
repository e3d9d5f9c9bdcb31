package org.courtyard.slamonitor.clock;

import java.time.Duration;

/**
 * How much is done at a time.
 *
 * @param deadlinesPerTurn deadlines handled in one turn at most
 * @param turn how long a turn may take
 * @param escalationsPerSecond commands sent per second of the broker's clock at most, each
 *     partition
 * @param keepStopped how long a stopped clock is kept, in domain time, so that a late proof finds
 *     it
 */
public record Pace(
    int deadlinesPerTurn, Duration turn, int escalationsPerSecond, Duration keepStopped) {
  public Pace {
    if (deadlinesPerTurn < 1 || escalationsPerSecond < 1) {
      throw new IllegalArgumentException("a pace must be at least 1");
    }
    if (turn.isNegative() || keepStopped.isNegative()) {
      throw new IllegalArgumentException("a duration must not be negative");
    }
  }
}
