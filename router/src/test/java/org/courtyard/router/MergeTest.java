package org.courtyard.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.file.Path;
import java.util.List;
import org.courtyard.schemas.Action;
import org.courtyard.schemas.CaseCommand;
import org.courtyard.schemas.CaseEvent;
import org.courtyard.schemas.CommandRejection;
import org.courtyard.schemas.DeliveryPurpose;
import org.courtyard.schemas.EventType;
import org.courtyard.schemas.RejectionCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** 并案: cases under another one hear its answer; what was put together can be parted. */
class MergeTest {
  @TempDir Path state;

  private TestRouter router;
  private String lift;
  private String rubbish;

  @BeforeEach
  void start() {
    router = new TestRouter(state);
    lift = router.say("g1", "li", "m1", 0, "电梯坏了").getCaseId();
    rubbish = router.say("g2", "wang", "m2", 1, "垃圾没人收").getCaseId();
    router.events();
  }

  @AfterEach
  void stop() {
    router.close();
  }

  private void merge(String child, String into) {
    CaseCommand merge = router.order(child, Action.MERGE, 10);
    merge.setInto(into);
    router.command(merge);
  }

  @Test
  void theAnswerOfTheCaseAboveIsTheAnswerBelow() {
    // Given
    merge(rubbish, lift);
    List<CaseEvent> merged = router.events();
    // When
    router.answer(lift, 60, "都处理好了");
    List<CaseEvent> answered = router.events();
    router.delivered(rubbish, "g2", DeliveryPurpose.RESULT, 61, "bot-2");
    List<CaseEvent> heard = router.events();
    // Then
    assertThat(merged)
        .extracting(CaseEvent::getType)
        .containsExactly(EventType.MERGED, EventType.CHILD_ADDED);
    assertThat(merged.getFirst().getAfter().getParent()).isEqualTo(lift);
    assertThat(merged.getLast().getAfter().getChildren()).containsExactly(rubbish);
    assertThat(answered)
        .extracting(CaseEvent::getCaseId, CaseEvent::getType)
        .containsExactly(tuple(lift, EventType.ANSWERED), tuple(rubbish, EventType.ANSWERED));
    assertThat(answered.getLast().getText()).isEqualTo("都处理好了");
    assertThat(answered.getLast().getReason().getDetail()).contains(lift);
    assertThat(heard)
        .extracting(CaseEvent::getType)
        .containsExactly(EventType.DELIVERED, EventType.FEEDBACK_GIVEN);
  }

  @Test
  void whatWasSaidInAGroupIsNotSentThereAgain() {
    // Given
    merge(rubbish, lift);
    router.events();
    // When
    router.say("g1", "head", "m3", 50, "电梯修好了");
    // Then
    assertThat(router.events())
        .filteredOn(event -> event.getCaseId().equals(rubbish))
        .extracting(CaseEvent::getType)
        .containsExactly(EventType.ANSWERED);
  }

  @Test
  void aMergeCanBeUndone() {
    // Given
    merge(rubbish, lift);
    router.events();
    // When
    router.command(router.order(rubbish, Action.UNMERGE, 20));
    List<CaseEvent> undone = router.events();
    router.answer(lift, 60, "修好了");
    // Then
    assertThat(undone)
        .extracting(CaseEvent::getType)
        .containsExactly(EventType.UNMERGED, EventType.CHILD_REMOVED);
    assertThat(undone.getFirst().getAfter().getParent()).isNull();
    assertThat(undone.getLast().getAfter().getChildren()).isEmpty();
    assertThat(router.events())
        .extracting(CaseEvent::getCaseId)
        .as("it waits for an answer of its own")
        .containsOnly(lift);
  }

  @Test
  void whoseCaseAboveIsWithdrawnStandsAlone() {
    // Given
    merge(rubbish, lift);
    router.events();
    // When
    router.say("g1", "li", "m3", 20, "算了");
    // Then
    assertThat(router.eventTypes()).containsExactly(EventType.WITHDRAWN, EventType.UNMERGED);
  }

  @Test
  void whatCannotGoUnderWhatIsRefusedWithAReason() {
    // Given
    String elsewhere = router.say("g9", "zhao", "m3", 2, "电梯坏了").getCaseId();
    String third = router.say("g3", "qian", "m4", 2, "电梯坏了").getCaseId();
    merge(rubbish, lift);
    router.events();
    // When
    merge(lift, lift);
    merge(lift, elsewhere);
    merge(lift, "FY-ZZZZZZ");
    merge(lift, null);
    merge(third, rubbish);
    merge(lift, rubbish);
    merge(rubbish, third);
    router.command(router.order(third, Action.UNMERGE, 20));
    // Then
    assertThat(router.rejections())
        .extracting(CommandRejection::getCode)
        .containsExactly(
            RejectionCode.INCOMPLETE,
            RejectionCode.INCOMPLETE,
            RejectionCode.UNKNOWN_CASE,
            RejectionCode.INCOMPLETE,
            RejectionCode.NOT_IN_THIS_STATE,
            RejectionCode.NOT_IN_THIS_STATE,
            RejectionCode.NOT_IN_THIS_STATE,
            RejectionCode.NOT_IN_THIS_STATE);
    assertThat(router.events()).isEmpty();
  }

  @Test
  void nothingGoesUnderWhatHasItsAnswer() {
    // Given
    router.answer(lift, 5, "修好了");
    router.events();
    // When
    merge(rubbish, lift);
    merge(lift, rubbish);
    // Then
    assertThat(router.rejections())
        .extracting(CommandRejection::getCode)
        .containsOnly(RejectionCode.NOT_IN_THIS_STATE);
  }
}
