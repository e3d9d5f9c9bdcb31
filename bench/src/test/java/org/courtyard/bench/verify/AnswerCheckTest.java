package org.courtyard.bench.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.courtyard.bench.verify.Records.LATER;
import static org.courtyard.bench.verify.Records.at;
import static org.courtyard.bench.verify.Records.done;
import static org.courtyard.bench.verify.Records.event;
import static org.courtyard.bench.verify.Records.feedback;
import static org.courtyard.bench.verify.Records.happened;
import static org.courtyard.bench.verify.Records.judge;
import static org.courtyard.bench.verify.Records.planned;

import java.util.ArrayList;
import org.courtyard.schemas.AudienceGroup;
import org.courtyard.schemas.CaseEvent;
import org.courtyard.schemas.CaseKind;
import org.courtyard.schemas.CaseState;
import org.courtyard.schemas.DeliveryPurpose;
import org.courtyard.schemas.EventType;
import org.junit.jupiter.api.Test;

class AnswerCheckTest {
  private final AnswerCheck check = new AnswerCheck(LATER);

  private static final Entry ANSWERED =
      happened(event(EventType.ANSWERED, CaseState.IN_PROGRESS, 3));

  @Test
  void answerThatArrivedHolds() {
    Finding finding = judge(check, ANSWERED, happened(feedback(5, at(2, 0))));

    assertThat(finding.holds()).isTrue();
    assertThat(finding.examined()).isOne();
    assertThat(finding.counts()).containsEntry("feedbackGiven", 1L);
  }

  @Test
  void answerThatNeverArrivedBreaksIt() {
    assertThat(judge(check, ANSWERED).first()).singleElement().asString().contains("never arrived");
  }

  @Test
  void answerThatWaitsInTheOutboxIsOnItsWay() {
    Finding finding = judge(check, ANSWERED, planned("d1", DeliveryPurpose.RESULT));

    assertThat(finding.holds()).isTrue();
    assertThat(finding.counts())
        .containsEntry("onTheWay", 1L)
        .containsEntry("pendingDeliveries", 1L);
  }

  @Test
  void deliveryThatIsDoneWithoutFeedbackBreaksIt() {
    Finding finding = judge(check, ANSWERED, planned("d1", DeliveryPurpose.RESULT), done("d1"));

    assertThat(finding.offenders()).isOne();
    assertThat(finding.counts()).containsEntry("pendingDeliveries", 0L);
  }

  @Test
  void waitingAcknowledgementDoesNotExcuseTheAnswer() {
    Finding finding = judge(check, ANSWERED, planned("d1", DeliveryPurpose.RECEIVED));

    assertThat(finding.offenders()).isOne();
  }

  @Test
  void answerThatThePlatformRefusedIsCounted() {
    CaseEvent failed = event(EventType.DELIVERY_FAILED, CaseState.IN_PROGRESS, 4);
    failed.setPurpose(DeliveryPurpose.RESULT);

    Finding finding = judge(check, ANSWERED, happened(failed));

    assertThat(finding.holds()).isTrue();
    assertThat(finding.counts()).containsEntry("refused", 1L);
  }

  @Test
  void refusedAcknowledgementDoesNotExcuseTheAnswer() {
    CaseEvent failed = event(EventType.DELIVERY_FAILED, CaseState.IN_PROGRESS, 4);
    failed.setPurpose(DeliveryPurpose.RECEIVED);

    assertThat(judge(check, ANSWERED, happened(failed)).offenders()).isOne();
  }

  @Test
  void incidentIsDoneWithWhenEverybodyUnderItIs() {
    // Given
    CaseEvent given = feedback(5, at(3, 0));
    given.setCaseId("FZ-ZZZZZZ");
    given.getAfter().setId("FZ-ZZZZZZ");
    given.getAfter().setKind(CaseKind.INCIDENT);
    given.getAfter().setAudience(new ArrayList<>());
    given.getAfter().getChildren().add(Records.CASE);
    CaseEvent answered = event(EventType.ANSWERED, CaseState.IN_PROGRESS, 4);
    answered.setCaseId("FZ-ZZZZZZ");

    // Then
    assertThat(judge(check, happened(answered), ANSWERED, happened(given)).first())
        .anyMatch(offence -> offence.contains("under it waits"));
    assertThat(
            judge(
                    new AnswerCheck(LATER),
                    happened(answered),
                    ANSWERED,
                    happened(feedback(4, at(2, 0))),
                    happened(given))
                .first())
        .isEmpty();
  }

  @Test
  void feedbackWithoutAnswerBreaksIt() {
    assertThat(judge(check, happened(feedback(3, at(2, 0)))).offenders()).isOne();
  }

  @Test
  void feedbackWithGroupThatHasNoProofBreaksIt() {
    CaseEvent given = feedback(4, at(2, 0));
    given.getAfter().getAudience().add(new AudienceGroup("wecom|fangzhuang|g2", null));

    assertThat(judge(check, ANSWERED, happened(given)).first())
        .singleElement()
        .asString()
        .contains("not every group has proof");
  }

  @Test
  void feedbackEarlierThanItsLastProofBreaksIt() {
    CaseEvent given = feedback(4, at(2, 0));
    given.getAfter().getAudience().add(new AudienceGroup("wecom|fangzhuang|g2", at(3, 0)));

    assertThat(judge(check, ANSWERED, happened(given)).offenders()).isOne();
  }
}
