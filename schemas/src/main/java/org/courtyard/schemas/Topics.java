package org.courtyard.schemas;

import java.time.Duration;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.courtyard.schemas.Topic.Cleanup;
import org.courtyard.schemas.Topic.Keying;

/**
 * The topic catalogue: every topic, declared once. Topic creation, the services and the table in
 * ARCHITECTURE.md follow from it or are checked against it.
 */
public final class Topics {
  private Topics() {}

  /** Partitions of every topic that has more than one. Topics keyed by shard must be equal. */
  public static final int PARTITIONS = 4;

  private static final String INGEST = "ingest";
  private static final String ROUTER = "router";
  private static final String SLA_MONITOR = "sla-monitor";
  private static final String NOTIFIER = "notifier";

  public static final Topic<Message> MESSAGES =
      new Topic<>(
          "messages",
          Message.class,
          Keying.GROUP,
          PARTITIONS,
          Cleanup.DELETE,
          Duration.ofDays(35),
          List.of(INGEST),
          List.of(ROUTER),
          "What was said, in order within each group.");

  public static final Topic<Place> PLACES =
      new Topic<>(
          "places",
          Place.class,
          Keying.TENANT,
          PARTITIONS,
          Cleanup.COMPACT,
          Duration.ZERO,
          List.of(INGEST),
          List.of(ROUTER, INGEST),
          "Units of every tier, each with its whole way up.");

  public static final Topic<Group> GROUPS =
      new Topic<>(
          "groups",
          Group.class,
          Keying.GROUP,
          PARTITIONS,
          Cleanup.COMPACT,
          Duration.ZERO,
          List.of(INGEST),
          List.of(ROUTER, NOTIFIER, INGEST),
          "Chat groups, the place each speaks for, and how to speak there.");

  public static final Topic<Roster> ROSTERS =
      new Topic<>(
          "rosters",
          Roster.class,
          Keying.TENANT,
          1,
          Cleanup.COMPACT,
          Duration.ZERO,
          List.of(INGEST),
          List.of(ROUTER, INGEST),
          "Who answers for what: one whole record a tenant.");

  public static final Topic<Rules> RULES =
      new Topic<>(
          "rules",
          Rules.class,
          Keying.TENANT,
          1,
          Cleanup.COMPACT,
          Duration.ZERO,
          List.of(INGEST),
          List.of(ROUTER, SLA_MONITOR, NOTIFIER, INGEST),
          "Tiers, categories, triage, clocks, wording and decisions: one whole record a tenant.");

  public static final Topic<Outcome> OUTCOMES =
      new Topic<>(
          "outcomes",
          Outcome.class,
          Keying.SHARD,
          PARTITIONS,
          Cleanup.DELETE,
          Duration.ofDays(35),
          List.of(ROUTER),
          List.of("integrators"),
          "What became of each message: exactly one settled outcome for every record of messages.");

  public static final Topic<CaseCommand> CASE_COMMANDS =
      new Topic<>(
          "case-commands",
          CaseCommand.class,
          Keying.SHARD,
          PARTITIONS,
          Cleanup.DELETE,
          Duration.ofDays(35),
          List.of(INGEST, SLA_MONITOR, NOTIFIER),
          List.of(ROUTER, INGEST),
          "What people, clocks and deliveries want to happen to a case.");

  public static final Topic<CaseEvent> CASE_EVENTS =
      new Topic<>(
          "case-events",
          CaseEvent.class,
          Keying.SHARD,
          PARTITIONS,
          Cleanup.DELETE,
          Duration.ofDays(400),
          List.of(ROUTER),
          List.of(SLA_MONITOR, NOTIFIER, INGEST, "integrators"),
          "What happened to each case, numbered without a gap, and the case after it.");

  public static final Topic<CommandRejection> COMMAND_REJECTIONS =
      new Topic<>(
          "command-rejections",
          CommandRejection.class,
          Keying.SHARD,
          PARTITIONS,
          Cleanup.DELETE,
          Duration.ofDays(35),
          List.of(ROUTER),
          List.of(INGEST, "integrators"),
          "Commands that changed nothing, and why.");

  public static final Topic<Label> LABELS =
      new Topic<>(
          "labels",
          Label.class,
          Keying.SHARD,
          PARTITIONS,
          Cleanup.DELETE,
          Duration.ofDays(400),
          List.of(ROUTER),
          List.of("integrators", "operators"),
          "What people said that messages really were: training data.");

  public static final Topic<ClockTick> CLOCK_TICKS =
      new Topic<>(
          "clock-ticks",
          ClockTick.class,
          Keying.PARTITION,
          PARTITIONS,
          Cleanup.DELETE,
          Duration.ofHours(1),
          List.of(SLA_MONITOR),
          List.of(SLA_MONITOR),
          "Domain time, four times a second, so that deadlines fire when nothing else arrives.");

  public static final Topic<SlaAlert> SLA_WARNINGS =
      new Topic<>(
          "sla-warnings",
          SlaAlert.class,
          Keying.SHARD,
          PARTITIONS,
          Cleanup.DELETE,
          Duration.ofDays(400),
          List.of(SLA_MONITOR),
          List.of(NOTIFIER, "integrators"),
          "Clocks about to run out.");

  public static final Topic<SlaAlert> SLA_BREACHES =
      new Topic<>(
          "sla-breaches",
          SlaAlert.class,
          Keying.SHARD,
          PARTITIONS,
          Cleanup.DELETE,
          Duration.ofDays(400),
          List.of(SLA_MONITOR),
          List.of(NOTIFIER, "integrators"),
          "Clocks that ran out, and retractions where late proof shows that they had not.");

  public static final Topic<Delivery> DELIVERIES =
      new Topic<>(
          "deliveries",
          Delivery.class,
          Keying.DESTINATION,
          PARTITIONS,
          Cleanup.COMPACT,
          Duration.ZERO,
          List.of(NOTIFIER),
          List.of(NOTIFIER),
          "The outbox: what to say where, by when; a tombstone once done.");

  public static final Topic<SpecificRecord> ROUTER_DLQ = deadLetters(ROUTER);
  public static final Topic<SpecificRecord> SLA_MONITOR_DLQ = deadLetters(SLA_MONITOR);
  public static final Topic<SpecificRecord> NOTIFIER_DLQ = deadLetters(NOTIFIER);

  /** The whole catalogue, in the order that data flows. */
  public static final List<Topic<?>> ALL =
      List.of(
          MESSAGES,
          PLACES,
          GROUPS,
          ROSTERS,
          RULES,
          OUTCOMES,
          CASE_COMMANDS,
          CASE_EVENTS,
          COMMAND_REJECTIONS,
          LABELS,
          CLOCK_TICKS,
          SLA_WARNINGS,
          SLA_BREACHES,
          DELIVERIES,
          ROUTER_DLQ,
          SLA_MONITOR_DLQ,
          NOTIFIER_DLQ);

  private static Topic<SpecificRecord> deadLetters(String service) {
    return new Topic<>(
        service + "-dlq",
        null,
        Keying.ORIGINAL,
        1,
        Cleanup.DELETE,
        Duration.ofDays(35),
        List.of(service),
        List.of("operators"),
        "Records that " + service + " could not use: original bytes, origin and error in headers.");
  }
}
