package org.courtyard.notifier;

import org.courtyard.notifier.delivery.Answer;
import org.courtyard.notifier.delivery.Destination;
import org.courtyard.notifier.delivery.Sending;

/**
 * Speaks to one kind of destination. Blocks until the other side answered or the time is over.
 *
 * <p>HTTP is outside Kafka's transactions: a message whose answer was lost is sent again. Delivery
 * is at least once, and every attempt of one message carries the same {@code Idempotency-Key}.
 */
interface Channel {

  /** Sends once. Errors are answers, not exceptions, and name neither address nor words. */
  Answer send(Sending sending, Destination destination);
}
