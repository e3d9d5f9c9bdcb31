package org.courtyard.notifier.delivery;

import java.util.Optional;

/**
 * The end of one delivery. It leaves the outbox once this is written down.
 *
 * @param messageId what the platform calls our message, where it said so and where it speaks of
 *     this case only
 * @param error why it was given up; empty otherwise
 */
public record Settlement(Pending pending, Result result, Optional<String> messageId, String error) {

  /** How a delivery ended. */
  public enum Result {
    /** The platform took it. */
    DELIVERED,
    /** It was planned a second time after it had been delivered; nothing was sent. */
    REPEATED,
    /** Refused for good, or tried too often; that nobody knows the destination is a try too. */
    GIVEN_UP
  }

  static Settlement delivered(Pending pending, Optional<String> messageId) {
    return new Settlement(pending, Result.DELIVERED, messageId, "");
  }

  static Settlement repeated(Pending pending) {
    return new Settlement(pending, Result.REPEATED, Optional.empty(), "");
  }

  static Settlement givenUp(Pending pending, String error) {
    return new Settlement(pending, Result.GIVEN_UP, Optional.empty(), error);
  }
}
