package org.courtyard.streams;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ClockWatchTest {
  private long wall = 1_000_000;
  private long stopwatch = 5_000_000_000L;
  private final ClockWatch watch = new ClockWatch(() -> wall, () -> stopwatch);

  @Test
  void timeThatPassesIsNoStep() {
    // When
    passes(Duration.ofHours(3));

    // Then
    assertThat(watch.setBackMillis()).isZero();
  }

  @Test
  void aStepBackIsToldOnceAndByHowMuch() {
    // Given
    passes(Duration.ofSeconds(1));

    // When
    wall -= 300_000;
    passes(Duration.ofSeconds(1));

    // Then
    assertThat(watch.setBackMillis()).isEqualTo(300_000);
    assertThat(watch.setBackMillis()).isZero();
  }

  @Test
  void aStepAheadAndASmallCorrectionDoNoHarm() {
    wall += 300_000;
    assertThat(watch.setBackMillis()).isZero();
    wall -= 500;
    assertThat(watch.setBackMillis()).isZero();
  }

  private void passes(Duration time) {
    wall += time.toMillis();
    stopwatch += time.toNanos();
  }
}
