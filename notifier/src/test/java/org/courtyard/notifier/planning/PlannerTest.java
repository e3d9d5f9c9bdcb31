package org.courtyard.notifier.planning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.courtyard.notifier.Samples.CASE;
import static org.courtyard.notifier.Samples.EIGHT;
import static org.courtyard.notifier.Samples.alert;
import static org.courtyard.notifier.Samples.dispatched;
import static org.courtyard.notifier.Samples.event;
import static org.courtyard.notifier.Samples.group;
import static org.courtyard.notifier.Samples.handler;
import static org.courtyard.notifier.Samples.key;
import static org.courtyard.notifier.Samples.reporter;
import static org.courtyard.notifier.Samples.rules;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.courtyard.notifier.Samples;
import org.courtyard.notifier.planning.Plan.Cause;
import org.courtyard.schemas.AlertRevision;
import org.courtyard.schemas.AlertType;
import org.courtyard.schemas.AudienceGroup;
import org.courtyard.schemas.Case;
import org.courtyard.schemas.CaseState;
import org.courtyard.schemas.Delivery;
import org.courtyard.schemas.DeliveryPurpose;
import org.courtyard.schemas.EventType;
import org.courtyard.schemas.Group;
import org.courtyard.schemas.Rules;
import org.courtyard.schemas.SlaAlert;
import org.courtyard.schemas.Template;
import org.courtyard.schemas.Urgency;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PlannerTest {
  private final World world = new World();

  private static final class World implements Reference {
    private final Map<String, Group> groups = new HashMap<>();
    private Optional<Rules> rules = Optional.of(Samples.rules());

    private void add(Group group) {
      groups.put(group.getKey(), group);
    }

    @Override
    public Optional<Group> group(String key) {
      return Optional.ofNullable(groups.get(key));
    }

    @Override
    public Optional<Rules> rules(String tenant) {
      return rules;
    }
  }

  private static Case answered() {
    Case c = dispatched(handler("wang"));
    c.setState(CaseState.IN_PROGRESS);
    c.setAnswer("已修好");
    return c;
  }

  @Test
  void openingIsAcknowledgedInTheGroupWithNumberAndDeadline() {
    // Given
    world.add(group("g1", "robot-1"));
    // When
    Plan plan = Planner.plan(event(EventType.OPENED, 1, dispatched(null), "g1", "m1"), world);
    // Then
    assertThat(plan.unreachable()).isEmpty();
    assertThat(plan.deliveries())
        .singleElement()
        .satisfies(
            d -> {
              assertThat(d.getId()).isEqualTo(CASE + "|0|RECEIVED|opened|" + key("g1"));
              assertThat(d.getDestination()).isEqualTo("robot-1");
              assertThat(d.getPurpose()).isEqualTo(DeliveryPurpose.RECEIVED);
              assertThat(d.getGroup()).isEqualTo(key("g1"));
              assertThat(d.getDue()).isEqualTo(EIGHT.plus(Duration.ofHours(12)));
              assertThat(d.getText()).contains(CASE, "电梯", "芳群园1号楼", "6月29日 20:00");
            });
  }

  @Test
  void whatIsPerhapsACaseIsAskedAboutInEveryGroupOnceAndPromisedNothing() {
    // Given
    world.add(group("g1", "robot-1"));
    world.add(group("g2", "robot-2", "en"));
    Case asked = dispatched(null);
    asked.setState(CaseState.RECEIVED);
    // When
    Plan first = Planner.plan(event(EventType.ASKED, 1, asked, "g1", "m1"), world);
    asked.getReporters().add(reporter("g1", "m2"));
    Plan sameGroup = Planner.plan(event(EventType.JOINED, 2, asked, "g1", "m2"), world);
    asked.getReporters().add(reporter("g2", "m3"));
    Plan otherGroup = Planner.plan(event(EventType.JOINED, 3, asked, "g2", "m3"), world);
    // Then
    assertThat(first.deliveries())
        .singleElement()
        .satisfies(
            d -> {
              assertThat(d.getId()).isEqualTo(CASE + "|0|ASK|asked|" + key("g1"));
              assertThat(d.getPurpose()).isEqualTo(DeliveryPurpose.ASK);
              assertThat(d.getText()).contains("需要处理吗", CASE);
            });
    assertThat(sameGroup.deliveries()).isEmpty();
    assertThat(otherGroup.deliveries())
        .singleElement()
        .satisfies(d -> assertThat(d.getText()).contains("Is this something for us", CASE));
  }

  @Test
  void theTenantsOwnWordingAndTheGroupsLanguageAreUsed() {
    // Given
    world.add(group("g1", "robot-1", "en"));
    world.rules =
        Optional.of(
            rules(
                new Template("received", "en", "{case} {category} {tier} {handler} {left} {odd}"),
                new Template("received", "zh-CN", "不")));
    // When
    Plan plan =
        Planner.plan(event(EventType.OPENED, 1, dispatched(handler(null)), "g1", "m1"), world);
    // Then
    assertThat(plan.deliveries().getFirst().getText())
        .isEqualTo(CASE + " Lift Building 王楼长 11 h 59 min {odd}");
  }

  @Test
  void whatPeopleWroteIsNeverTakenAsAPlaceholder() {
    // Given
    world.add(group("g1", "robot-1"));
    Case c = answered();
    c.setAnswer("见 {case} $1 \\");
    // When
    Plan plan = Planner.plan(event(EventType.ANSWERED, 3, c, null, null), world);
    // Then
    assertThat(plan.deliveries().getFirst().getText()).contains("见 {case} $1 \\");
  }

  @Test
  void aLongAnswerIsCutBetweenCharactersAndTheRestStays() {
    // Given
    world.add(group("g1", "robot-1"));
    Case c = answered();
    c.setAnswer("👨‍👩‍👧修好了".repeat(300));
    // When
    String text =
        Planner.plan(event(EventType.ANSWERED, 3, c, null, null), world)
            .deliveries()
            .getFirst()
            .getText();
    // Then
    assertThat(text.getBytes(StandardCharsets.UTF_8).length).isBetween(2000, 2048);
    assertThat(text).contains(CASE).contains("满意").contains("…\n").doesNotContain("\uFFFD");
  }

  @Test
  void everyoneWhoJoinsIsAcknowledgedOnce() {
    // Given
    world.add(group("g2", "robot-2"));
    Case c = dispatched(null);
    c.getReporters().add(reporter("g2", "m2"));
    c.getAudience().add(new AudienceGroup(key("g2"), null));
    // When
    Plan plan = Planner.plan(event(EventType.JOINED, 4, c, "g2", "m2"), world);
    // Then
    assertThat(plan.deliveries())
        .extracting(Delivery::getId)
        .containsExactly(CASE + "|0|RECEIVED|joined-4|" + key("g2"));
  }

  @ParameterizedTest
  @EnumSource(
      value = EventType.class,
      names = {"DISPATCHED", "ESCALATED", "REROUTED", "REOPENED"})
  void whoeverGetsTheCaseIsToldOnceForEveryRoundAndTier(EventType type) {
    // Given
    Case c = dispatched(handler("wang"));
    c.setRound(1);
    // When
    Plan plan = Planner.plan(event(type, 2, c, null, null), world);
    // Then
    assertThat(plan.deliveries())
        .singleElement()
        .satisfies(
            d -> {
              assertThat(d.getId()).isEqualTo(CASE + "|1|NEW_CASE|BUILDING|p1");
              assertThat(d.getDestination()).isEqualTo("wang");
              assertThat(d.getGroup()).isNull();
            });
  }

  @Test
  void nobodyIsToldOfACaseThatNeedsNobodyAnyMore() {
    // Given
    Case closed = dispatched(handler("wang"));
    closed.setState(CaseState.CLOSED);
    // When
    Plan moved = Planner.plan(event(EventType.REROUTED, 9, closed, null, null), world);
    Plan answered = Planner.plan(event(EventType.REROUTED, 9, answered(), null, null), world);
    Plan nobody = Planner.plan(event(EventType.DISPATCHED, 2, dispatched(null), null, null), world);
    // Then
    assertThat(moved).isEqualTo(Plan.NOTHING);
    assertThat(answered).isEqualTo(Plan.NOTHING);
    assertThat(nobody).isEqualTo(Plan.NOTHING);
  }

  @Test
  void theAnswerGoesToEveryGroupThatHasNotHeardItYet() {
    // Given
    world.add(group("g2", "robot-2"));
    world.add(group("g3", "robot-3"));
    Case c = answered();
    c.getAudience().getFirst().setAnsweredAt(EIGHT);
    c.getAudience().add(new AudienceGroup(key("g2"), null));
    c.getAudience().add(new AudienceGroup(key("g3"), null));
    // When
    Plan plan = Planner.plan(event(EventType.ANSWERED, 5, c, "g1", "m9"), world);
    // Then
    assertThat(plan.deliveries())
        .extracting(Delivery::getId)
        .containsExactly(
            CASE + "|0|RESULT|answer|" + key("g2"), CASE + "|0|RESULT|answer|" + key("g3"));
    assertThat(plan.deliveries()).allSatisfy(d -> assertThat(d.getText()).contains("已修好"));
  }

  @Test
  void aGroupThatJoinsAfterTheAnswerHearsItOnce() {
    // Given
    world.add(group("g1", "robot-1"));
    world.add(group("g2", "robot-2"));
    Case c = answered();
    c.getReporters().add(reporter("g2", "m2"));
    c.getAudience().add(new AudienceGroup(key("g2"), null));
    Plan first = Planner.plan(event(EventType.JOINED, 6, c, "g2", "m2"), world);
    // When another neighbour of the same group joins while the answer is on its way
    c.getReporters().add(reporter("g2", "m3"));
    Plan second = Planner.plan(event(EventType.JOINED, 7, c, "g2", "m3"), world);
    // Then
    assertThat(first.deliveries())
        .extracting(Delivery::getPurpose)
        .containsExactly(DeliveryPurpose.RECEIVED, DeliveryPurpose.RESULT);
    assertThat(second.deliveries())
        .extracting(Delivery::getPurpose)
        .containsExactly(DeliveryPurpose.RECEIVED);
  }

  @Test
  void receiptsLeadToNothing() {
    // Given
    world.add(group("g1", "robot-1"));
    // When
    Plan delivered = Planner.plan(event(EventType.DELIVERED, 6, answered(), "g1", null), world);
    Plan failed = Planner.plan(event(EventType.DELIVERY_FAILED, 6, answered(), "g1", null), world);
    // Then
    assertThat(delivered).isEqualTo(Plan.NOTHING);
    assertThat(failed).isEqualTo(Plan.NOTHING);
  }

  @Test
  void aGroupThatCannotBeReachedIsToldApart() {
    // Given
    world.add(group("g2", " "));
    Case c = answered();
    c.getAudience().add(new AudienceGroup(key("g2"), null));
    // When
    Plan plan = Planner.plan(event(EventType.ANSWERED, 5, c, null, null), world);
    // Then
    assertThat(plan.deliveries()).isEmpty();
    assertThat(plan.unreachable())
        .extracting(Plan.Unreachable::cause)
        .containsExactly(Cause.UNKNOWN_GROUP, Cause.NO_DESTINATION);
    assertThat(plan.unknownGroups()).containsExactly(key("g1"));
  }

  @Test
  void theHandlerIsWarnedAndToldOfTheBreach() {
    // When
    Plan warning =
        Planner.plan(alert(AlertType.WARNING, AlertRevision.RAISED, handler("wang")), world);
    Plan breach =
        Planner.plan(alert(AlertType.BREACH, AlertRevision.RAISED, handler("wang")), world);
    // Then
    assertThat(warning.deliveries())
        .singleElement()
        .satisfies(
            d -> {
              assertThat(d.getId()).isEqualTo(CASE + "|0|WARNING|FEEDBACK|p1");
              assertThat(d.getText()).contains("3小时", "6月29日 20:00");
              assertThat(d.getUrgent()).as("the category is urgent").isTrue();
            });
    assertThat(breach.deliveries())
        .extracting(Delivery::getPurpose)
        .containsExactly(DeliveryPurpose.BREACH);
  }

  @Test
  void nobodyIsWarnedOnceTheAnswerIsThere() {
    // Given
    SlaAlert alert = alert(AlertType.WARNING, AlertRevision.RAISED, handler("wang"));
    alert.setStoppedAt(alert.getObservedAt());
    // When
    Plan plan = Planner.plan(alert, world);
    // Then
    assertThat(plan.deliveries()).isEmpty();
  }

  @Test
  void aBreachNamesTheTierThatItGoesTo() {
    // Given
    world.rules = Optional.of(rules(new Template("breach", "zh-CN", "{tier}")));
    SlaAlert alert = alert(AlertType.BREACH, AlertRevision.RAISED, handler("wang"));
    alert.setPath(dispatched(null).getPath());
    // When
    Plan plan = Planner.plan(alert, world);
    // Then
    assertThat(plan.deliveries().getFirst().getText()).isEqualTo("社区");
  }

  @Test
  void retractionsAndHandlersWithoutADestinationDisturbNobody() {
    assertThat(
            Planner.plan(alert(AlertType.BREACH, AlertRevision.RETRACTED, handler("wang")), world))
        .isEqualTo(Plan.NOTHING);
    assertThat(Planner.plan(alert(AlertType.BREACH, AlertRevision.RAISED, handler(null)), world))
        .isEqualTo(Plan.NOTHING);
    assertThat(Planner.plan(alert(AlertType.BREACH, AlertRevision.RAISED, null), world))
        .isEqualTo(Plan.NOTHING);
  }

  @Test
  void emergenciesAreUrgentAndATenantWithoutRulesIsServed() {
    // Given
    world.rules = Optional.empty();
    world.add(group("g1", "robot-1"));
    Case c = dispatched(null);
    c.setUrgency(Urgency.EMERGENCY);
    // When
    Delivery delivery =
        Planner.plan(event(EventType.OPENED, 1, c, "g1", "m1"), world).deliveries().getFirst();
    // Then
    assertThat(delivery.getUrgent()).isTrue();
    assertThat(delivery.getText()).contains(CASE, Samples.dispatched(null).getCategory());
  }
}
