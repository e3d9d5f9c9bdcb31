package org.courtyard.notifier.delivery;

import java.time.Instant;
import java.util.Optional;
import org.courtyard.schemas.Action;
import org.courtyard.schemas.Actor;
import org.courtyard.schemas.CaseCommand;
import org.courtyard.schemas.Delivery;
import org.courtyard.schemas.Receipt;

/**
 * Tells the case what became of what we sent to a group. Notices to handlers have no receipt.
 *
 * <p>Ids follow from the delivery's, so that a receipt written twice changes nothing: {@code
 * receipt:<delivery>} for proof, {@code receipt:<delivery>:failed} for the final word that there is
 * none; should the same delivery succeed later, that is a second, different statement.
 */
public final class Receipts {
  private Receipts() {}

  private static final Actor NOTIFIER = new Actor(null, "notifier");

  /**
   * Proof that the platform took it.
   *
   * @param messageId what the platform calls our message
   * @param at domain time of the platform's word
   */
  public static Optional<CaseCommand> delivered(
      Delivery delivery, Optional<String> messageId, Instant at) {
    String sent = messageId.map(id -> fullId(delivery, id)).orElse(null);
    return command("receipt:" + delivery.getId(), delivery, true, sent, at, null);
  }

  /**
   * It will not get there.
   *
   * @param at domain time at which we gave up
   */
  public static Optional<CaseCommand> failed(Delivery delivery, String error, Instant at) {
    return command("receipt:" + delivery.getId() + ":failed", delivery, false, null, at, error);
  }

  private static Optional<CaseCommand> command(
      String id, Delivery delivery, boolean delivered, String sent, Instant at, String error) {
    if (delivery.getGroup() == null) {
      return Optional.empty();
    }
    Receipt receipt =
        new Receipt(
            delivery.getId(),
            delivery.getGroup(),
            delivery.getPurpose(),
            delivered,
            delivery.getRound(),
            sent,
            at,
            error);
    return Optional.of(
        CaseCommand.newBuilder()
            .setId(id)
            .setCaseId(delivery.getCaseId())
            .setTenant(delivery.getTenant())
            .setAction(Action.RECEIPT)
            .setActor(NOTIFIER)
            .setOccurredAt(at)
            .setReceipt(receipt)
            .build());
  }

  private static String fullId(Delivery delivery, String messageId) {
    String platform = delivery.getGroup() == null ? "" : delivery.getGroup().split("\\|", 2)[0];
    return String.join("|", platform, delivery.getTenant(), messageId);
  }
}
