package org.courtyard.ingest.validation;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;

/**
 * When something happened, as far as we believe it.
 *
 * @param at what clocks go by; never more than {@link #TOLERANCE} after acceptance
 * @param claimed what the sender said, where that lay too far in the future; otherwise null
 */
public record Occurrence(Instant at, Instant claimed) {
  /** How far a sender's clock may run ahead. */
  public static final Duration TOLERANCE = Duration.ofMinutes(5);

  /** The router forgets message ids after this; what happened earlier could be counted twice. */
  public static final Duration OLDEST = Duration.ofDays(14);

  /**
   * Reads a time with its offset, such as {@code 2026-06-29T08:00:00+08:00}.
   *
   * @param acceptedAt domain time of acceptance; stands in where no time was given
   */
  public static Occurrence read(Checks checks, String field, String text, Instant acceptedAt) {
    Occurrence now = new Occurrence(acceptedAt, null);
    if (text == null || text.isBlank()) {
      return now;
    }
    try {
      return judge(checks, field, OffsetDateTime.parse(text.strip()).toInstant(), acceptedAt);
    } catch (DateTimeParseException _) {
      checks.fault(field, "must be a date and time with an offset: 2026-06-29T08:00:00+08:00");
      return now;
    }
  }

  private static Occurrence judge(
      Checks checks, String field, Instant claimed, Instant acceptedAt) {
    if (claimed.isAfter(acceptedAt.plus(TOLERANCE))) {
      return new Occurrence(acceptedAt, farthest(claimed));
    }
    if (claimed.isBefore(acceptedAt.minus(OLDEST))) {
      checks.fault(field, "lies more than 14 days back (accepted at " + acceptedAt + ")");
    }
    return new Occurrence(claimed, null);
  }

  /** A claim in the year 999999999 still has to fit into milliseconds. */
  private static Instant farthest(Instant claimed) {
    Instant last = Instant.parse("9999-12-31T23:59:59Z");
    return claimed.isAfter(last) ? last : claimed;
  }
}
