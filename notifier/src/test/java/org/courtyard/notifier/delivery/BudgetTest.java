package org.courtyard.notifier.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

class BudgetTest {
  private static final Instant START = Instant.parse("2026-06-29T00:00:00Z");
  private static final Duration MINUTE = Duration.ofMinutes(1);

  @Property
  void noMinuteHasMoreThanTheBudget(
      @ForAll @IntRange(min = 1, max = 40) int perMinute,
      @ForAll @Size(max = 400) List<@LongRange(min = 0, max = 15_000) Long> pauses) {
    // Given
    Budget budget = new Budget(perMinute, START);
    Deque<Instant> lastMinute = new ArrayDeque<>();
    Instant now = START;
    for (long pause : pauses) {
      now = now.plusMillis(pause);
      // When as often as it lets us
      while (budget.take(now)) {
        lastMinute.add(now);
        // Then
        while (!lastMinute.peek().plus(MINUTE).isAfter(now)) {
          lastMinute.remove();
        }
        assertThat(lastMinute.size()).isLessThanOrEqualTo(perMinute);
      }
    }
  }

  @Property
  void theNextTurnComesWhenItSays(@ForAll @IntRange(min = 1, max = 40) int perMinute) {
    Budget budget = new Budget(perMinute, START);
    while (budget.take(START)) {
      assertThat(budget.nextTurn(START)).isAfterOrEqualTo(START);
    }
    Instant next = budget.nextTurn(START);
    assertThat(next).isBetween(START.plusNanos(1), START.plus(MINUTE));
    assertThat(budget.take(next.minusMillis(1))).isFalse();
    assertThat(budget.take(next.plusMillis(1))).isTrue();
  }
}
