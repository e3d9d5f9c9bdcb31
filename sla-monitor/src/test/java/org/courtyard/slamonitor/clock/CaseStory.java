package org.courtyard.slamonitor.clock;

import java.time.Instant;
import java.util.List;
import org.courtyard.schemas.Actor;
import org.courtyard.schemas.Case;
import org.courtyard.schemas.CaseEvent;
import org.courtyard.schemas.CaseKind;
import org.courtyard.schemas.CaseState;
import org.courtyard.schemas.ClockKind;
import org.courtyard.schemas.ClockRule;
import org.courtyard.schemas.EventType;
import org.courtyard.schemas.PlaceUnit;
import org.courtyard.schemas.Reason;
import org.courtyard.schemas.Rules;
import org.courtyard.schemas.Tier;
import org.courtyard.schemas.Urgency;

/** A case for tests: tells what happened to it, one event after the other. */
public final class CaseStory {
  public static final String TENANT = "fangzhuang";

  private final Case now;

  private CaseStory(Case now) {
    this.now = now;
  }

  /** Said then, in a building. */
  public static CaseStory of(String id, Instant occurredAt) {
    return new CaseStory(
        Case.newBuilder()
            .setId(id)
            .setTenant(TENANT)
            .setKind(CaseKind.GRIEVANCE)
            .setState(CaseState.DISPATCHED)
            .setCategory("LIFT")
            .setUrgency(Urgency.ORDINARY)
            .setSummary("电梯坏了")
            .setPlaceId("b-1")
            .setPath(
                List.of(
                    new PlaceUnit("b-1", "1号楼", Tier.BUILDING),
                    new PlaceUnit("c-1", "芳群园", Tier.COMMUNITY)))
            .setTier(Tier.BUILDING)
            .setUnitId("b-1")
            .setReporters(List.of())
            .setReporterCount(1)
            .setAudience(List.of())
            .setOccurredAt(occurredAt)
            .setOpenedAt(occurredAt)
            .build());
  }

  public CaseStory in(String category, Urgency urgency) {
    now.setCategory(category);
    now.setUrgency(urgency);
    return this;
  }

  public Case asCase() {
    return now;
  }

  public CaseEvent opened() {
    return event(EventType.OPENED, now.getOccurredAt());
  }

  public CaseEvent movedTo(Tier tier, Instant at) {
    now.setTier(tier);
    now.setUnitId("unit-" + tier);
    return event(EventType.ESCALATED, at);
  }

  public CaseEvent answered(Instant feedbackAt) {
    now.setState(CaseState.FEEDBACK_GIVEN);
    now.setFeedbackAt(feedbackAt);
    return event(EventType.FEEDBACK_GIVEN, feedbackAt);
  }

  public CaseEvent withdrawn(Instant at) {
    now.setState(CaseState.WITHDRAWN);
    return event(EventType.WITHDRAWN, at);
  }

  public CaseEvent reopened(Instant at) {
    now.setState(CaseState.DISPATCHED);
    now.setFeedbackAt(null);
    now.setOccurredAt(at);
    now.setRound(now.getRound() + 1);
    return event(EventType.REOPENED, at);
  }

  public CaseEvent happened(EventType type, Instant at) {
    return event(type, at);
  }

  private CaseEvent event(EventType type, Instant at) {
    now.setSeq(now.getSeq() + 1);
    return CaseEvent.newBuilder()
        .setCaseId(now.getId())
        .setSeq(now.getSeq())
        .setType(type)
        .setAt(at)
        .setActor(Actor.newBuilder().setRole("resident").build())
        .setReason(Reason.newBuilder().setBy("test").build())
        .setAfter(Case.newBuilder(now).build())
        .build();
  }

  /** A tenant's rules with these clocks. */
  public static Rules rules(String version, ClockRule... clocks) {
    return Rules.newBuilder()
        .setTenant(TENANT)
        .setVersion(version)
        .setTiers(List.of())
        .setCategories(List.of())
        .setTriage(List.of())
        .setClocks(List.of(clocks))
        .setTemplates(List.of())
        .build();
  }

  /** A rule that fits every case. */
  public static ClockRule limit(String id, int minutes) {
    return ClockRule.newBuilder()
        .setId(id)
        .setClock(ClockKind.FEEDBACK)
        .setLimitMinutes(minutes)
        .build();
  }
}
