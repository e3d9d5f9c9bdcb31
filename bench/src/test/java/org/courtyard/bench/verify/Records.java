package org.courtyard.bench.verify;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.courtyard.schemas.Action;
import org.courtyard.schemas.Actor;
import org.courtyard.schemas.AlertRevision;
import org.courtyard.schemas.AlertType;
import org.courtyard.schemas.AudienceGroup;
import org.courtyard.schemas.Case;
import org.courtyard.schemas.CaseCommand;
import org.courtyard.schemas.CaseEvent;
import org.courtyard.schemas.CaseKind;
import org.courtyard.schemas.CaseState;
import org.courtyard.schemas.ClockKind;
import org.courtyard.schemas.ClockRule;
import org.courtyard.schemas.ClockTick;
import org.courtyard.schemas.CommandRejection;
import org.courtyard.schemas.ContentType;
import org.courtyard.schemas.Delivery;
import org.courtyard.schemas.DeliveryPurpose;
import org.courtyard.schemas.EventType;
import org.courtyard.schemas.Group;
import org.courtyard.schemas.GroupKind;
import org.courtyard.schemas.IncidentRule;
import org.courtyard.schemas.Message;
import org.courtyard.schemas.Outcome;
import org.courtyard.schemas.OutcomeKind;
import org.courtyard.schemas.Place;
import org.courtyard.schemas.PlaceUnit;
import org.courtyard.schemas.Reason;
import org.courtyard.schemas.RejectionCode;
import org.courtyard.schemas.Reporter;
import org.courtyard.schemas.Rules;
import org.courtyard.schemas.Shards;
import org.courtyard.schemas.SlaAlert;
import org.courtyard.schemas.Thresholds;
import org.courtyard.schemas.Tier;
import org.courtyard.schemas.Topic;
import org.courtyard.schemas.Topics;
import org.courtyard.schemas.Urgency;

/** Records as the services would write them, and the entries that carry them. */
final class Records {
  private Records() {}

  static final String TENANT = "fangzhuang";
  static final String GROUP = "wecom|fangzhuang|g1";
  static final String CASE = "FZ-ABCDEF";

  /** Eight in the morning: domain time and wall clock are the same in these tests. */
  static final Instant EIGHT = Instant.parse("2026-06-29T00:00:00Z");

  static final Duration LIMIT = Duration.ofHours(12);
  static final Instant DUE = EIGHT.plus(LIMIT);

  /** Everything in these tests was accepted long before. */
  static final Instant LATER = EIGHT.plus(Duration.ofDays(30));

  static Instant at(int hours, int minutes) {
    return EIGHT.plus(Duration.ofMinutes(hours * 60L + minutes));
  }

  static Entry entry(Topic<?> topic, String key, String partitionedBy, Object value) {
    return entry(topic, key, partitionedBy, value, EIGHT);
  }

  static Entry entry(
      Topic<?> topic, String key, String partitionedBy, Object value, Instant acceptedAt) {
    return new Entry(
        topic.name(),
        Shards.partition(partitionedBy, topic.partitions()),
        topic.partitions(),
        acceptedAt,
        key,
        value);
  }

  static String messageId(String id) {
    return "wecom|fangzhuang|" + id;
  }

  static Message message(String id) {
    return new Message(
        messageId(id),
        TENANT,
        "wecom",
        GROUP,
        "sender",
        ContentType.TEXT,
        "电梯坏了",
        List.of(),
        null,
        null,
        EIGHT,
        EIGHT,
        null,
        "http");
  }

  static Entry said(String id) {
    return entry(Topics.MESSAGES, GROUP, GROUP, message(id));
  }

  static Entry said(String id, Instant acceptedAt) {
    return entry(Topics.MESSAGES, GROUP, GROUP, message(id), acceptedAt);
  }

  static Entry became(String id, OutcomeKind kind, String caseId) {
    Outcome outcome =
        new Outcome(
            messageId(id),
            TENANT,
            GROUP,
            kind,
            kind != OutcomeKind.PARKED,
            caseId,
            caseId == null ? null : Shards.ofCase(caseId),
            null,
            "test",
            EIGHT,
            EIGHT);
    return entry(
        Topics.OUTCOMES, messageId(id), caseId == null ? GROUP : Shards.ofCase(caseId), outcome);
  }

  static Entry groupKnown() {
    return entry(
        Topics.GROUPS,
        GROUP,
        GROUP,
        new Group(TENANT, GROUP, "一号楼", "b1", GroupKind.RESIDENTS, "zh-CN", "bot", "v1"));
  }

  static Entry placeKnown() {
    return entry(
        Topics.PLACES,
        TENANT + "|b1",
        TENANT + "|b1",
        new Place(TENANT, "b1", "一号楼", Tier.BUILDING, path(), "FZ", 60, "v1"));
  }

  static List<PlaceUnit> path() {
    return List.of(
        new PlaceUnit("b1", "一号楼", Tier.BUILDING), new PlaceUnit("c1", "社区", Tier.COMMUNITY));
  }

  /** A case of round 0 that was said at eight. */
  static Case caseIn(CaseState state, long seq) {
    return new Case(
        CASE,
        TENANT,
        CaseKind.GRIEVANCE,
        state,
        "LIFT",
        Urgency.ORDINARY,
        "电梯坏了",
        List.of(),
        "b1",
        path(),
        Tier.BUILDING,
        "b1",
        null,
        new ArrayList<>(List.of(new Reporter("sender", GROUP, messageId("m1"), EIGHT, ""))),
        1,
        new ArrayList<>(List.of(new AudienceGroup(GROUP, null))),
        EIGHT,
        EIGHT,
        null,
        null,
        null,
        null,
        null,
        0,
        seq,
        null,
        new ArrayList<>());
  }

  static CaseEvent event(EventType type, CaseState after, long seq) {
    return new CaseEvent(
        CASE,
        seq,
        type,
        EIGHT,
        new Actor(null, "resident"),
        new Reason("test", "", null, null, null, null, null),
        null,
        type == EventType.OPENED ? messageId("m1") : null,
        GROUP,
        null,
        null,
        caseIn(after, seq));
  }

  static CaseEvent feedback(long seq, Instant at) {
    CaseEvent event = event(EventType.FEEDBACK_GIVEN, CaseState.FEEDBACK_GIVEN, seq);
    event.setAt(at);
    event.getAfter().setFeedbackAt(at);
    event.getAfter().getAudience().forEach(group -> group.setAnsweredAt(at));
    return event;
  }

  static Entry happened(CaseEvent event) {
    return happened(event, EIGHT);
  }

  static Entry happened(CaseEvent event, Instant acceptedAt) {
    return entry(
        Topics.CASE_EVENTS, event.getCaseId(), Shards.ofCase(event.getCaseId()), event, acceptedAt);
  }

  static Entry commanded(String id, Action action) {
    return commanded(id, action, EIGHT);
  }

  static Entry commanded(String id, Action action, Instant acceptedAt) {
    CaseCommand command =
        new CaseCommand(
            id,
            CASE,
            TENANT,
            action,
            new Actor(null, "操作员"),
            EIGHT,
            "好了",
            null,
            null,
            null,
            null,
            null,
            null,
            null);
    return entry(Topics.CASE_COMMANDS, CASE, "FZ", command, acceptedAt);
  }

  static Entry refused(String id) {
    CommandRejection rejection =
        new CommandRejection(
            id, CASE, TENANT, Action.CLAIM, RejectionCode.NOT_IN_THIS_STATE, "no", EIGHT);
    return entry(Topics.COMMAND_REJECTIONS, CASE, "FZ", rejection);
  }

  static Rules rules(String version, int limitMinutes) {
    return new Rules(
        TENANT,
        version,
        "Asia/Shanghai",
        List.of(),
        List.of(),
        List.of(),
        List.of(
            new ClockRule("water", ClockKind.FEEDBACK, "WATER", null, 120, 75, true),
            new ClockRule("all", ClockKind.FEEDBACK, null, null, limitMinutes, 75, true)),
        List.of(),
        Thresholds.newBuilder().build(),
        IncidentRule.newBuilder().build());
  }

  static Entry ruled(Rules rules, Instant acceptedAt) {
    return entry(Topics.RULES, TENANT, TENANT, rules, acceptedAt);
  }

  static Entry tick(Instant at) {
    return entry(Topics.CLOCK_TICKS, null, "FZ", new ClockTick(at, "sla-monitor-0"), at);
  }

  static SlaAlert alert(AlertType type, AlertRevision revision, Instant observedAt) {
    return new SlaAlert(
        type,
        revision,
        CASE,
        TENANT,
        ClockKind.FEEDBACK,
        0,
        EIGHT,
        DUE,
        observedAt,
        null,
        Tier.BUILDING,
        "b1",
        null,
        "LIFT",
        path(),
        "all",
        "v1");
  }

  static Entry warned(Instant observedAt) {
    return entry(
        Topics.SLA_WARNINGS,
        CASE,
        "FZ",
        alert(AlertType.WARNING, AlertRevision.RAISED, observedAt));
  }

  static Entry breached(Instant observedAt) {
    return entry(
        Topics.SLA_BREACHES, CASE, "FZ", alert(AlertType.BREACH, AlertRevision.RAISED, observedAt));
  }

  static Entry retracted(Instant observedAt) {
    return entry(
        Topics.SLA_BREACHES,
        CASE,
        "FZ",
        alert(AlertType.BREACH, AlertRevision.RETRACTED, observedAt));
  }

  static Entry planned(String id, DeliveryPurpose purpose) {
    Delivery delivery =
        new Delivery(id, TENANT, "bot", purpose, CASE, 0, GROUP, "zh-CN", "好了", false, DUE, EIGHT);
    return entry(Topics.DELIVERIES, id, "bot", delivery);
  }

  static Entry done(String id) {
    return entry(Topics.DELIVERIES, id, "bot", null);
  }

  static Finding judge(Check check, Entry... entries) {
    for (Entry entry : entries) {
      check.accept(entry);
    }
    return check.finding();
  }
}
