package org.courtyard.slamonitor.clock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.courtyard.schemas.AlertRevision.RAISED;
import static org.courtyard.schemas.AlertRevision.RETRACTED;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.courtyard.schemas.Action;
import org.courtyard.schemas.AlertType;
import org.courtyard.schemas.CaseCommand;
import org.courtyard.schemas.EventType;
import org.courtyard.schemas.Rules;
import org.courtyard.schemas.SlaAlert;
import org.courtyard.schemas.Tier;
import org.junit.jupiter.api.Test;

class ClockSchedulerTest {
  private static final Instant EIGHT = Instant.parse("2026-06-29T00:00:00Z");
  private static final Instant DUE = EIGHT.plus(Duration.ofHours(12));
  private static final String ID = "FQY-7K3M9Q";

  private final MemoryState memory = new MemoryState();
  private final Heard heard = new Heard();
  private Optional<Rules> rules =
      Optional.of(CaseStory.rules("v1", CaseStory.limit("twelve", 720)));
  private Pace pace = new Pace(1000, Duration.ofSeconds(1), 50, Duration.ofDays(7));
  private ClockScheduler clocks = scheduler();
  private long brokerSeconds;

  private ClockScheduler scheduler() {
    return new ClockScheduler(memory.state(), tenant -> rules, pace, heard, () -> 0);
  }

  private void itIs(Instant now) {
    clocks.tick(now, Instant.ofEpochSecond(brokerSeconds++));
    clocks.turn();
  }

  @Test
  void warnsAtThreeQuartersAndStatesTheBreachOnce() {
    // Given
    clocks.on(CaseStory.of(ID, EIGHT).opened());

    // When
    itIs(EIGHT.plus(Duration.ofHours(9)));
    itIs(EIGHT.plus(Duration.ofHours(9)).plusMillis(1));
    itIs(DUE);
    itIs(DUE.plusMillis(1));
    itIs(DUE.plus(Duration.ofDays(1)));

    // Then
    assertThat(heard.alerts)
        .extracting(SlaAlert::getType)
        .containsExactly(AlertType.WARNING, AlertType.BREACH);
    SlaAlert breach = heard.alerts.getLast();
    assertThat(breach.getDue()).isEqualTo(DUE);
    assertThat(breach.getObservedAt()).isEqualTo(DUE.plusMillis(1));
    assertThat(breach.getRule()).isEqualTo("twelve");
    assertThat(breach.getRulesVersion()).isEqualTo("v1");
    assertThat(breach.getStoppedAt()).isNull();
  }

  @Test
  void aQuestionRunsNoClockAndAYesStartsItWhenItWasSaid() {
    // Given
    CaseStory lift = CaseStory.of(ID, EIGHT);
    clocks.on(lift.happened(EventType.ASKED, EIGHT));
    clocks.on(lift.happened(EventType.DELIVERED, EIGHT));
    itIs(DUE.plusSeconds(60));
    assertThat(heard.alerts).isEmpty();

    // When
    clocks.on(lift.opened());

    // Then
    assertThat(heard.breaches(ID, 0)).containsExactly(RAISED);
    assertThat(heard.alerts.getLast().getStartedAt()).isEqualTo(EIGHT);
  }

  @Test
  void anAnswerAtTheLastMomentIsInTime() {
    // Given
    CaseStory lift = CaseStory.of(ID, EIGHT);
    clocks.on(lift.opened());

    // When
    clocks.on(lift.answered(DUE));
    itIs(DUE.plus(Duration.ofDays(1)));

    // Then
    assertThat(heard.breaches(ID, 0)).isEmpty();
  }

  @Test
  void aWarningThatAnAnswerOvertookIsStillCountedAndSaysThatItWasOvertaken() {
    // Given
    CaseStory lift = CaseStory.of(ID, EIGHT);
    clocks.on(lift.opened());
    itIs(EIGHT.plus(Duration.ofHours(8)));

    // When the answer is read before the ticks of the time that we were away
    Instant answered = EIGHT.plus(Duration.ofHours(10));
    clocks.on(lift.answered(answered));
    itIs(DUE.plusSeconds(60));

    // Then
    assertThat(heard.alerts).hasSize(1);
    SlaAlert warning = heard.warnings(ID, 0).getFirst();
    assertThat(warning.getStoppedAt()).isEqualTo(answered);
    assertThat(warning.getObservedAt()).isEqualTo(answered);
  }

  @Test
  void anAnswerBeforeTheTimeOfTheWarningLeavesNothingToWarnOf() {
    // Given
    CaseStory lift = CaseStory.of(ID, EIGHT);
    clocks.on(lift.opened());

    // When
    clocks.on(lift.answered(EIGHT.plus(Duration.ofHours(9))));
    itIs(DUE.plusSeconds(60));

    // Then
    assertThat(heard.alerts).isEmpty();
  }

  @Test
  void anAnswerTooLateIsABreachEvenIfNoTickSaidSoBefore() {
    // Given
    CaseStory lift = CaseStory.of(ID, EIGHT);
    clocks.on(lift.opened());

    // When
    clocks.on(lift.answered(DUE.plusMillis(1)));
    itIs(DUE.plus(Duration.ofDays(1)));

    // Then
    assertThat(heard.breaches(ID, 0)).containsExactly(RAISED);
    assertThat(heard.commands).as("nothing is left to move up").isEmpty();
  }

  @Test
  void lateProofOfATimelyAnswerTakesTheBreachBack() {
    // Given
    CaseStory lift = CaseStory.of(ID, EIGHT);
    clocks.on(lift.opened());
    itIs(DUE.plusSeconds(60));

    // When
    clocks.on(lift.answered(DUE.minusSeconds(60)));

    // Then
    assertThat(heard.breaches(ID, 0)).containsExactly(RAISED, RETRACTED);
    assertThat(heard.alerts.getLast().getStoppedAt()).isEqualTo(DUE.minusSeconds(60));
  }

  @Test
  void anEarlierProofAfterTheClockStoppedStillCounts() {
    // Given
    CaseStory lift = CaseStory.of(ID, EIGHT);
    clocks.on(lift.opened());
    clocks.on(lift.answered(DUE.plusSeconds(60)));

    // When
    clocks.on(lift.answered(DUE.minusSeconds(60)));
    clocks.on(lift.answered(DUE.plusSeconds(120)));

    // Then
    assertThat(heard.breaches(ID, 0)).containsExactly(RAISED, RETRACTED);
  }

  @Test
  void aWithdrawalStopsTheClockAndTakesBackOnlyWhatItPreceded() {
    // Given
    CaseStory inTime = CaseStory.of("FQY-000001", EIGHT);
    CaseStory tooLate = CaseStory.of("FQY-000002", EIGHT);
    CaseStory quiet = CaseStory.of("FQY-000003", EIGHT);
    clocks.on(inTime.opened());
    clocks.on(tooLate.opened());
    clocks.on(quiet.opened());
    clocks.on(quiet.withdrawn(EIGHT.plusSeconds(60)));
    itIs(DUE.plusSeconds(60));

    // When
    clocks.on(inTime.withdrawn(DUE));
    clocks.on(tooLate.withdrawn(DUE.plusSeconds(30)));

    // Then
    assertThat(heard.breaches("FQY-000001", 0)).containsExactly(RAISED, RETRACTED);
    assertThat(heard.breaches("FQY-000002", 0)).containsExactly(RAISED);
    assertThat(heard.breaches("FQY-000003", 0)).isEmpty();
  }

  @Test
  void aReopenedCaseHasANewClock() {
    // Given
    CaseStory lift = CaseStory.of(ID, EIGHT);
    Instant again = EIGHT.plus(Duration.ofDays(2));
    clocks.on(lift.opened());
    clocks.on(lift.answered(EIGHT.plusSeconds(60)));

    // When
    clocks.on(lift.reopened(again));
    itIs(again.plus(Duration.ofHours(12)).plusMillis(1));

    // Then
    assertThat(heard.breaches(ID, 0)).isEmpty();
    assertThat(heard.breaches(ID, 1)).containsExactly(RAISED);
    assertThat(heard.alerts.getLast().getStartedAt()).isEqualTo(again);
  }

  @Test
  void aBreachAsksForTheNextTierOnce() {
    // Given
    clocks.on(CaseStory.of(ID, EIGHT).opened());

    // When
    itIs(DUE.plusMillis(1));
    itIs(DUE.plusMillis(2));
    itIs(DUE.plusMillis(3));

    // Then
    assertThat(heard.commands).hasSize(1);
    CaseCommand command = heard.commands.getFirst();
    assertThat(command.getId()).isEqualTo("sla:FQY-7K3M9Q|FEEDBACK|0:breach");
    assertThat(command.getAction()).isEqualTo(Action.ESCALATE);
    assertThat(command.getFromTier()).isEqualTo(Tier.BUILDING);
    assertThat(command.getActor().getRole()).isEqualTo("sla-monitor");
    assertThat(command.getActor().getPerson()).isNull();
    assertThat(command.getOccurredAt()).isEqualTo(DUE.plusMillis(1));
  }

  @Test
  void breachesAreStatedAtOnceAndEscalationsPacedWhateverTheNumberOfTicks() {
    // Given
    pace = new Pace(1000, Duration.ofSeconds(1), 2, Duration.ofDays(7));
    clocks = scheduler();
    for (int i = 0; i < 5; i++) {
      clocks.on(CaseStory.of("FQY-00000" + i, EIGHT).opened());
    }
    itIs(DUE.plusMillis(1));

    // When
    Instant second = Instant.ofEpochSecond(100);
    clocks.tick(DUE.plusMillis(1), second);
    clocks.tick(DUE.plusMillis(1), second.plusMillis(500));

    // Then
    assertThat(heard.alerts).filteredOn(a -> a.getType() == AlertType.BREACH).hasSize(5);
    assertThat(heard.commands)
        .extracting(CaseCommand::getCaseId)
        .containsExactly("FQY-000000", "FQY-000001");
    assertThat(clocks.figures().escalationsPending()).isEqualTo(3);
  }

  @Test
  void anEscalationThatWaitedTooLongIsNotSent() {
    // Given
    CaseStory answered = CaseStory.of("FQY-000001", EIGHT);
    CaseStory moved = CaseStory.of("FQY-000002", EIGHT);
    clocks.on(answered.opened());
    clocks.on(moved.opened());
    itIs(DUE.plusMillis(1));

    // When
    clocks.on(answered.answered(DUE.plusMillis(1)));
    clocks.on(moved.movedTo(Tier.COMMUNITY, DUE.plusMillis(1)));
    itIs(DUE.plusMillis(2));

    // Then
    assertThat(heard.commands).isEmpty();
    assertThat(clocks.figures().escalationsPending()).isZero();
  }

  @Test
  void whoeverHoldsTheCaseThenIsNamed() {
    // Given
    CaseStory lift = CaseStory.of(ID, EIGHT);
    clocks.on(lift.opened());

    // When
    clocks.on(lift.movedTo(Tier.COMMUNITY, EIGHT.plusSeconds(60)));
    itIs(DUE.plusMillis(1));

    // Then
    assertThat(heard.alerts)
        .allSatisfy(
            alert -> {
              assertThat(alert.getTier()).isEqualTo(Tier.COMMUNITY);
              assertThat(alert.getUnitId()).isEqualTo("unit-COMMUNITY");
            });
    assertThat(clocks.figures().running().get(Tier.COMMUNITY)).isEqualTo(1);
    assertThat(clocks.figures().running().get(Tier.BUILDING)).isZero();
  }

  @Test
  void rulesThatChangeLaterLeaveARunningClockAlone() {
    // Given
    CaseStory before = CaseStory.of("FQY-000001", EIGHT);
    CaseStory after = CaseStory.of("FQY-000002", EIGHT);
    clocks.on(before.opened());

    // When
    rules = Optional.of(CaseStory.rules("v2", CaseStory.limit("one", 60)));
    clocks.on(before.happened(EventType.ATTACHED, EIGHT.plusSeconds(1)));
    clocks.on(after.opened());
    itIs(EIGHT.plus(Duration.ofHours(2)));

    // Then
    assertThat(heard.breaches("FQY-000001", 0)).isEmpty();
    assertThat(heard.breaches("FQY-000002", 0)).containsExactly(RAISED);
    assertThat(heard.alerts.getLast().getRulesVersion()).isEqualTo("v2");
  }

  @Test
  void aClockThatIsAlreadyOverWhenItStartsFiresAtOnce() {
    // Given
    itIs(DUE.plus(Duration.ofHours(1)));

    // When
    clocks.on(CaseStory.of(ID, EIGHT).opened());

    // Then
    assertThat(heard.alerts)
        .extracting(SlaAlert::getType)
        .containsExactly(AlertType.WARNING, AlertType.BREACH);
    assertThat(memory.deadlines).isEmpty();
  }

  @Test
  void timeNeverGoesBack() {
    // Given
    clocks.on(CaseStory.of(ID, EIGHT).opened());
    itIs(DUE.plusMillis(1));

    // When
    itIs(EIGHT);

    // Then
    assertThat(clocks.now()).isEqualTo(DUE.plusMillis(1));
  }

  @Test
  void aStoppedClockIsKeptForAWhileAndThenForgotten() {
    // Given
    CaseStory lift = CaseStory.of(ID, EIGHT);
    clocks.on(lift.opened());
    clocks.on(lift.answered(EIGHT.plusSeconds(60)));

    // When
    itIs(EIGHT.plusSeconds(60).plus(Duration.ofDays(7)));
    boolean kept = !memory.clocks.isEmpty();
    itIs(EIGHT.plusSeconds(61).plus(Duration.ofDays(7)));

    // Then
    assertThat(kept).isTrue();
    assertThat(memory.clocks).isEmpty();
    assertThat(memory.deadlines).isEmpty();
  }

  @Test
  void aBacklogIsWorkedOffInBoundedTurns() {
    // Given
    pace = new Pace(10, Duration.ofSeconds(1), 50, Duration.ofDays(7));
    clocks = scheduler();
    for (int i = 0; i < 25; i++) {
      clocks.on(CaseStory.of("FQY-%06d".formatted(i), EIGHT).opened());
    }
    clocks.tick(DUE.plusMillis(1), Instant.EPOCH);

    // When
    List<Boolean> done = Stream.generate(clocks::turn).limit(6).toList();

    // Then 25 warnings and 25 breaches take five turns of ten
    assertThat(done).containsExactly(false, false, false, false, true, true);
    assertThat(heard.alerts).hasSize(50);
  }

  @Test
  void aTurnEndsWhenItsTimeIsOver() {
    // Given a stopwatch that advances 30 ms each time it is looked at
    long[] nanos = {0};
    pace = new Pace(1000, Duration.ofMillis(50), 50, Duration.ofDays(7));
    clocks =
        new ClockScheduler(
            memory.state(), tenant -> rules, pace, heard, () -> nanos[0] += 30_000_000);
    for (int i = 0; i < 10; i++) {
      clocks.on(CaseStory.of("FQY-%06d".formatted(i), EIGHT).opened());
    }
    clocks.tick(DUE.plusMillis(1), Instant.EPOCH);

    // When
    boolean done = clocks.turn();

    // Then
    assertThat(done).isFalse();
    assertThat(heard.alerts).hasSize(2);
  }
}
