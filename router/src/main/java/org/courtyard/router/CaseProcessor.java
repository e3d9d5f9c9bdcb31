package org.courtyard.router;

import java.time.Duration;
import java.time.Instant;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.courtyard.router.casework.CaseDesk;
import org.courtyard.router.casework.Told;
import org.courtyard.router.lifecycle.Lifecycle;
import org.courtyard.router.tenant.Tenant;
import org.courtyard.schemas.CaseCommand;
import org.courtyard.schemas.CaseEvent;
import org.courtyard.schemas.CommandRejection;
import org.courtyard.schemas.Label;
import org.courtyard.schemas.Outcome;
import org.courtyard.schemas.PlaceMoved;
import org.courtyard.schemas.ShardInput;
import org.courtyard.schemas.TriagedMessage;

/** Stage 2, by shard: hands messages, moved places and commands to the desk. */
abstract class CaseProcessor<T extends SpecificRecord>
    implements Processor<String, T, String, SpecificRecord> {

  private final RouterSettings settings;
  private final RouterMeters meters;
  private final Tenants.Compiled compiled;
  private ProcessorContext<String, SpecificRecord> context;
  private Tenants tenants;
  private KafkaCaseStore store;
  private CaseDesk desk;

  private CaseProcessor(RouterSettings settings, Tenants.Compiled compiled, RouterMeters meters) {
    this.settings = settings;
    this.compiled = compiled;
    this.meters = meters;
  }

  @Override
  public void init(ProcessorContext<String, SpecificRecord> context) {
    this.context = context;
    tenants = new Tenants(context, settings.model(), compiled);
    store = new KafkaCaseStore(context, settings.time(), meters);
    desk =
        new CaseDesk(
            new Lifecycle(settings.reopenWindow()), settings.keepClosed(), store, new Downstream());
  }

  Tenant tenant(String id) {
    return tenants
        .find(id)
        .orElseThrow(() -> new IllegalStateException("no rules for tenant " + id));
  }

  /** Takes what comes through the repartition, and does what is due. */
  static final class OfShard extends CaseProcessor<ShardInput> {
    private static final Duration TURN = Duration.ofMillis(500);
    private static final int CASES_A_TURN = 200;
    private boolean begun;

    OfShard(RouterSettings settings, Tenants.Compiled compiled, RouterMeters meters) {
      super(settings, compiled, meters);
    }

    @Override
    public void init(ProcessorContext<String, SpecificRecord> context) {
      super.init(context);
      context.schedule(TURN, PunctuationType.WALL_CLOCK_TIME, this::turn);
    }

    @Override
    public void process(Record<String, ShardInput> record) {
      super.store.writing(() -> take(record.value()));
    }

    private void take(ShardInput input) {
      switch (input.getInput()) {
        case TriagedMessage triaged ->
            super.desk.take(triaged, tenant(triaged.getMessage().getTenant()));
        case PlaceMoved moved -> super.desk.take(moved);
        default -> throw new IllegalStateException("unknown input " + input.getInput());
      }
    }

    @Override
    public void close() {
      super.store.leave();
    }

    private void turn(long wallClock) {
      if (!begun) {
        super.store.beginMemory();
        begun = true;
      }
      Instant now = super.settings.time().at(Instant.ofEpochMilli(wallClock));
      super.store.writing(
          () -> super.desk.turn(now, CASES_A_TURN, id -> super.tenants.find(id).orElse(null)));
    }
  }

  /** Takes what people, clocks and deliveries want to happen to a case. */
  static final class OfCommands extends CaseProcessor<CaseCommand> {
    OfCommands(RouterSettings settings, Tenants.Compiled compiled, RouterMeters meters) {
      super(settings, compiled, meters);
    }

    @Override
    public void process(Record<String, CaseCommand> record) {
      CaseCommand command = record.value();
      super.store.writing(() -> super.desk.take(command, tenant(command.getTenant())));
    }
  }

  /** Sends what happened to the topics; the serializers copy at once. */
  private final class Downstream implements Told {
    @Override
    public void event(CaseEvent event) {
      meters.event(event.getType());
      forward(event.getCaseId(), event);
    }

    @Override
    public void outcome(Outcome outcome) {
      meters.outcome(outcome.getKind());
      forward(outcome.getMessageId(), outcome);
    }

    @Override
    public void rejection(CommandRejection rejection) {
      meters.rejection();
      forward(rejection.getCaseId(), rejection);
    }

    @Override
    public void label(Label label) {
      forward(label.getMessageId(), label);
    }

    private void forward(String key, SpecificRecord value) {
      context.forward(new Record<>(key, value, context.currentSystemTimeMs()));
    }
  }
}
