package org.courtyard.bench.verify;

import java.time.Instant;

/**
 * One record as it stands on its topic.
 *
 * @param partitions how many partitions the topic has
 * @param acceptedAt the record's timestamp: acceptance on the wall clock
 * @param key the record's key; null where it has none
 * @param value a record of the catalogue, an {@link Unreadable}, a {@link DeadLetter}, or null for
 *     a tombstone
 */
public record Entry(
    String topic, int partition, int partitions, Instant acceptedAt, String key, Object value) {

  /** A value that could not be decoded, and why. */
  public record Unreadable(long offset, String error) {}

  /** A value that a service could not use. */
  public record DeadLetter() {}
}
