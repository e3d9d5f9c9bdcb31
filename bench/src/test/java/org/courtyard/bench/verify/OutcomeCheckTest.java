package org.courtyard.bench.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.courtyard.bench.verify.Records.CASE;
import static org.courtyard.bench.verify.Records.GROUP;
import static org.courtyard.bench.verify.Records.LATER;
import static org.courtyard.bench.verify.Records.became;
import static org.courtyard.bench.verify.Records.entry;
import static org.courtyard.bench.verify.Records.groupKnown;
import static org.courtyard.bench.verify.Records.judge;
import static org.courtyard.bench.verify.Records.placeKnown;
import static org.courtyard.bench.verify.Records.said;

import org.courtyard.schemas.OutcomeKind;
import org.courtyard.schemas.Topics;
import org.junit.jupiter.api.Test;

class OutcomeCheckTest {
  private final OutcomeCheck check = new OutcomeCheck(LATER);

  @Test
  void oneSettledOutcomeForEachMessageHolds() {
    Finding finding =
        judge(
            check,
            said("m1"),
            became("m1", OutcomeKind.OPENED, CASE),
            became("m2", OutcomeKind.CHATTER, null),
            said("m2"));

    assertThat(finding.holds()).isTrue();
    assertThat(finding.examined()).isEqualTo(2);
  }

  @Test
  void messageWithoutOutcomeIsLost() {
    Finding finding = judge(check, said("m1"), said("m2"), became("m2", OutcomeKind.CHATTER, null));

    assertThat(finding.holds()).isFalse();
    assertThat(check.lostMessages()).isOne();
    assertThat(finding.first()).singleElement().asString().contains("m1").contains("lost");
  }

  @Test
  void messageJustAcceptedIsOnItsWayAndNotLost() {
    Finding finding = judge(check, said("m1", LATER));

    assertThat(finding.holds()).isTrue();
    assertThat(finding.counts()).containsEntry("inFlight", 1L).containsEntry("lostMessages", 0L);
  }

  @Test
  void secondSettledOutcomeForOneRecordBreaksIt() {
    Finding finding =
        judge(
            check,
            said("m1"),
            became("m1", OutcomeKind.CHATTER, null),
            became("m1", OutcomeKind.CHATTER, null));

    assertThat(finding.offenders()).isOne();
  }

  @Test
  void outcomeOfMessageThatNobodySaidBreaksIt() {
    assertThat(judge(check, became("m1", OutcomeKind.CHATTER, null)).offenders()).isOne();
  }

  @Test
  void repeatedMessageNeedsAnOutcomeForEachRecord() {
    judge(check, said("m1"), said("m1"), became("m1", OutcomeKind.OPENED, CASE));
    assertThat(check.lostMessages()).isOne();

    Finding settled = judge(check, became("m1", OutcomeKind.REPEATED, CASE));

    assertThat(settled.holds()).isTrue();
  }

  @Test
  void repeatedChatterMayBeCalledChatterAgain() {
    Finding finding =
        judge(
            check,
            said("m1"),
            said("m1"),
            became("m1", OutcomeKind.CHATTER, null),
            became("m1", OutcomeKind.CHATTER, null));

    assertThat(finding.holds()).isTrue();
  }

  @Test
  void repeatDecidedDifferentlyBreaksIt() {
    Finding finding =
        judge(
            check,
            said("m1"),
            said("m1"),
            became("m1", OutcomeKind.OPENED, CASE),
            became("m1", OutcomeKind.JOINED, "FZ-ZZZZZZ"));

    assertThat(finding.offenders()).isOne();
    assertThat(finding.first().getFirst()).contains("decided differently");
  }

  @Test
  void messageThatWasOnlyEverCalledRepeatedBreaksIt() {
    Finding finding = judge(check, said("m1"), became("m1", OutcomeKind.REPEATED, null));

    assertThat(finding.offenders()).isOne();
  }

  @Test
  void parkedMessageWaitsWhileItsGroupIsUnknown() {
    Finding finding = judge(check, said("m1"), became("m1", OutcomeKind.PARKED, null));

    assertThat(finding.holds()).isTrue();
    assertThat(finding.counts()).containsEntry("parkedWaiting", 1L);
  }

  @Test
  void parkedMessageWaitsWhileThePlaceOfItsGroupIsUnknown() {
    Finding finding =
        judge(check, groupKnown(), said("m1"), became("m1", OutcomeKind.PARKED, null));

    assertThat(finding.counts()).containsEntry("parkedWaiting", 1L);
  }

  @Test
  void parkedMessageIsLostWhenItsGroupIsKnownAndNothingFollows() {
    Finding finding =
        judge(
            check, said("m1"), became("m1", OutcomeKind.PARKED, null), groupKnown(), placeKnown());

    assertThat(finding.holds()).isFalse();
    assertThat(check.lostMessages()).isOne();
  }

  @Test
  void groupThatWasRemovedIsUnknownAgain() {
    Finding finding =
        judge(
            check,
            groupKnown(),
            placeKnown(),
            entry(Topics.GROUPS, GROUP, GROUP, null),
            said("m1"),
            became("m1", OutcomeKind.PARKED, null));

    assertThat(finding.counts()).containsEntry("parkedWaiting", 1L);
  }

  @Test
  void parkedMessageThatWasDecidedLaterHolds() {
    Finding finding =
        judge(
            check,
            said("m1"),
            became("m1", OutcomeKind.PARKED, null),
            groupKnown(),
            placeKnown(),
            became("m1", OutcomeKind.OPENED, CASE));

    assertThat(finding.holds()).isTrue();
    assertThat(finding.counts()).containsEntry("parkedWaiting", 0L);
  }
}
