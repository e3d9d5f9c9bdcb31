package org.courtyard.notifier.delivery;

import java.time.Instant;
import java.util.Comparator;
import org.courtyard.schemas.Delivery;
import org.courtyard.schemas.DeliveryPurpose;

/**
 * A delivery that is still to be made.
 *
 * @param partition partition of the outbox that it came from
 * @param offset its offset there
 * @param planned when it was planned, on the wall clock
 */
public record Pending(Delivery delivery, int partition, long offset, Instant planned) {

  /** Urgent ones, then answers by deadline, then the rest in the order they came. */
  static final Comparator<Pending> ORDER =
      Comparator.comparing(Pending::urgent, Comparator.reverseOrder())
          .thenComparing(p -> p.delivery.getPurpose() != DeliveryPurpose.RESULT)
          .thenComparing(Pending::deadline)
          .thenComparing(p -> p.delivery.getCreatedAt())
          .thenComparing(Pending::id);

  /** Id of the delivery. */
  public String id() {
    return delivery.getId();
  }

  boolean urgent() {
    return delivery.getUrgent();
  }

  private Instant deadline() {
    boolean counts = delivery.getPurpose() == DeliveryPurpose.RESULT && delivery.getDue() != null;
    return counts ? delivery.getDue() : Instant.MAX;
  }
}
