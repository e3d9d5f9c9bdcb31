package org.courtyard.bench.verify;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.courtyard.schemas.CaseCommand;
import org.courtyard.schemas.Delivery;
import org.courtyard.schemas.Receipt;
import org.courtyard.stack.simulator.Accepted;

/**
 * What receipts claim is what the platform took, by the platform's own log. What it took more than
 * once is counted: sending is at least once, with an idempotency key.
 */
public final class SendCheck implements Check {
  private List<Accepted> log = List.of();
  private final Map<String, Receipt> claimed = new LinkedHashMap<>();
  private final Map<String, String> texts = new HashMap<>();

  /** Everything that the platform took. */
  void compare(List<Accepted> log) {
    this.log = List.copyOf(log);
  }

  @Override
  public void accept(Entry entry) {
    switch (entry.value()) {
      case CaseCommand command
          when command.getReceipt() != null && command.getReceipt().getDelivered() ->
          claimed.put(command.getReceipt().getDeliveryId(), command.getReceipt());
      case Delivery delivery -> texts.put(delivery.getId(), delivery.getText());
      case null, default -> {}
    }
  }

  @Override
  public Finding finding() {
    Set<String> keys = new HashSet<>();
    log.forEach(accepted -> keys.add(accepted.key()));
    Offenders offenders = new Offenders();
    claimed.forEach(
        (id, receipt) -> {
          if (!keys.contains(id) && !wasSaid(texts.get(id))) {
            offenders.add(
                "%s: %s said to be delivered, but never taken".formatted(id, receipt.getPurpose()));
          }
        });
    Map<String, Long> counts = new TreeMap<>();
    counts.put("taken", (long) log.size());
    counts.put("takenAgain", log.stream().filter(Accepted::repeated).count());
    return offenders.finding(
        "every receipt has its message on the platform", claimed.size(), counts);
  }

  /** Several notices may share one message, under a key of its own. */
  private boolean wasSaid(String text) {
    return text != null && log.stream().anyMatch(accepted -> accepted.text().contains(text));
  }
}
