package org.courtyard.slamonitor;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import org.courtyard.schemas.DomainTime;
import org.junit.jupiter.api.Test;

class SlaMonitorConfigTest {

  @Test
  void withNothingSetDomainTimeIsRealTime() {
    // Given
    Map<String, String> nothing = Map.of();

    // When
    SlaMonitorConfig config = TestConfig.of(nothing);

    // Then
    assertThat(config.domainTime()).isEqualTo(DomainTime.REAL);
    assertThat(config.topology().pace().escalationsPerSecond()).isEqualTo(50);
  }

  @Test
  void aReplayHasAnOriginAndASpeed() {
    // Given
    Map<String, String> replay =
        Map.of(
            "courtyard.time.start", "2026-11-21T12:00:00Z",
            "courtyard.time.origin", "2026-06-29T00:00:00Z",
            "courtyard.time.speed", "600");

    // When
    DomainTime time = TestConfig.of(replay).domainTime();

    // Then
    assertThat(time.at(Instant.parse("2026-11-21T12:00:06Z")))
        .isEqualTo(Instant.parse("2026-06-29T01:00:00Z"));
  }
}
