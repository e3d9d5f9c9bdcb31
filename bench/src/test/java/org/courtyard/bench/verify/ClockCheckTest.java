package org.courtyard.bench.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.courtyard.bench.verify.Records.CASE;
import static org.courtyard.bench.verify.Records.DUE;
import static org.courtyard.bench.verify.Records.EIGHT;
import static org.courtyard.bench.verify.Records.LATER;
import static org.courtyard.bench.verify.Records.at;
import static org.courtyard.bench.verify.Records.breached;
import static org.courtyard.bench.verify.Records.event;
import static org.courtyard.bench.verify.Records.feedback;
import static org.courtyard.bench.verify.Records.happened;
import static org.courtyard.bench.verify.Records.judge;
import static org.courtyard.bench.verify.Records.retracted;
import static org.courtyard.bench.verify.Records.ruled;
import static org.courtyard.bench.verify.Records.rules;
import static org.courtyard.bench.verify.Records.tick;
import static org.courtyard.bench.verify.Records.warned;

import java.time.Instant;
import org.courtyard.schemas.AlertRevision;
import org.courtyard.schemas.AlertType;
import org.courtyard.schemas.CaseEvent;
import org.courtyard.schemas.CaseState;
import org.courtyard.schemas.EventType;
import org.courtyard.schemas.SlaAlert;
import org.courtyard.schemas.Topics;
import org.junit.jupiter.api.Test;

class ClockCheckTest {
  private final ClockCheck check = new ClockCheck(LATER);

  private static final Entry OPENED = happened(event(EventType.OPENED, CaseState.RECEIVED, 1));

  /** The usual beginning: twelve hours by the rules, a case at eight, ticks until then. */
  private void openedAndNow(Instant now) {
    judge(check, ruled(rules("v1", 720), EIGHT), OPENED, tick(EIGHT), tick(now));
  }

  private static Entry withdrawn(Instant at) {
    CaseEvent event = event(EventType.WITHDRAWN, CaseState.WITHDRAWN, 3);
    event.setAt(at);
    return happened(event);
  }

  @Test
  void answerInTimeWithoutBreachHolds() {
    openedAndNow(at(24, 0));

    Finding finding = judge(check, happened(feedback(3, at(5, 0))));

    assertThat(finding.first()).isEmpty();
    assertThat(check.clocks()).singleElement().satisfies(c -> assertThat(c.isOnTime()).isTrue());
  }

  @Test
  void breachOfAnswerInTimeBreaksIt() {
    openedAndNow(at(24, 0));

    Finding finding =
        judge(check, happened(feedback(3, DUE)), warned(at(9, 0)), breached(at(12, 0)));

    assertThat(finding.first()).singleElement().asString().contains("breach stands");
  }

  @Test
  void breachThatLateProofTookBackHolds() {
    openedAndNow(at(24, 0));

    Finding finding =
        judge(
            check,
            happened(feedback(3, DUE)),
            warned(at(9, 0)),
            breached(at(12, 0)),
            retracted(at(12, 1)));

    assertThat(finding.first()).isEmpty();
    assertThat(finding.counts()).containsEntry("breaches", 0L).containsEntry("retracted", 1L);
  }

  @Test
  void missingRetractionOfProofThatJustArrivedIsNotHeldAgainstAnybody() {
    openedAndNow(at(24, 0));

    Finding finding =
        judge(check, happened(feedback(3, DUE), LATER), warned(at(9, 0)), breached(at(12, 0)));

    assertThat(finding.holds()).isTrue();
    assertThat(finding.counts()).containsEntry("inFlight", 1L);
  }

  @Test
  void answerTooLateNeedsItsBreach() {
    openedAndNow(at(24, 0));
    judge(check, happened(feedback(3, DUE.plusMillis(1))), warned(at(9, 0)));
    assertThat(check.finding().first()).singleElement().asString().contains("no breach");

    Finding finding = judge(check, breached(DUE.plusMillis(1)));

    assertThat(finding.holds()).isTrue();
  }

  @Test
  void runningClockThatIsOverdueNeedsItsBreach() {
    openedAndNow(at(13, 0));
    judge(check, warned(at(9, 0)));
    assertThat(check.finding().offenders()).isOne();

    Finding finding = judge(check, breached(at(12, 0)));

    assertThat(finding.holds()).isTrue();
  }

  @Test
  void runningClockThatIsJustDueMayHaveItsBreachOrNot() {
    openedAndNow(DUE.plusSeconds(2));
    judge(check, warned(at(9, 0)));
    assertThat(check.finding().holds()).isTrue();

    Finding finding = judge(check, breached(DUE.plusSeconds(1)));

    assertThat(finding.holds()).isTrue();
  }

  @Test
  void breachBeforeItIsDueBreaksIt() {
    openedAndNow(at(24, 0));

    Finding finding = judge(check, warned(at(9, 0)), breached(DUE.minusMillis(1)));

    assertThat(finding.first()).singleElement().asString().contains("before it was due");
  }

  @Test
  void secondBreachBreaksIt() {
    openedAndNow(at(24, 0));

    Finding finding = judge(check, warned(at(9, 0)), breached(at(12, 0)), breached(at(12, 1)));

    assertThat(finding.first()).singleElement().asString().contains("2 breaches");
  }

  @Test
  void retractionOfNothingBreaksIt() {
    openedAndNow(at(8, 0));

    assertThat(judge(check, retracted(at(8, 0))).offenders()).isOne();
  }

  @Test
  void withdrawalInTimeCancelsTheClock() {
    openedAndNow(at(24, 0));
    judge(check, withdrawn(at(3, 0)));
    assertThat(check.finding().holds()).isTrue();

    Finding finding = judge(check, breached(at(12, 0)));

    assertThat(finding.offenders()).isOne();
  }

  @Test
  void clockOfAlertMustExist() {
    Finding finding = judge(check, ruled(rules("v1", 720), EIGHT), breached(at(12, 0)));

    assertThat(finding.first()).singleElement().asString().contains("never started");
  }

  @Test
  void dueThatTheRulesDoNotSayBreaksIt() {
    openedAndNow(at(24, 0));
    SlaAlert alert = Records.alert(AlertType.BREACH, AlertRevision.RAISED, at(13, 0));
    alert.setDue(at(11, 0));

    Finding finding =
        judge(check, warned(at(9, 0)), Records.entry(Topics.SLA_BREACHES, CASE, "FZ", alert));

    assertThat(finding.offenders()).isOne();
  }

  @Test
  void clockRunsByTheRulesInForceWhenItStarted() {
    // Given
    judge(
        check,
        ruled(rules("v1", 720), EIGHT.minusSeconds(60)),
        ruled(rules("v2", 60), EIGHT.plusSeconds(60)),
        OPENED,
        tick(EIGHT),
        tick(at(3, 0)));

    // When
    Finding finding = check.finding();

    // Then
    assertThat(finding.first()).isEmpty();
    assertThat(check.clocks()).singleElement().satisfies(c -> assertThat(c.due()).isEqualTo(DUE));
  }

  @Test
  void ruleOfAnotherCategoryDoesNotApply() {
    openedAndNow(at(3, 0));

    assertThat(check.clocks()).singleElement().satisfies(c -> assertThat(c.due()).isEqualTo(DUE));
  }

  @Test
  void secondWarningBreaksIt() {
    openedAndNow(at(10, 0));

    Finding finding = judge(check, warned(at(9, 0)), warned(at(9, 1)));

    assertThat(finding.first()).singleElement().asString().contains("2 warnings");
  }

  @Test
  void warningBeforeItsTimeBreaksIt() {
    openedAndNow(at(10, 0));

    Finding finding = judge(check, warned(at(8, 59)));

    assertThat(finding.first()).singleElement().asString().contains("before its time");
  }

  @Test
  void clockThatRanPastItsWarningTimeNeedsTheWarning() {
    openedAndNow(at(10, 0));

    assertThat(check.finding().first()).singleElement().asString().contains("no warning");
  }

  @Test
  void caseThatIsKnownOnlyAfterItsDeadlineNeedsNoWarning() {
    // Given
    Entry late = happened(event(EventType.OPENED, CaseState.RECEIVED, 1), at(12, 30));
    judge(check, ruled(rules("v1", 720), EIGHT), late, tick(EIGHT), tick(at(13, 0)));

    // When
    Finding finding = judge(check, breached(at(12, 30)));

    // Then
    assertThat(finding.first()).isEmpty();
  }

  @Test
  void reopenedCaseHasItsOwnClock() {
    // Given
    openedAndNow(at(40, 0));
    CaseEvent reopened = event(EventType.REOPENED, CaseState.DISPATCHED, 4);
    reopened.getAfter().setRound(1);
    reopened.getAfter().setOccurredAt(at(20, 0));

    // When
    Finding finding = judge(check, happened(feedback(3, at(2, 0))), happened(reopened, at(20, 0)));

    // Then
    assertThat(finding.first())
        .allSatisfy(offender -> assertThat(offender).contains("round 1"))
        .hasSize(2);
    assertThat(check.clocks()).hasSize(2);
  }

  @Test
  void fasterDomainTimeWidensTheTolerance() {
    // Given: one second on the wall is ten minutes of domain time
    judge(check, ruled(rules("v1", 720), EIGHT), OPENED);
    for (int second = 0; second <= 75; second++) {
      check.accept(tickAt(EIGHT.plusSeconds(600L * second), EIGHT.plusSeconds(second)));
    }

    // When
    Finding finding = judge(check, warned(at(9, 0)));

    // Then
    assertThat(finding.holds()).isTrue();
    check.accept(tickAt(EIGHT.plusSeconds(600L * 80), EIGHT.plusSeconds(80)));
    assertThat(check.finding().offenders()).isOne();
  }

  private static Entry tickAt(Instant domain, Instant wall) {
    Entry entry = tick(domain);
    return new Entry(
        entry.topic(), entry.partition(), entry.partitions(), wall, null, entry.value());
  }
}
