package org.courtyard.router;

import java.time.Instant;
import java.util.List;
import org.courtyard.schemas.Action;
import org.courtyard.schemas.Actor;
import org.courtyard.schemas.CaseCommand;
import org.courtyard.schemas.Category;
import org.courtyard.schemas.ContentType;
import org.courtyard.schemas.Group;
import org.courtyard.schemas.GroupKind;
import org.courtyard.schemas.Handler;
import org.courtyard.schemas.IncidentRule;
import org.courtyard.schemas.Intent;
import org.courtyard.schemas.Message;
import org.courtyard.schemas.Place;
import org.courtyard.schemas.PlaceUnit;
import org.courtyard.schemas.Roster;
import org.courtyard.schemas.Rules;
import org.courtyard.schemas.SameMatter;
import org.courtyard.schemas.Thresholds;
import org.courtyard.schemas.Tier;
import org.courtyard.schemas.TriageRule;
import org.courtyard.schemas.Urgency;

/** A small street with two communities and three buildings, for tests. */
public final class World {
  private World() {}

  public static final String TENANT = "t";
  public static final Instant MORNING = Instant.parse("2026-06-29T00:00:00Z");

  public static final PlaceUnit STREET = new PlaceUnit("S", "方庄街道", Tier.STREET);
  public static final PlaceUnit GARDEN = new PlaceUnit("C1", "芳园社区", Tier.COMMUNITY);
  public static final PlaceUnit STARS = new PlaceUnit("C2", "芳星社区", Tier.COMMUNITY);

  public static final Handler HEAD = handler("head", "楼门长", Tier.BUILDING, "B1");
  public static final Handler OFFICER = handler("officer", "网格员", Tier.COMMUNITY, "C1");
  public static final Handler STREET_DESK = handler("street", "街道城管科", Tier.STREET, "S");

  public static Place building(String id, PlaceUnit community) {
    PlaceUnit self = new PlaceUnit(id, id + "号楼", Tier.BUILDING);
    return new Place(
        TENANT,
        id,
        self.getName(),
        Tier.BUILDING,
        List.of(self, community, STREET),
        community == GARDEN ? "FY" : "FX",
        60,
        "v-" + id + "-" + community.getId());
  }

  public static Group group(String chat, String place) {
    return new Group(
        TENANT, key(chat), chat, place, GroupKind.RESIDENTS, "zh-CN", "robot-" + chat, "v1");
  }

  public static String key(String chat) {
    return "wecom|" + TENANT + "|" + chat;
  }

  public static String id(String message) {
    return "wecom|" + TENANT + "|" + message;
  }

  public static Roster roster() {
    return new Roster(TENANT, "r1", List.of(HEAD, OFFICER, STREET_DESK));
  }

  private static Handler handler(String person, String role, Tier tier, String place) {
    return new Handler(
        person, person, role, tier, place, List.of(), null, null, "work-" + place, "zh-CN");
  }

  public static Rules rules() {
    return new Rules(
        TENANT,
        "rules-1",
        "Asia/Shanghai",
        List.of(),
        List.of(
            category("LIFT", Tier.BUILDING, SameMatter.BUILDING),
            category("WATER", Tier.COMMUNITY, SameMatter.COMMUNITY),
            category("RUBBISH", Tier.BUILDING, SameMatter.TEXT),
            category("OTHER", Tier.BUILDING, SameMatter.TEXT)),
        List.of(
            rule("lift", Intent.GRIEVANCE, "LIFT", 10, List.of("电梯"), "坏", "停", "困"),
            rule("water", Intent.GRIEVANCE, "WATER", 10, List.of(), "停水", "没水"),
            rule("rubbish", Intent.GRIEVANCE, "RUBBISH", 10, List.of("垃圾"), "没人收", "臭"),
            rule("follow-up", Intent.FOLLOW_UP, null, 5, List.of(), "还没修", "我家也是"),
            rule("never-mind", Intent.WITHDRAWAL, null, 20, List.of(), "算了", "不用了"),
            rule("satisfied", Intent.SATISFIED, null, 5, List.of(), "满意"),
            rule("claim", Intent.CLAIM, null, 5, List.of(), "马上去看"),
            rule("done", Intent.DONE, null, 30, List.of(), "修好了"),
            rule("report-up", Intent.ESCALATE, null, 30, List.of(), "上报")),
        List.of(),
        List.of(),
        Thresholds.newBuilder().build(),
        IncidentRule.newBuilder().build());
  }

  private static Category category(String code, Tier lowest, SameMatter same) {
    return new Category(code, code, code, lowest, Urgency.ORDINARY, same, 72, "", "");
  }

  private static TriageRule rule(
      String id, Intent intent, String category, int priority, List<String> all, String... any) {
    return new TriageRule(
        id, intent, category, null, all, List.of(any), List.of(), priority, List.of(), 0);
  }

  /** A text message said some minutes after {@link #MORNING}. */
  public static Message says(String chat, String sender, String id, int minute, String text) {
    Instant at = MORNING.plusSeconds(minute * 60L);
    Message message = new Message();
    message.setId(id(id));
    message.setTenant(TENANT);
    message.setPlatform("wecom");
    message.setGroup(key(chat));
    message.setSender(sender);
    message.setType(ContentType.TEXT);
    message.setText(text);
    message.setMedia(List.of());
    message.setOccurredAt(at);
    message.setAcceptedAt(at);
    message.setSource("test");
    return message;
  }

  /** A command given some minutes after {@link #MORNING}. */
  public static CaseCommand command(String id, String caseId, Action action, int minute) {
    CaseCommand command = new CaseCommand();
    command.setId(id);
    command.setCaseId(caseId);
    command.setTenant(TENANT);
    command.setAction(action);
    command.setActor(new Actor("officer", "网格员"));
    command.setOccurredAt(MORNING.plusSeconds(minute * 60L));
    return command;
  }
}
