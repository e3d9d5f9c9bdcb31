package org.courtyard.bench.verify;

import static org.assertj.core.api.Assertions.assertThat;

import org.courtyard.schemas.Action;
import org.courtyard.schemas.CaseState;
import org.courtyard.schemas.EventType;
import org.courtyard.schemas.OutcomeKind;
import org.junit.jupiter.api.Test;

class VerificationTest {
  private final Tale tale =
      new Tale()
          .opens("m1", "FZ-AAAAAA")
          .becomes("m2", OutcomeKind.JOINED, "FZ-AAAAAA")
          .becomes("m3", OutcomeKind.CHATTER, null)
          .commands("k1", "FZ-AAAAAA", Action.CLAIM, Records.EIGHT)
          .refuses("k1", "FZ-AAAAAA");

  @Test
  void soundTaleHolds() {
    Verification verification = tale.verification();

    assertThat(verification.findings().values()).allMatch(Finding::holds);
    assertThat(verification.holds()).isTrue();
  }

  @Test
  void figuresFollowFromTheTopics() {
    Summary summary = tale.verification().summary();

    assertThat(summary.messages()).isEqualTo(3);
    assertThat(summary.cases()).isOne();
    assertThat(summary.coReports()).isOne();
    assertThat(summary.chatter()).isOne();
    assertThat(summary.rejected()).isOne();
    assertThat(summary.byTier()).containsEntry("BUILDING", 1L);
    assertThat(summary.lostMessages()).isZero();
    assertThat(summary.duplicatedCases()).isZero();
  }

  @Test
  void oneBrokenPromiseBreaksTheWhole() {
    Verification verification =
        tale.happens("FZ-AAAAAA", EventType.CLOSED, CaseState.CLOSED, null).verification();

    assertThat(verification.holds()).isFalse();
    assertThat(verification.findings().get("lifecycle").holds()).isFalse();
    assertThat(FindingsTable.render(verification.findings()))
        .contains("BROKEN")
        .contains("! lifecycle: FZ-AAAAAA: event 2 CLOSED led from RECEIVED to CLOSED");
  }
}
