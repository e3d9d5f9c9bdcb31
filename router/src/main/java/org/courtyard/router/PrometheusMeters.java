package org.courtyard.router;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.courtyard.schemas.EventType;
import org.courtyard.schemas.OutcomeKind;
import org.courtyard.schemas.Tier;

/** Counts into the metrics that Prometheus reads. */
final class PrometheusMeters implements RouterMeters {
  private final Map<OutcomeKind, Counter> outcomes = new EnumMap<>(OutcomeKind.class);
  private final Map<EventType, Counter> events = new EnumMap<>(EventType.class);
  private final Counter rejections;

  /** Per partition, so that what moves to another instance is no longer counted twice for long. */
  private final Map<Tier, Map<Integer, Long>> open = new EnumMap<>(Tier.class);

  private final Map<Integer, Integer> waiting = new ConcurrentHashMap<>();

  PrometheusMeters(MeterRegistry registry) {
    for (OutcomeKind kind : OutcomeKind.values()) {
      outcomes.put(
          kind,
          Counter.builder("courtyard.messages")
              .description("Messages by what became of them")
              .tag("outcome", kind.name())
              .register(registry));
    }
    for (EventType type : EventType.values()) {
      events.put(
          type,
          Counter.builder("courtyard.case.events")
              .description("Case events by type")
              .tag("type", type.name())
              .register(registry));
    }
    rejections =
        Counter.builder("courtyard.commands.rejected")
            .description("Commands that changed nothing")
            .register(registry);
    for (Tier tier : Tier.values()) {
      Map<Integer, Long> byPartition = new ConcurrentHashMap<>();
      open.put(tier, byPartition);
      Gauge.builder("courtyard.cases.open", byPartition, PrometheusMeters::sum)
          .description("Open cases by the tier that holds them")
          .tag("tier", tier.name())
          .register(registry);
    }
    Gauge.builder("courtyard.groups.parked", waiting, PrometheusMeters::sum)
        .description("Groups whose messages wait until the group is known")
        .register(registry);
  }

  private static double sum(Map<Integer, ? extends Number> byPartition) {
    return byPartition.values().stream().mapToDouble(Number::doubleValue).sum();
  }

  @Override
  public void outcome(OutcomeKind kind) {
    outcomes.get(kind).increment();
  }

  @Override
  public void event(EventType type) {
    events.get(type).increment();
  }

  @Override
  public void rejection() {
    rejections.increment();
  }

  @Override
  public void openCases(int partition, Tier tier, long count) {
    open.get(tier).put(partition, count);
  }

  @Override
  public void groupsWaiting(int partition, int count) {
    waiting.put(partition, count);
  }
}
