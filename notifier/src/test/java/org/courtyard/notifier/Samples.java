package org.courtyard.notifier;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.courtyard.schemas.Actor;
import org.courtyard.schemas.AlertRevision;
import org.courtyard.schemas.AlertType;
import org.courtyard.schemas.AudienceGroup;
import org.courtyard.schemas.Case;
import org.courtyard.schemas.CaseEvent;
import org.courtyard.schemas.CaseKind;
import org.courtyard.schemas.CaseState;
import org.courtyard.schemas.Category;
import org.courtyard.schemas.ClockKind;
import org.courtyard.schemas.ClockRule;
import org.courtyard.schemas.Delivery;
import org.courtyard.schemas.DeliveryPurpose;
import org.courtyard.schemas.EventType;
import org.courtyard.schemas.Group;
import org.courtyard.schemas.GroupKind;
import org.courtyard.schemas.Handler;
import org.courtyard.schemas.PlaceUnit;
import org.courtyard.schemas.Reason;
import org.courtyard.schemas.Reporter;
import org.courtyard.schemas.Rules;
import org.courtyard.schemas.SameMatter;
import org.courtyard.schemas.SlaAlert;
import org.courtyard.schemas.Template;
import org.courtyard.schemas.Tier;
import org.courtyard.schemas.TierName;
import org.courtyard.schemas.Urgency;

/** A small world for tests: one community, a broken lift, somebody who looks after it. */
public final class Samples {
  private Samples() {}

  public static final String TENANT = "t";
  public static final String CASE = "FG-7K2M9Q";
  public static final Instant EIGHT = Instant.parse("2026-06-29T00:00:00Z");

  /** Key of the group with this chat id. */
  public static String key(String chat) {
    return "wecom|" + TENANT + "|" + chat;
  }

  public static Group group(String chat, String destination) {
    return group(chat, destination, "zh-CN");
  }

  public static Group group(String chat, String destination, String language) {
    return Group.newBuilder()
        .setTenant(TENANT)
        .setKey(key(chat))
        .setName(chat)
        .setPlace("b1")
        .setKind(GroupKind.RESIDENTS)
        .setLanguage(language)
        .setDestination(destination)
        .setVersion("1")
        .build();
  }

  public static Handler handler(String destination) {
    return Handler.newBuilder()
        .setPerson("p1")
        .setName("王楼长")
        .setRole("楼门长")
        .setTier(Tier.BUILDING)
        .setPlace("b1")
        .setDestination(destination)
        .build();
  }

  public static Rules rules(Template... templates) {
    return Rules.newBuilder()
        .setTenant(TENANT)
        .setVersion("1")
        .setZone("Asia/Shanghai")
        .setTiers(List.of(new TierName(Tier.BUILDING, "楼栋", "Building")))
        .setCategories(
            List.of(
                new Category(
                    "LIFT",
                    "电梯",
                    "Lift",
                    Tier.BUILDING,
                    Urgency.URGENT,
                    SameMatter.BUILDING,
                    72,
                    "",
                    "")))
        .setTriage(List.of())
        .setClocks(List.of(new ClockRule("any", ClockKind.FEEDBACK, null, null, 720, 75, true)))
        .setTemplates(List.of(templates))
        .build();
  }

  /** A case of group g1, dispatched to the handler. */
  public static Case dispatched(Handler handler) {
    return Case.newBuilder()
        .setId(CASE)
        .setTenant(TENANT)
        .setKind(CaseKind.GRIEVANCE)
        .setState(CaseState.DISPATCHED)
        .setCategory("LIFT")
        .setUrgency(Urgency.ORDINARY)
        .setSummary("电梯坏了")
        .setPlaceId("b1")
        .setPath(
            List.of(
                new PlaceUnit("b1", "芳群园1号楼", Tier.BUILDING),
                new PlaceUnit("c1", "芳群园一区", Tier.COMMUNITY)))
        .setTier(Tier.BUILDING)
        .setUnitId("b1")
        .setHandler(handler)
        .setReporters(new ArrayList<>(List.of(reporter("g1", "m1"))))
        .setReporterCount(1)
        .setAudience(new ArrayList<>(List.of(new AudienceGroup(key("g1"), null))))
        .setOccurredAt(EIGHT)
        .setOpenedAt(EIGHT)
        .build();
  }

  public static Reporter reporter(String chat, String message) {
    return new Reporter("r-" + message, key(chat), message, EIGHT, "");
  }

  public static CaseEvent event(EventType type, long seq, Case after, String chat, String message) {
    return CaseEvent.newBuilder()
        .setCaseId(after.getId())
        .setSeq(seq)
        .setType(type)
        .setAt(EIGHT.plusSeconds(60))
        .setActor(new Actor(null, "router"))
        .setReason(Reason.newBuilder().setBy("test").build())
        .setGroup(chat == null ? null : key(chat))
        .setMessageId(message)
        .setAfter(after)
        .build();
  }

  public static SlaAlert alert(AlertType type, AlertRevision revision, Handler handler) {
    return SlaAlert.newBuilder()
        .setType(type)
        .setRevision(revision)
        .setCaseId(CASE)
        .setTenant(TENANT)
        .setClock(ClockKind.FEEDBACK)
        .setRound(0)
        .setStartedAt(EIGHT)
        .setDue(EIGHT.plusSeconds(12 * 3600))
        .setObservedAt(EIGHT.plusSeconds(9 * 3600))
        .setTier(Tier.BUILDING)
        .setUnitId("b1")
        .setHandler(handler)
        .setCategory("LIFT")
        .setPath(List.of(new PlaceUnit("b1", "芳群园1号楼", Tier.BUILDING)))
        .setRule("any")
        .setRulesVersion("1")
        .build();
  }

  public static Delivery delivery(String id, String destination, DeliveryPurpose purpose) {
    return Delivery.newBuilder()
        .setId(id)
        .setTenant(TENANT)
        .setDestination(destination)
        .setPurpose(purpose)
        .setCaseId(CASE)
        .setGroup(key("g1"))
        .setLanguage("zh-CN")
        .setText("电梯修好了 " + id)
        .setCreatedAt(EIGHT)
        .build();
  }
}
