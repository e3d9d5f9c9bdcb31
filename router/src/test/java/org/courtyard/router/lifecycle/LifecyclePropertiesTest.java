package org.courtyard.router.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.courtyard.router.World;
import org.courtyard.router.tier.Assignment;
import org.courtyard.router.tier.Handlers;
import org.courtyard.router.tier.TierChoice;
import org.courtyard.schemas.Actor;
import org.courtyard.schemas.AudienceGroup;
import org.courtyard.schemas.Case;
import org.courtyard.schemas.CaseEvent;
import org.courtyard.schemas.CaseKind;
import org.courtyard.schemas.CaseState;
import org.courtyard.schemas.Category;
import org.courtyard.schemas.DeliveryPurpose;
import org.courtyard.schemas.EventType;
import org.courtyard.schemas.Place;
import org.courtyard.schemas.Rating;
import org.courtyard.schemas.Reason;
import org.courtyard.schemas.Receipt;
import org.courtyard.schemas.Reporter;
import org.courtyard.schemas.Tier;
import org.courtyard.schemas.Urgency;

/**
 * Whatever happens to a case, in whatever order, these hold. jqwik prints the seed of a failure.
 */
class LifecyclePropertiesTest {
  private static final Duration REOPEN_WINDOW = Duration.ofDays(7);
  private final Lifecycle lifecycle = new Lifecycle(REOPEN_WINDOW);
  private final TierChoice tiers = new TierChoice(new Handlers(World.roster()), ZoneOffset.UTC);

  /** A step some minutes after the one before. */
  record Timed(Step step, int minutes) {}

  @Property(tries = 2000)
  void eventsAreNumberedWithoutAGapAndRefusalsChangeNothing(
      @ForAll("histories") List<Timed> history) {
    // Given
    Case c = open();
    Instant at = World.MORNING;
    List<Long> numbers = new ArrayList<>();
    for (Timed timed : history) {
      at = at.plus(Duration.ofMinutes(timed.minutes()));
      Case before = Case.newBuilder(c).build();
      List<CaseEvent> told = new ArrayList<>();
      // When
      Optional<Refusal> refused =
          lifecycle.take(withRound(timed.step(), c), c, cause(at), tiers, told::add);
      // Then
      if (refused.isPresent()) {
        assertThat(told).isEmpty();
        assertThat(c).isEqualTo(before);
      } else {
        assertThat(told).isNotEmpty();
        told.forEach(event -> numbers.add(event.getSeq()));
      }
    }
    for (int i = 0; i < numbers.size(); i++) {
      assertThat(numbers.get(i)).isEqualTo(i + 1L);
    }
    assertThat(c.getSeq()).isEqualTo(numbers.size());
  }

  @Property(tries = 2000)
  void feedbackIsGivenExactlyWhenEveryGroupHasHeardTheAnswer(
      @ForAll("histories") List<Timed> history) {
    // Given
    Case c = open();
    Instant at = World.MORNING;
    for (Timed timed : history) {
      at = at.plus(Duration.ofMinutes(timed.minutes()));
      // When
      lifecycle.take(withRound(timed.step(), c), c, cause(at), tiers, event -> {});
      // Then
      boolean allHeard =
          c.getAnswer() != null
              && c.getAudience().stream().allMatch(group -> group.getAnsweredAt() != null);
      if (c.getState() == CaseState.FEEDBACK_GIVEN
          || c.getState() == CaseState.EVALUATED
          || c.getState() == CaseState.CLOSED) {
        assertThat(allHeard).isTrue();
        Instant last =
            c.getAudience().stream()
                .map(AudienceGroup::getAnsweredAt)
                .max(Instant::compareTo)
                .orElseThrow();
        assertThat(c.getFeedbackAt()).isEqualTo(last);
      } else {
        assertThat(allHeard).isFalse();
        assertThat(c.getFeedbackAt()).isNull();
      }
    }
  }

  @Property(tries = 2000)
  void theClockStartsAnewOnlyWhenTheCaseIsReopened(@ForAll("histories") List<Timed> history) {
    // Given
    Case c = open();
    Instant at = World.MORNING;
    for (Timed timed : history) {
      at = at.plus(Duration.ofMinutes(timed.minutes()));
      Instant startedBefore = c.getOccurredAt();
      Tier tierBefore = c.getTier();
      List<EventType> told = new ArrayList<>();
      // When
      lifecycle.take(
          withRound(timed.step(), c), c, cause(at), tiers, event -> told.add(event.getType()));
      // Then
      if (told.contains(EventType.REOPENED)) {
        assertThat(c.getOccurredAt()).isEqualTo(at);
      } else {
        assertThat(c.getOccurredAt()).isEqualTo(startedBefore);
      }
      if (!told.contains(EventType.REROUTED) && !told.contains(EventType.CORRECTED)) {
        assertThat(c.getTier()).isGreaterThanOrEqualTo(tierBefore);
      }
    }
  }

  @Provide
  Arbitrary<List<Timed>> histories() {
    Arbitrary<Step> steps =
        Arbitraries.of(
            new Step.Claim(World.OFFICER),
            new Step.Claim(null),
            new Step.Progress("在修了"),
            new Step.Answer("修好了", null),
            new Step.Answer("修好了", World.key("g1")),
            new Step.Answer(" ", null),
            new Step.Escalate(null),
            new Step.Escalate(Tier.BUILDING),
            new Step.Evaluate(Rating.SATISFIED),
            new Step.Evaluate(null),
            new Step.Withdraw(),
            new Step.Leave("li"),
            new Step.Attach(),
            new Step.Join(reporter("wang", "g2")),
            new Step.Join(reporter("zhao", "g1")),
            new Step.Reopen(),
            new Step.Close(),
            new Step.Deliver(receipt("g1", true)),
            new Step.Deliver(receipt("g2", true)),
            new Step.Deliver(receipt("g1", false)),
            new Step.Deliver(null),
            new Step.Reroute(World.building("B1", World.STARS)),
            new Step.Reroute(World.building("B1", World.GARDEN)),
            new Step.Correct(CaseKind.QUESTION, null),
            new Step.Correct(null, category("WATER")),
            new Step.Correct(CaseKind.GRIEVANCE, category("LIFT")),
            new Step.Accept(null),
            new Step.Merge("FY-000002"),
            new Step.Unmerge(),
            new Step.AddChild("FY-000003", "两件事"),
            new Step.RemoveChild("FY-000003", null),
            new Step.Separate(reporter("wang", "g2")),
            new Step.ChildrenHeard(World.MORNING),
            new Step.Archive());
    Arbitrary<Timed> timed =
        steps.flatMap(step -> Arbitraries.integers().between(0, 4000).map(m -> new Timed(step, m)));
    return timed.list().ofMinSize(1).ofMaxSize(30);
  }

  private static Category category(String code) {
    return World.rules().getCategories().stream()
        .filter(category -> category.getCode().equals(code))
        .findFirst()
        .orElseThrow();
  }

  /** Receipts of this round and, where the round is over, of one that has passed. */
  private static Step withRound(Step step, Case c) {
    if (step instanceof Step.Deliver(Receipt receipt) && receipt != null) {
      Receipt copy = Receipt.newBuilder(receipt).build();
      copy.setRound(c.getSeq() % 5 == 0 ? 0 : c.getRound());
      return new Step.Deliver(copy);
    }
    return step;
  }

  private static Case open() {
    Place place = World.building("B1", World.GARDEN);
    Case c = new Case();
    c.setId("FY-000001");
    c.setTenant(World.TENANT);
    c.setKind(CaseKind.GRIEVANCE);
    c.setState(CaseState.RECEIVED);
    c.setCategory("LIFT");
    c.setUrgency(Urgency.ORDINARY);
    c.setSummary("电梯坏了");
    c.setSpots(new ArrayList<>());
    c.setPlaceId(place.getId());
    c.setPath(place.getPath());
    c.setReporters(new ArrayList<>(List.of(reporter("li", "g1"))));
    c.setReporterCount(1);
    c.setChildren(new ArrayList<>());
    c.setAudience(new ArrayList<>(List.of(new AudienceGroup(World.key("g1"), null))));
    c.setOccurredAt(World.MORNING);
    c.setOpenedAt(World.MORNING);
    Assignment first =
        new Assignment(Tier.BUILDING, place.getPath().getFirst(), World.HEAD, "test");
    new Lifecycle(REOPEN_WINDOW)
        .take(new Step.Dispatch(first), c, cause(World.MORNING), null, event -> {});
    c.setSeq(0);
    return c;
  }

  private static Reporter reporter(String person, String chat) {
    return new Reporter(person, World.key(chat), World.id("m-" + person), World.MORNING, "");
  }

  private static Receipt receipt(String chat, boolean delivered) {
    return new Receipt(
        "d", World.key(chat), DeliveryPurpose.RESULT, delivered, 0, null, World.MORNING, null);
  }

  private static Cause cause(Instant at) {
    return new Cause(
        at,
        new Actor("somebody", "test"),
        new Reason("test", "", null, null, null, null, null),
        null,
        null,
        null);
  }
}
