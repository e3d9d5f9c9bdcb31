package org.courtyard.bench.verify;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.courtyard.bench.verify.Entry.DeadLetter;
import org.courtyard.schemas.Topics;

/** Counts what the services could not use. Breaks nothing: a dead letter is kept, not lost. */
public final class DeadLetterCount implements Check {
  private final Map<String, Long> byTopic = new TreeMap<>();

  public DeadLetterCount() {
    for (var topic : List.of(Topics.ROUTER_DLQ, Topics.SLA_MONITOR_DLQ, Topics.NOTIFIER_DLQ)) {
      byTopic.put(topic.name(), 0L);
    }
  }

  @Override
  public void accept(Entry entry) {
    if (entry.value() instanceof DeadLetter) {
      byTopic.merge(entry.topic(), 1L, Long::sum);
    }
  }

  @Override
  public Finding finding() {
    long letters = byTopic.values().stream().mapToLong(Long::longValue).sum();
    return new Finding("dead letters are counted", letters, 0, List.of(), Map.copyOf(byTopic));
  }
}
