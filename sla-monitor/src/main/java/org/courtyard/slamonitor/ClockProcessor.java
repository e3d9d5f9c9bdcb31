package org.courtyard.slamonitor;

import static org.apache.kafka.streams.processor.PunctuationType.WALL_CLOCK_TIME;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.StoreBuilder;
import org.courtyard.schemas.AlertType;
import org.courtyard.schemas.AvroSerdes;
import org.courtyard.schemas.CaseCommand;
import org.courtyard.schemas.CaseEvent;
import org.courtyard.schemas.ClockTick;
import org.courtyard.schemas.Shards;
import org.courtyard.schemas.SlaAlert;
import org.courtyard.slamonitor.clock.Announcements;
import org.courtyard.slamonitor.clock.ClockScheduler;
import org.jboss.logging.Logger;

/** Hands what happened, and what time it is, to the clocks of one partition. */
final class ClockProcessor
    implements Processor<String, SpecificRecord, String, SpecificRecord>, Announcements {

  /** Makes one per task, with the stores that it needs. */
  static final class Supplier
      implements ProcessorSupplier<String, SpecificRecord, String, SpecificRecord> {
    private final SlaMonitorTopology.Settings settings;
    private final AvroSerdes serdes;
    private final ClockMetrics metrics;
    private final Set<TaskId> behind = ConcurrentHashMap.newKeySet();

    Supplier(SlaMonitorTopology.Settings settings, AvroSerdes serdes, ClockMetrics metrics) {
      this.settings = settings;
      this.serdes = serdes;
      this.metrics = metrics;
    }

    @Override
    public ClockProcessor get() {
      return new ClockProcessor(settings, metrics, behind);
    }

    @Override
    public Set<StoreBuilder<?>> stores() {
      return StreamsState.stores(serdes);
    }
  }

  private static final Logger LOG = Logger.getLogger(ClockProcessor.class);
  private static final Duration SHORTEST_REST = Duration.ofMillis(10);

  /** For each part of the time that goes into turns, so many until the next ones. */
  private static final int RECORDS_SHARE = 2;

  private static final Duration FAR_BEHIND = Duration.ofHours(1);

  private final SlaMonitorTopology.Settings settings;
  private final ClockMetrics metrics;

  /** Partitions of this instance in which more is due than one turn does. */
  private final Set<TaskId> behind;

  private ProcessorContext<String, SpecificRecord> context;
  private StreamsState.Figures figures;
  private ClockScheduler scheduler;
  private Cancellable nextTurn;
  private boolean farBehind;

  private ClockProcessor(
      SlaMonitorTopology.Settings settings, ClockMetrics metrics, Set<TaskId> behind) {
    this.settings = settings;
    this.metrics = metrics;
    this.behind = behind;
  }

  @Override
  public void init(ProcessorContext<String, SpecificRecord> context) {
    this.context = context;
    this.figures = new StreamsState.Figures(context);
    this.scheduler =
        new ClockScheduler(
            StreamsState.of(context, figures),
            StreamsState.rules(context),
            settings.pace(),
            this,
            System::nanoTime);
    metrics.figures(context.taskId(), scheduler.figures());
  }

  @Override
  public void process(Record<String, SpecificRecord> record) {
    try {
      switch (record.value()) {
        case CaseEvent event -> {
          requireOwnKey(record.key(), event);
          scheduler.on(event);
        }
        case ClockTick _ -> {
          Instant brokerTime = Instant.ofEpochMilli(record.timestamp());
          // One clock for all: an instance's own may be wrong, and would run ahead or stand still.
          Instant at = settings.time().at(brokerTime);
          warnIfFarBehind(at);
          tick(at, brokerTime);
        }
        case null, default -> throw new IllegalArgumentException("neither an event nor a tick");
      }
    } finally {
      figures.write();
    }
  }

  private void tick(Instant at, Instant brokerTime) {
    long began = System.nanoTime();
    scheduler.tick(at, brokerTime);
    if (nextTurn == null) {
      turn(began);
    }
  }

  private void nextTurn() {
    nextTurn.cancel();
    nextTurn = null;
    turn(System.nanoTime());
    figures.write();
  }

  /** A backlog goes on in turns, which leave records at least as much time as they take. */
  private void turn(long began) {
    boolean done = scheduler.turn();
    Duration took = Duration.ofNanos(System.nanoTime() - began);
    if (done) {
      behind.remove(context.taskId());
    } else {
      behind.add(context.taskId());
      nextTurn = context.schedule(rest(took), WALL_CLOCK_TIME, at -> nextTurn());
    }
    metrics.turned(took);
    metrics.figures(context.taskId(), scheduler.figures());
  }

  /** The other partitions that are behind have their turns in the same time. */
  private Duration rest(Duration turn) {
    Duration rest = turn.multipliedBy(RECORDS_SHARE * behind.size());
    return rest.compareTo(SHORTEST_REST) > 0 ? rest : SHORTEST_REST;
  }

  @Override
  public void announce(SlaAlert alert) {
    String sink =
        alert.getType() == AlertType.WARNING
            ? SlaMonitorTopology.WARNINGS
            : SlaMonitorTopology.BREACHES;
    forward(alert.getCaseId(), alert, sink);
    metrics.announced(alert);
  }

  @Override
  public void send(CaseCommand command) {
    forward(command.getCaseId(), command, SlaMonitorTopology.COMMANDS);
  }

  private void forward(String caseId, SpecificRecord value, String sink) {
    context.forward(new Record<>(caseId, value, context.currentSystemTimeMs()), sink);
  }

  /** Happens when the state is of another replay: until time has caught up, nothing new is due. */
  private void warnIfFarBehind(Instant at) {
    boolean behind = at.isBefore(scheduler.now().minus(FAR_BEHIND));
    if (behind && !farBehind) {
      LOG.warnf(
          "domain time went back task=%s from=%s to=%s", context.taskId(), scheduler.now(), at);
    }
    farBehind = behind;
  }

  @Override
  public void close() {
    if (nextTurn != null) {
      // A task that is made anew keeps what was scheduled.
      nextTurn.cancel();
      nextTurn = null;
    }
    metrics.forget(context.taskId());
    behind.remove(context.taskId());
  }

  private static void requireOwnKey(String key, CaseEvent event) {
    String caseId = event.getAfter().getId();
    if (!caseId.equals(key) || !caseId.equals(event.getCaseId()) || Shards.ofCase(key).isEmpty()) {
      throw new IllegalArgumentException("the key is not the case's id");
    }
  }
}
