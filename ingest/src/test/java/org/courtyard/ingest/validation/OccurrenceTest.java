package org.courtyard.ingest.validation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.courtyard.ingest.validation.Checked.Bad;
import org.courtyard.ingest.validation.Checked.Good;
import org.junit.jupiter.api.Test;

class OccurrenceTest {
  private static final Instant NOW = Instant.parse("2026-06-29T00:00:00Z");

  @Test
  void withoutATimeItIsNow() {
    assertThat(read(null)).isEqualTo(new Good<>(new Occurrence(NOW, null)));
    assertThat(read(" ")).isEqualTo(new Good<>(new Occurrence(NOW, null)));
  }

  @Test
  void anOffsetCounts() {
    assertThat(read("2026-06-29T07:30:00+08:00"))
        .isEqualTo(new Good<>(new Occurrence(NOW.minus(Duration.ofMinutes(30)), null)));
  }

  @Test
  void fiveMinutesAheadIsBelievedAndMoreIsNot() {
    Instant tolerated = NOW.plus(Duration.ofMinutes(5));
    assertThat(read(tolerated.toString())).isEqualTo(new Good<>(new Occurrence(tolerated, null)));
    assertThat(read(tolerated.plusMillis(1).toString()))
        .isEqualTo(new Good<>(new Occurrence(NOW, tolerated.plusMillis(1))));
  }

  @Test
  void fourteenDaysBackIsTakenAndMoreIsNot() {
    Instant oldest = NOW.minus(Duration.ofDays(14));
    assertThat(read(oldest.toString())).isEqualTo(new Good<>(new Occurrence(oldest, null)));
    assertThat(read(oldest.minusMillis(1).toString())).isInstanceOf(Bad.class);
  }

  @Test
  void theEndOfTimeStillFitsIntoMilliseconds() {
    assertThat(read("+999999999-12-31T23:59:59Z"))
        .isEqualTo(new Good<>(new Occurrence(NOW, Instant.parse("9999-12-31T23:59:59Z"))));
    assertThat(read("-999999999-01-01T00:00:00Z")).isInstanceOf(Bad.class);
  }

  private static Checked<Occurrence> read(String text) {
    Checks checks = Checks.ofWhole();
    Occurrence read = Occurrence.read(checks, "occurredAt", text, NOW);
    return checks.result(() -> read);
  }
}
