package org.courtyard.notifier.planning;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.courtyard.notifier.planning.Plan.Cause;
import org.courtyard.notifier.planning.Plan.Unreachable;
import org.courtyard.schemas.AlertRevision;
import org.courtyard.schemas.AlertType;
import org.courtyard.schemas.AudienceGroup;
import org.courtyard.schemas.Case;
import org.courtyard.schemas.CaseEvent;
import org.courtyard.schemas.CaseState;
import org.courtyard.schemas.Category;
import org.courtyard.schemas.ClockKind;
import org.courtyard.schemas.ClockRule;
import org.courtyard.schemas.Delivery;
import org.courtyard.schemas.DeliveryPurpose;
import org.courtyard.schemas.EventType;
import org.courtyard.schemas.Group;
import org.courtyard.schemas.Handler;
import org.courtyard.schemas.PlaceUnit;
import org.courtyard.schemas.Reporter;
import org.courtyard.schemas.Rules;
import org.courtyard.schemas.SlaAlert;
import org.courtyard.schemas.Tier;
import org.courtyard.schemas.Urgency;

/**
 * Decides who must hear what: groups that their report was received and what the answer is,
 * handlers that a case is theirs, about to be late, or late.
 *
 * <p>A pure function of the event and the reference data. The id of a delivery is {@code case|round
 * |purpose|what|to}: planned again it is the same again, and the outbox sends it once.
 */
public final class Planner {
  private static final Set<CaseState> AT_WORK =
      Set.of(CaseState.DISPATCHED, CaseState.CLAIMED, CaseState.IN_PROGRESS);
  private static final Set<EventType> ABOUT_DELIVERIES =
      Set.of(EventType.ANSWERED, EventType.DELIVERED, EventType.DELIVERY_FAILED);

  private Planner() {}

  /** What follows from something that happened to a case. */
  public static Plan plan(CaseEvent event, Reference reference) {
    Draft draft = new Draft(event, reference);
    switch (event.getType()) {
      case OPENED -> draft.acknowledge("received", "opened");
      case ASKED -> draft.ask();
      case JOINED -> draft.acknowledge("joined", "joined-" + event.getSeq());
      case DISPATCHED, ESCALATED, REROUTED, REOPENED -> draft.tellHandler();
      case CORRECTED -> draft.tellNewHandler();
      case ANSWERED -> draft.answerEveryGroup();
      default -> {}
    }
    if (!ABOUT_DELIVERIES.contains(event.getType())) {
      draft.answerNewcomer();
    }
    return draft.plan();
  }

  /**
   * What follows from a clock that is about to run out, or has. Retractions disturb nobody, nor do
   * warnings that an answer has overtaken.
   */
  public static Plan plan(SlaAlert alert, Reference reference) {
    Handler handler = alert.getHandler();
    if (alert.getRevision() != AlertRevision.RAISED || !reachable(handler)) {
      return Plan.NOTHING;
    }
    boolean warning = alert.getType() == AlertType.WARNING;
    boolean overtaken = warning && alert.getStoppedAt() != null;
    if (overtaken || (!warning && alert.getType() != AlertType.BREACH)) {
      return Plan.NOTHING;
    }
    Optional<Rules> rules = reference.rules(alert.getTenant());
    Wording wording = new Wording(rules, handler.getLanguage());
    Map<String, String> values = new HashMap<>();
    values.put("case", alert.getCaseId());
    values.put("category", wording.category(alert.getCategory()));
    values.put("place", alert.getPath().isEmpty() ? "" : alert.getPath().getFirst().getName());
    values.put("summary", "");
    values.put("answer", "");
    values.put("handler", handler.getName());
    values.put("tier", wording.tier(warning ? alert.getTier() : nextTier(alert, rules)));
    values.put("due", wording.time(alert.getDue()));
    values.put("left", wording.span(Duration.between(alert.getObservedAt(), alert.getDue())));
    DeliveryPurpose purpose = warning ? DeliveryPurpose.WARNING : DeliveryPurpose.BREACH;
    Delivery delivery =
        Delivery.newBuilder()
            .setId(
                id(
                    alert.getCaseId(),
                    alert.getRound(),
                    purpose,
                    alert.getClock().name(),
                    handler.getPerson()))
            .setTenant(alert.getTenant())
            .setDestination(handler.getDestination())
            .setPurpose(purpose)
            .setCaseId(alert.getCaseId())
            .setRound(alert.getRound())
            .setLanguage(handler.getLanguage())
            .setText(wording.say(warning ? "warning" : "breach", values))
            .setUrgent(rules.map(r -> urgent(urgencyOf(r, alert.getCategory()))).orElse(false))
            .setDue(alert.getDue())
            .setCreatedAt(alert.getObservedAt())
            .build();
    return new Plan(List.of(delivery), List.of());
  }

  /** Who a breach goes to: the next unit on the way up, where its rule escalates at all. */
  private static Tier nextTier(SlaAlert alert, Optional<Rules> rules) {
    boolean escalates =
        rules.stream()
            .flatMap(r -> r.getClocks().stream())
            .filter(rule -> rule.getId().equals(alert.getRule()))
            .allMatch(ClockRule::getEscalate);
    return alert.getPath().stream()
        .map(PlaceUnit::getTier)
        .filter(tier -> escalates && tier.compareTo(alert.getTier()) > 0)
        .findFirst()
        .orElse(alert.getTier());
  }

  private static String id(
      String caseId, int round, DeliveryPurpose purpose, String what, String to) {
    return String.join("|", caseId, Integer.toString(round), purpose.name(), what, to);
  }

  private static boolean reachable(Handler handler) {
    return handler != null && named(handler.getDestination());
  }

  private static boolean named(String destination) {
    return destination != null && !destination.isBlank();
  }

  private static boolean urgent(Urgency urgency) {
    return urgency == Urgency.URGENT || urgency == Urgency.EMERGENCY;
  }

  private static Urgency urgencyOf(Rules rules, String category) {
    return rules.getCategories().stream()
        .filter(c -> c.getCode().equals(category))
        .map(Category::getUrgency)
        .findFirst()
        .orElse(Urgency.ORDINARY);
  }

  /** The plan of one case event, while it grows. */
  private static final class Draft {
    private final CaseEvent event;
    private final Case c;
    private final Reference reference;
    private final Optional<Rules> rules;
    private final Instant due;
    private final List<Delivery> deliveries = new ArrayList<>();
    private final List<Unreachable> unreachable = new ArrayList<>();

    private Draft(CaseEvent event, Reference reference) {
      this.event = event;
      this.c = event.getAfter();
      this.reference = reference;
      this.rules = reference.rules(c.getTenant());
      this.due = rules.flatMap(r -> limit(r, c)).map(c.getOccurredAt()::plus).orElse(null);
    }

    private Plan plan() {
      return new Plan(List.copyOf(deliveries), List.copyOf(unreachable));
    }

    private void ask() {
      toGroup(event.getGroup(), DeliveryPurpose.ASK, "ask", "asked");
    }

    /** Whoever joins what is only perhaps a case is promised nothing; a new group is asked too. */
    private void acknowledge(String template, String what) {
      if (c.getState() == CaseState.RECEIVED && event.getType() == EventType.JOINED) {
        if (c.getReporters().stream().noneMatch(this::spokeHereBefore)) {
          ask();
        }
        return;
      }
      String group = event.getGroup();
      if (group == null && !c.getReporters().isEmpty()) {
        group = c.getReporters().getLast().getGroup();
      }
      if (group != null) {
        toGroup(group, DeliveryPurpose.RECEIVED, template, what);
      }
    }

    /**
     * Whoever works on it already knows it; another category may have given it to somebody else.
     */
    private void tellNewHandler() {
      if (c.getState() == CaseState.DISPATCHED) {
        tellHandler();
      }
    }

    private void tellHandler() {
      Handler handler = c.getHandler();
      if (!reachable(handler) || !AT_WORK.contains(c.getState()) || c.getAnswer() != null) {
        return;
      }
      String language = handler.getLanguage();
      deliveries.add(
          delivery(DeliveryPurpose.NEW_CASE, c.getTier().name(), handler.getPerson())
              .setDestination(handler.getDestination())
              .setLanguage(language)
              .setText(say("new-case", language))
              .build());
    }

    private void answerEveryGroup() {
      c.getAudience().stream()
          .filter(audience -> audience.getAnsweredAt() == null)
          .forEach(audience -> answer(audience.getGroup()));
    }

    /**
     * The answer was given before this group came: it gets it now. A group that was there already
     * got its answer planned then, so an earlier reporter from it says that nothing is missing.
     */
    private void answerNewcomer() {
      boolean unanswered =
          c.getAnswer() != null
              && c.getAudience().stream()
                  .filter(audience -> audience.getGroup().equals(event.getGroup()))
                  .map(AudienceGroup::getAnsweredAt)
                  .anyMatch(Objects::isNull);
      boolean here = c.getReporters().stream().anyMatch(this::spokeHereBefore);
      if (unanswered && !here) {
        answer(event.getGroup());
      }
    }

    private boolean spokeHereBefore(Reporter reporter) {
      return reporter.getGroup().equals(event.getGroup())
          && !reporter.getMessageId().equals(event.getMessageId());
    }

    private void answer(String group) {
      toGroup(group, DeliveryPurpose.RESULT, "result", "answer");
    }

    private void toGroup(String key, DeliveryPurpose purpose, String template, String what) {
      Delivery.Builder draft = delivery(purpose, what, key).setGroup(key);
      Optional<Group> group = reference.group(key);
      String language = group.map(Group::getLanguage).orElse("zh-CN");
      draft.setLanguage(language).setText(say(template, language));
      String destination = group.map(Group::getDestination).orElse("");
      if (named(destination)) {
        deliveries.add(draft.setDestination(destination).build());
      } else {
        Cause cause = group.isEmpty() ? Cause.UNKNOWN_GROUP : Cause.NO_DESTINATION;
        unreachable.add(new Unreachable(draft.setDestination("").build(), cause));
      }
    }

    private Delivery.Builder delivery(DeliveryPurpose purpose, String what, String to) {
      return Delivery.newBuilder()
          .setId(id(c.getId(), c.getRound(), purpose, what, to))
          .setTenant(c.getTenant())
          .setPurpose(purpose)
          .setCaseId(c.getId())
          .setRound(c.getRound())
          .setUrgent(urgent(c.getUrgency()))
          .setDue(due)
          .setCreatedAt(event.getAt());
    }

    private String say(String template, String language) {
      Wording wording = new Wording(rules, language);
      Map<String, String> values = new HashMap<>();
      values.put("case", c.getId());
      values.put("category", wording.category(c.getCategory()));
      values.put("place", unit(c.getPlaceId()));
      values.put("summary", c.getSummary());
      values.put(
          "handler", c.getHandler() == null ? unit(c.getUnitId()) : c.getHandler().getName());
      values.put("tier", wording.tier(c.getTier()));
      values.put("answer", Objects.requireNonNullElse(c.getAnswer(), ""));
      values.put("due", due == null ? "" : wording.time(due));
      values.put("left", due == null ? "" : wording.span(Duration.between(event.getAt(), due)));
      return wording.say(template, values);
    }

    private String unit(String id) {
      return c.getPath().stream()
          .filter(unit -> unit.getId().equals(id))
          .map(PlaceUnit::getName)
          .findFirst()
          .orElseGet(() -> c.getPath().isEmpty() ? "" : c.getPath().getFirst().getName());
    }

    private static Optional<Duration> limit(Rules rules, Case c) {
      return rules.getClocks().stream()
          .filter(rule -> rule.getClock() == ClockKind.FEEDBACK)
          .filter(rule -> rule.getCategory() == null || rule.getCategory().equals(c.getCategory()))
          .filter(rule -> rule.getUrgency() == null || rule.getUrgency() == c.getUrgency())
          .map(ClockRule::getLimitMinutes)
          .map(Duration::ofMinutes)
          .findFirst();
    }
  }
}
