package org.courtyard.router;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.apache.kafka.streams.state.ValueAndTimestamp;
import org.courtyard.router.correlation.ContextJudge;
import org.courtyard.router.correlation.LiveTalk;
import org.courtyard.router.correlation.Reply;
import org.courtyard.router.parking.Parking;
import org.courtyard.router.tenant.Tenant;
import org.courtyard.router.triage.Triage;
import org.courtyard.schemas.ContentType;
import org.courtyard.schemas.Message;
import org.courtyard.schemas.Outcome;
import org.courtyard.schemas.OutcomeKind;
import org.courtyard.schemas.ParkedGroup;
import org.courtyard.schemas.ParkedMessage;
import org.courtyard.schemas.Place;
import org.courtyard.schemas.PlacedGroup;
import org.courtyard.schemas.ShardInput;
import org.courtyard.schemas.TriagedMessage;
import org.courtyard.schemas.Verdict;

/**
 * Stage 1, by group: finds the place of a message, triages it, and sends on what concerns cases.
 * Chatter ends here and writes to no store.
 */
final class TriageProcessor implements Processor<String, Object, String, SpecificRecord> {
  static final String PLACED_GROUPS = "placed-groups";
  static final String PARKED_MESSAGES = "parked-messages";
  static final String PARKED_GROUPS = "parked-groups";

  /** Where each kind of result goes. */
  static final String FOR_CASEWORK = "for-casework";

  static final String OUTCOMES = "outcomes-of-triage";
  static final String EXPIRED = "expired-messages";

  /** Comes in place of a message when the group or its place is not what it was. */
  static final Object GROUP_CHANGED = new Object();

  private static final Duration TURN = Duration.ofMillis(500);
  private static final int RELEASED_A_TURN = 1000;

  private static final int GROUPS_KNOWN = 10_000;

  /** About 200 bytes each. */
  private static final int GROUPS_AND_PEOPLE_REMEMBERED = 100_000;

  private final RouterSettings settings;
  private final RouterMeters meters;
  private final Tenants.Compiled compiled;
  private ProcessorContext<String, SpecificRecord> context;
  private ReadOnlyKeyValueStore<String, ValueAndTimestamp<PlacedGroup>> placedGroups;
  private Tenants tenants;
  private Parking parking;
  private final LiveTalk talk = new LiveTalk(GROUPS_AND_PEOPLE_REMEMBERED);

  /** Where those speak that spoke lately, decoded; about 1 KiB each. */
  private final Map<String, Place> known =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Place> eldest) {
          return size() > GROUPS_KNOWN;
        }
      };

  TriageProcessor(RouterSettings settings, Tenants.Compiled compiled, RouterMeters meters) {
    this.settings = settings;
    this.compiled = compiled;
    this.meters = meters;
  }

  @Override
  public void init(ProcessorContext<String, SpecificRecord> context) {
    this.context = context;
    placedGroups = context.getStateStore(PLACED_GROUPS);
    tenants = new Tenants(context, settings.model(), compiled);
    parking =
        new Parking(
            new Lot(context.getStateStore(PARKED_GROUPS), context.getStateStore(PARKED_MESSAGES)),
            settings.parkedPerGroup(),
            settings.parkedFor());
    meters.groupsWaiting(context.taskId().partition(), parking.groupsWaiting());
    context.schedule(TURN, PunctuationType.WALL_CLOCK_TIME, this::turn);
  }

  @Override
  public void close() {
    meters.groupsWaiting(context.taskId().partition(), 0);
  }

  @Override
  public void process(Record<String, Object> record) {
    if (record.value() == GROUP_CHANGED) {
      known.remove(record.key());
      parking.told(record.key());
    } else {
      hear((Message) record.value(), record.timestamp());
    }
  }

  private void hear(Message message, long timestamp) {
    Place place = place(message.getGroup());
    Optional<Tenant> tenant = tenants.find(message.getTenant());
    if (place == null || tenant.isEmpty() || parking.isWaiting(message.getGroup())) {
      park(message, timestamp);
    } else {
      triage(message, place, tenant.get(), timestamp);
    }
  }

  private void triage(Message message, Place place, Tenant tenant, long timestamp) {
    boolean handler = tenant.handlers().knows(message.getSender());
    Verdict verdict = tenant.triage().judge(message, handler);
    boolean perhaps = Triage.speaksOfAMatter(verdict) || LiveTalk.perhapsAMatter(verdict);
    boolean goesOn = perhaps || concernsCases(message) || talk.mayConcern(message, handler);
    if (perhaps) {
      talk.heard(message);
    }
    if (goesOn) {
      ShardInput input = new ShardInput(new TriagedMessage(message, place, verdict));
      context.forward(new Record<>(place.getShard(), input, timestamp), FOR_CASEWORK);
    } else {
      tell(
          outcome(message, OutcomeKind.CHATTER, "no rule makes it a case", verdict, place),
          timestamp);
    }
  }

  /** Whether it refers to something that only the cases can tell. */
  private static boolean concernsCases(Message message) {
    return message.getQuotedId() != null
        || message.getType() == ContentType.RECALL
        || ContextJudge.wordless(message)
        || ContextJudge.namesACase(message.getText())
        || Reply.of(message.getText()).isPresent();
  }

  private void park(Message message, long timestamp) {
    if (parking.park(message, Instant.ofEpochMilli(context.currentSystemTimeMs()))) {
      Outcome parked =
          outcome(
              message,
              OutcomeKind.PARKED,
              "its group, place or rules are not known yet",
              null,
              null);
      parked.setSettled(false);
      tell(parked, timestamp);
    } else {
      expire(message, "too many messages wait for this group", timestamp);
    }
    meters.groupsWaiting(context.taskId().partition(), parking.groupsWaiting());
  }

  private void turn(long now) {
    if (parking.groupsWaiting() == 0) {
      return;
    }
    parking.turn(
        Instant.ofEpochMilli(now),
        RELEASED_A_TURN,
        group -> place(group) != null && tenants.find(place(group).getTenant()).isPresent(),
        message -> release(message, now),
        message -> expire(message, "its group did not become known in time", now));
    meters.groupsWaiting(context.taskId().partition(), parking.groupsWaiting());
  }

  /** A message that cannot be used must not keep those behind it waiting. */
  private void release(Message message, long now) {
    try {
      Place place = place(message.getGroup());
      triage(message, place, tenants.find(message.getTenant()).orElseThrow(), now);
    } catch (KafkaException e) {
      throw e;
    } catch (RuntimeException e) {
      expire(message, "it could not be used: " + e.getClass().getSimpleName(), now);
    }
  }

  /** The message itself goes to the dead letters, so that it can be sent again. */
  private void expire(Message message, String why, long timestamp) {
    tell(outcome(message, OutcomeKind.EXPIRED, why, null, null), timestamp);
    context.forward(new Record<>(message.getGroup(), message, timestamp), EXPIRED);
  }

  private void tell(Outcome outcome, long timestamp) {
    meters.outcome(outcome.getKind());
    context.forward(new Record<>(outcome.getMessageId(), outcome, timestamp), OUTCOMES);
  }

  private static Outcome outcome(
      Message message, OutcomeKind kind, String reason, Verdict verdict, Place place) {
    return new Outcome(
        message.getId(),
        message.getTenant(),
        message.getGroup(),
        kind,
        true,
        null,
        place == null ? null : place.getShard(),
        verdict,
        reason,
        message.getOccurredAt(),
        message.getAcceptedAt());
  }

  private Place place(String group) {
    Place held = known.get(group);
    if (held != null) {
      return held;
    }
    ValueAndTimestamp<PlacedGroup> found = placedGroups.get(group);
    Place place = found == null ? null : found.value().getPlace();
    if (place != null) {
      known.put(group, place);
    }
    return place;
  }

  /** Keeps waiting messages under group and sequence number. */
  private record Lot(
      KeyValueStore<String, ParkedGroup> states, KeyValueStore<String, ParkedMessage> messages)
      implements Parking.Lot {

    @Override
    public List<String> groups() {
      List<String> groups = new ArrayList<>();
      try (KeyValueIterator<String, ParkedGroup> all = states.all()) {
        while (all.hasNext()) {
          KeyValue<String, ParkedGroup> next = all.next();
          groups.add(next.key);
        }
      }
      return groups;
    }

    @Override
    public ParkedGroup group(String group) {
      return states.get(group);
    }

    @Override
    public void putGroup(String group, ParkedGroup state) {
      states.put(group, state);
    }

    @Override
    public void deleteGroup(String group) {
      states.delete(group);
    }

    @Override
    public ParkedMessage message(String group, long sequence) {
      return messages.get(key(group, sequence));
    }

    @Override
    public void putMessage(String group, long sequence, ParkedMessage message) {
      messages.put(key(group, sequence), message);
    }

    @Override
    public void deleteMessage(String group, long sequence) {
      messages.delete(key(group, sequence));
    }

    private static String key(String group, long sequence) {
      return group + "|" + sequence;
    }
  }
}
