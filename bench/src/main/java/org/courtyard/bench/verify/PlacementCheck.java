package org.courtyard.bench.verify;

import java.util.HashMap;
import java.util.Map;
import org.courtyard.schemas.CaseCommand;
import org.courtyard.schemas.CaseEvent;
import org.courtyard.schemas.CommandRejection;
import org.courtyard.schemas.Delivery;
import org.courtyard.schemas.Label;
import org.courtyard.schemas.Message;
import org.courtyard.schemas.Outcome;
import org.courtyard.schemas.Shards;
import org.courtyard.schemas.SlaAlert;

/** Every record carries the key and lies in the partition that its topic promises. */
public final class PlacementCheck implements Check {
  private final Map<String, Integer> partitionOfDestination = new HashMap<>();
  private final Offenders offenders = new Offenders();
  private long records;

  @Override
  public void accept(Entry entry) {
    switch (entry.value()) {
      case Message message -> expect(entry, message.getGroup(), message.getGroup());
      case Outcome outcome -> expect(entry, outcome.getMessageId(), outcome.getShard());
      case CaseCommand command -> expectCase(entry, command.getCaseId());
      case CaseEvent event -> expectCase(entry, event.getCaseId());
      case CommandRejection rejection -> expectCase(entry, rejection.getCaseId());
      case Label label -> expect(entry, label.getMessageId(), Shards.ofCase(label.getCaseId()));
      case SlaAlert alert -> expectCase(entry, alert.getCaseId());
      case Delivery delivery -> expectTogether(entry, delivery);
      case null, default -> {}
    }
  }

  private void expectCase(Entry entry, String caseId) {
    expect(entry, caseId, Shards.ofCase(caseId));
  }

  private void expect(Entry entry, String key, String partitionedBy) {
    records++;
    if (!key.equals(entry.key())) {
      offenders.add("%s: key %s on a record about %s".formatted(entry.topic(), entry.key(), key));
    }
    if (partitionedBy == null) {
      return;
    }
    int partition = Shards.partition(partitionedBy, entry.partitions());
    if (partition != entry.partition()) {
      offenders.add(
          "%s: %s lies in partition %d, not %d"
              .formatted(entry.topic(), key, entry.partition(), partition));
    }
  }

  private void expectTogether(Entry entry, Delivery delivery) {
    records++;
    if (!delivery.getId().equals(entry.key())) {
      offenders.add("%s: key %s on %s".formatted(entry.topic(), entry.key(), delivery.getId()));
    }
    Integer known =
        partitionOfDestination.putIfAbsent(delivery.getDestination(), entry.partition());
    if (known != null && known != entry.partition()) {
      offenders.add(
          "%s: %s lies in partitions %d and %d"
              .formatted(entry.topic(), delivery.getDestination(), known, entry.partition()));
    }
  }

  @Override
  public Finding finding() {
    return offenders.finding(
        "every record lies in the partition that its key asks for", records, Map.of());
  }
}
