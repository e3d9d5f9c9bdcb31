package org.courtyard.notifier.delivery;

import java.time.Duration;
import java.util.Optional;

/** What became of one attempt to send. */
public sealed interface Answer {

  /**
   * The platform has it.
   *
   * @param messageId what the platform calls our message, where it says so
   */
  record Accepted(Optional<String> messageId) implements Answer {}

  /**
   * Too much at once: not now, and nobody's fault.
   *
   * @param retryAfter how long the platform wants us to wait, where it says so
   */
  record Throttled(Optional<Duration> retryAfter, String error) implements Answer {}

  /**
   * It may work later: the platform is down, slow or confused. It may even have the message.
   *
   * @param retryAfter how long the platform wants us to wait, where it says so
   */
  record Failed(Optional<Duration> retryAfter, String error) implements Answer {}

  /** It will never work. */
  record Refused(String error) implements Answer {}
}
