package org.courtyard.stack.simulator;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/** How many messages a robot may send in any minute, as the platform counts them. */
final class RobotBudget {
  private static final Duration WINDOW = Duration.ofMinutes(1);

  private final Map<String, Deque<Instant>> sent = new HashMap<>();

  /** Whether one more is within the limit; if so it counts. */
  synchronized boolean take(String robot, int perMinute, Instant now) {
    Deque<Instant> recent = sent.computeIfAbsent(robot, r -> new ArrayDeque<>());
    while (!recent.isEmpty() && !recent.peekFirst().isAfter(now.minus(WINDOW))) {
      recent.pollFirst();
    }
    if (recent.size() >= perMinute) {
      return false;
    }
    recent.addLast(now);
    return true;
  }
}
