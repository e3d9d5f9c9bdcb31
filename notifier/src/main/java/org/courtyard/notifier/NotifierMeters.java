package org.courtyard.notifier;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.Consumer;
import org.courtyard.notifier.delivery.Answer;
import org.courtyard.notifier.delivery.Settlement;
import org.courtyard.schemas.Delivery;

/** What the notifier counts. */
final class NotifierMeters {
  private final MeterRegistry registry;
  private final AtomicLong pending;
  private final AtomicLong lagSeconds;
  private final Map<String, AtomicLong> consumerLag = new ConcurrentHashMap<>();

  NotifierMeters(MeterRegistry registry) {
    this.registry = registry;
    this.pending = registry.gauge("courtyard.deliveries.pending", new AtomicLong());
    this.lagSeconds = registry.gauge("courtyard.delivery.lag.seconds", new AtomicLong());
  }

  /** Deliveries that were written into the outbox. */
  void planned(List<Delivery> deliveries) {
    deliveries.forEach(
        d -> registry.counter("courtyard.planned", "purpose", name(d.getPurpose())).increment());
  }

  /** A delivery came to its end. */
  void settled(Settlement settlement) {
    registry
        .counter(
            "courtyard.deliveries",
            "result",
            name(settlement.result()),
            "purpose",
            name(settlement.pending().delivery().getPurpose()))
        .increment();
  }

  /** An attempt was answered; one attempt can carry several deliveries. */
  void attempted(Answer answer) {
    String kind = answer.getClass().getSimpleName().toLowerCase(Locale.ROOT);
    registry.counter("courtyard.send.attempts", "answer", kind).increment();
  }

  /** Records of this stage went to the dead letters. */
  void deadLetters(String stage, int count) {
    registry.counter("courtyard.dead.letters", "stage", stage).increment(count);
  }

  /**
   * The state of the outbox.
   *
   * @param oldestSeconds how long the one that waits longest has waited, on the wall clock
   */
  void outbox(int size, long oldestSeconds) {
    pending.set(size);
    lagSeconds.set(oldestSeconds);
  }

  /** How many records a consumer has not read yet. */
  void lag(String group, Consumer<?, ?> consumer) {
    long records =
        consumer.assignment().stream().mapToLong(p -> consumer.currentLag(p).orElse(0)).sum();
    consumerLag
        .computeIfAbsent(
            group,
            g ->
                registry.gauge(
                    "courtyard.consumer.lag", List.of(Tag.of("group", g)), new AtomicLong()))
        .set(records);
  }

  private static String name(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
