package org.courtyard.bench.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.courtyard.bench.verify.Records.LATER;
import static org.courtyard.bench.verify.Records.commanded;
import static org.courtyard.bench.verify.Records.event;
import static org.courtyard.bench.verify.Records.happened;
import static org.courtyard.bench.verify.Records.judge;
import static org.courtyard.bench.verify.Records.refused;

import org.courtyard.schemas.Action;
import org.courtyard.schemas.CaseEvent;
import org.courtyard.schemas.CaseState;
import org.courtyard.schemas.EventType;
import org.junit.jupiter.api.Test;

class CommandCheckTest {
  private final CommandCheck check = new CommandCheck(LATER);

  private static Entry effect(String commandId, EventType type, long seq) {
    CaseEvent event = event(type, CaseState.IN_PROGRESS, seq);
    event.setCommandId(commandId);
    return happened(event);
  }

  @Test
  void oneEffectOfSeveralEventsHolds() {
    Finding finding =
        judge(
            check,
            commanded("k1", Action.FEEDBACK),
            effect("k1", EventType.ANSWERED, 3),
            effect("k1", EventType.FEEDBACK_GIVEN, 4));

    assertThat(finding.holds()).isTrue();
    assertThat(finding.examined()).isOne();
  }

  @Test
  void rejectionHolds() {
    assertThat(judge(check, commanded("k1", Action.CLAIM), refused("k1")).holds()).isTrue();
  }

  @Test
  void commandGivenTwiceNeedsOneEffectOnly() {
    Finding finding =
        judge(
            check,
            commanded("k1", Action.CLAIM),
            effect("k1", EventType.CLAIMED, 3),
            commanded("k1", Action.CLAIM));

    assertThat(finding.holds()).isTrue();
  }

  @Test
  void secondEffectBreaksIt() {
    Finding finding =
        judge(
            check,
            commanded("k1", Action.PROGRESS),
            effect("k1", EventType.PROGRESSED, 3),
            happened(event(EventType.ATTACHED, CaseState.IN_PROGRESS, 4)),
            effect("k1", EventType.PROGRESSED, 5));

    assertThat(finding.offenders()).isOne();
    assertThat(finding.first().getFirst()).contains("took effect 2 times");
  }

  @Test
  void commandWithNeitherEffectNorRejectionBreaksIt() {
    Finding finding = judge(check, commanded("k1", Action.RECEIPT));

    assertThat(finding.offenders()).isOne();
  }

  @Test
  void commandJustGivenIsOnItsWay() {
    Finding finding = judge(check, commanded("k1", Action.CLAIM, LATER));

    assertThat(finding.holds()).isTrue();
    assertThat(finding.counts()).containsEntry("inFlight", 1L);
  }

  @Test
  void effectOfCommandThatNobodyGaveBreaksIt() {
    assertThat(judge(check, effect("k1", EventType.CLAIMED, 3)).offenders()).isOne();
  }

  @Test
  void commandRejectedMoreOftenThanGivenBreaksIt() {
    Finding finding = judge(check, commanded("k1", Action.CLAIM), refused("k1"), refused("k1"));

    assertThat(finding.offenders()).isOne();
  }
}
