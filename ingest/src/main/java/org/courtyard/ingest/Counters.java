package org.courtyard.ingest;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** What ingest counts, under {@code courtyard_…} at /q/metrics. */
@ApplicationScoped
class Counters {
  private static final Duration[] BUCKETS =
      IntStream.of(2, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000)
          .mapToObj(Duration::ofMillis)
          .toArray(Duration[]::new);

  private final MeterRegistry registry;
  private final Counter messages;
  private final Counter lines;
  private final Counter commands;
  private final Timer acknowledgement;
  private final Map<Refusal, Counter> refusals = new EnumMap<>(Refusal.class);

  @Inject
  Counters(MeterRegistry registry, MemoryBudget budget, RecentCommandsTail tail) {
    this.registry = registry;
    messages = counter("courtyard.messages.accepted", "Messages that Kafka has acknowledged");
    lines = counter("courtyard.lines.refused", "Bad lines of bodies with several messages");
    commands = counter("courtyard.commands.accepted", "Commands that Kafka has acknowledged");
    acknowledgement =
        Timer.builder("courtyard.acknowledgement")
            .description("From taking a request to Kafka's acknowledgement")
            .serviceLevelObjectives(BUCKETS)
            .register(registry);
    for (Refusal refusal : Refusal.values()) {
      refusals.put(
          refusal,
          Counter.builder("courtyard.requests.refused")
              .description("Requests that were refused, by reason")
              .tag("reason", refusal.label())
              .register(registry));
    }
    Gauge.builder("courtyard.requests.under.way", budget, MemoryBudget::taken)
        .description("Memory that requests under way have reserved")
        .baseUnit("bytes")
        .strongReference(true)
        .register(registry);
    Gauge.builder("courtyard.commands.remembered", tail, RecentCommandsTail::size)
        .description("Commands whose senders can ask what became of them")
        .strongReference(true)
        .register(registry);
  }

  private Counter counter(String name, String description) {
    return Counter.builder(name).description(description).register(registry);
  }

  void messagesAccepted(int count, long nanos) {
    if (count > 0) {
      messages.increment(count);
      acknowledgement.record(nanos, TimeUnit.NANOSECONDS);
    }
  }

  void linesRefused(int count) {
    lines.increment(count);
  }

  void commandAccepted() {
    commands.increment();
  }

  void refused(Refusal refusal) {
    refusals.get(refusal).increment();
  }

  void imported(String kind, ImportResult result) {
    imported(kind, "added", result.added());
    imported(kind, "changed", result.changed());
    imported(kind, "removed", result.removed());
  }

  private void imported(String kind, String change, int count) {
    registry.counter("courtyard.import.changes", "kind", kind, "change", change).increment(count);
  }
}
