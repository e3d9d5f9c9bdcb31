package org.courtyard.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class DomainTimeTest {
  private static final Instant WALL = Instant.parse("2026-11-21T10:00:00Z");
  private static final Instant ORIGIN = Instant.parse("2026-06-29T00:00:00Z");

  @Test
  void inProductionBothAreTheSame() {
    assertThat(DomainTime.REAL.at(WALL)).isEqualTo(WALL);
  }

  @Test
  void inADemoTwelveHoursPassFasterButStayTwelveHours() {
    // Given
    DomainTime time = new DomainTime(WALL, ORIGIN, 600);
    // When
    Instant later = time.at(WALL.plusSeconds(72));
    // Then
    assertThat(Duration.between(ORIGIN, later)).isEqualTo(Duration.ofHours(12));
    assertThat(time.wallAt(later)).isEqualTo(WALL.plusSeconds(72));
  }

  @Test
  void timeDoesNotStandStill() {
    assertThatThrownBy(() -> new DomainTime(WALL, ORIGIN, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
