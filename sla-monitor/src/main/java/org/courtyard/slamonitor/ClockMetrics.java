package org.courtyard.slamonitor;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import org.apache.kafka.streams.processor.TaskId;
import org.courtyard.schemas.AlertRevision;
import org.courtyard.schemas.AlertType;
import org.courtyard.schemas.SlaAlert;
import org.courtyard.schemas.Tier;
import org.courtyard.slamonitor.clock.Figures;

/**
 * What operators see. Gauges sum what the partitions of this instance last reported, once per tick;
 * counters count what was done here, including what a broken transaction undid.
 */
public final class ClockMetrics {
  private static final Duration LONGEST_TURN_KEPT = Duration.ofSeconds(30);

  /** Upper ends of the histogram of turns. */
  private static final Duration[] TURNS =
      IntStream.of(1, 2, 5, 10, 15, 20, 25, 30, 40, 50, 60, 75, 100, 150, 200, 500, 1000)
          .mapToObj(Duration::ofMillis)
          .toArray(Duration[]::new);

  private final Map<TaskId, Figures> figures = new ConcurrentHashMap<>();
  private final Counter warnings;
  private final Counter breaches;
  private final Counter retractions;
  private final Timer lag;
  private final Timer turns;

  public ClockMetrics(MeterRegistry registry) {
    Arrays.stream(Tier.values())
        .filter(tier -> tier != Tier.UNRECOGNISED)
        .forEach(
            tier ->
                Gauge.builder("courtyard.clocks.running", () -> sum(of -> of.running().get(tier)))
                    .tag("tier", tier.name())
                    .description("Clocks that have not stopped, by the tier that holds the case")
                    .register(registry));
    Gauge.builder("courtyard.clocks.overdue", () -> sum(Figures::overdue))
        .description("Running clocks whose time is over")
        .register(registry);
    Gauge.builder("courtyard.escalations.pending", () -> sum(Figures::escalationsPending))
        .description("Escalation commands that wait for their turn")
        .register(registry);
    warnings = counter(registry, "courtyard.warnings", "Warnings given");
    breaches = counter(registry, "courtyard.breaches", "Breaches stated");
    retractions = counter(registry, "courtyard.retractions", "Breaches taken back on late proof");
    lag =
        Timer.builder("courtyard.deadline.lag")
            .description("Domain time from a deadline to its breach being stated")
            .register(registry);
    turns =
        Timer.builder("courtyard.turn")
            .description("How long records had to wait while one partition did what was due")
            .serviceLevelObjectives(TURNS)
            .distributionStatisticExpiry(LONGEST_TURN_KEPT)
            .register(registry);
  }

  private static Counter counter(MeterRegistry registry, String name, String description) {
    return Counter.builder(name).description(description).register(registry);
  }

  private double sum(ToLongFunction<Figures> figure) {
    return figures.values().stream().mapToLong(figure).sum();
  }

  void figures(TaskId task, Figures now) {
    figures.put(task, now);
  }

  void forget(TaskId task) {
    figures.remove(task);
  }

  void turned(Duration took) {
    turns.record(took);
  }

  void announced(SlaAlert alert) {
    if (alert.getType() == AlertType.WARNING) {
      warnings.increment();
    } else if (alert.getRevision() == AlertRevision.RETRACTED) {
      retractions.increment();
    } else {
      breaches.increment();
      lag.record(Duration.between(alert.getDue(), alert.getObservedAt()));
    }
  }
}
