package org.courtyard.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.courtyard.router.World.MORNING;
import static org.courtyard.router.World.id;
import static org.courtyard.router.World.key;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.courtyard.schemas.Action;
import org.courtyard.schemas.AudienceGroup;
import org.courtyard.schemas.Case;
import org.courtyard.schemas.CaseCommand;
import org.courtyard.schemas.CaseEvent;
import org.courtyard.schemas.CaseKind;
import org.courtyard.schemas.CaseState;
import org.courtyard.schemas.CommandRejection;
import org.courtyard.schemas.EventType;
import org.courtyard.schemas.Intent;
import org.courtyard.schemas.Label;
import org.courtyard.schemas.Outcome;
import org.courtyard.schemas.OutcomeKind;
import org.courtyard.schemas.RejectionCode;
import org.courtyard.schemas.Tier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people put right changes the case and is kept for training. */
class CorrectionTest {
  @TempDir Path state;

  private TestRouter router;

  @BeforeEach
  void start() {
    router = new TestRouter(state);
  }

  @AfterEach
  void stop() {
    router.close();
  }

  private String lift() {
    String caseId = router.say("g1", "li", "m1", 0, "3单元电梯坏了，电话13800138000").getCaseId();
    router.events();
    return caseId;
  }

  private void correct(String caseId, Intent intent, String category) {
    CaseCommand command = router.order(caseId, Action.CORRECT, 10);
    command.setIntent(intent);
    command.setCategory(category);
    router.command(command);
  }

  @Test
  void whatIsNoGrievanceIsWithdrawnAndKeptAsALabel() {
    // Given
    String caseId = lift();
    // When
    correct(caseId, Intent.CHATTER, null);
    // Then
    CaseEvent told = router.events().getLast();
    assertThat(told.getType()).isEqualTo(EventType.WITHDRAWN);
    assertThat(told.getReason().getBy()).isEqualTo("correction");
    assertThat(router.labels())
        .singleElement()
        .satisfies(
            label -> {
              assertThat(label.getMessageId()).isEqualTo(id("m1"));
              assertThat(label.getText()).contains("电梯").doesNotContain("13800138000");
              assertThat(label.getIntent()).isEqualTo(Intent.CHATTER);
              assertThat(label.getCategory()).isNull();
              assertThat(label.getWas()).isEqualTo(Intent.GRIEVANCE);
              assertThat(label.getWasCategory()).isEqualTo("LIFT");
            });
  }

  @Test
  void anotherCategoryMovesTheCaseToWhoIsCompetentAndAmongItsLike() {
    // Given
    String caseId = lift();
    // When
    correct(caseId, null, "WATER");
    // Then
    CaseEvent told = router.events().getLast();
    assertThat(told.getType()).isEqualTo(EventType.CORRECTED);
    assertThat(told.getAfter().getCategory()).isEqualTo("WATER");
    assertThat(told.getAfter().getTier()).isEqualTo(Tier.COMMUNITY);
    assertThat(told.getAfter().getState()).isEqualTo(CaseState.DISPATCHED);
    assertThat(told.getAfter().getOccurredAt()).isEqualTo(MORNING);
    assertThat(router.labels())
        .singleElement()
        .satisfies(label -> assertThat(label.getCategory()).isEqualTo("WATER"));
    // and neighbours join it under the new category, not under the old one
    Outcome water = router.say("g2", "wang", "m2", 20, "没水了");
    Outcome lift = router.say("g1", "zhao", "m3", 20, "3单元电梯坏了");
    assertThat(water.getCaseId()).isEqualTo(caseId);
    assertThat(lift.getKind()).isEqualTo(OutcomeKind.OPENED);
  }

  @Test
  void aQuestionThatWasTakenForAGrievanceStaysACase() {
    // Given
    String caseId = lift();
    // When
    correct(caseId, Intent.QUESTION, null);
    // Then
    assertThat(router.events().getLast().getAfter().getKind()).isEqualTo(CaseKind.QUESTION);
    assertThat(router.labels()).extracting(Label::getIntent).containsExactly(Intent.QUESTION);
  }

  @Test
  void aCorrectionThatCannotBeIsRefusedAndLeavesNoLabel() {
    // Given
    String caseId = lift();
    // When
    correct(caseId, null, "NEVER");
    correct(caseId, null, null);
    correct(caseId, Intent.CLAIM, null);
    correct(caseId, Intent.GRIEVANCE, "LIFT");
    // Then
    assertThat(router.rejections())
        .extracting(CommandRejection::getCode)
        .containsExactly(
            RejectionCode.INCOMPLETE,
            RejectionCode.INCOMPLETE,
            RejectionCode.INCOMPLETE,
            RejectionCode.OUTDATED);
    assertThat(router.events()).isEmpty();
    assertThat(router.labels()).isEmpty();
  }

  @Test
  void anOperatorAcceptsWhatWasAskedAboutUnderAnotherCategory() {
    // Given
    String caseId = router.perhaps("g1", "li", "m1", 0, "LIFT", "这味道绝了").getCaseId();
    router.events();
    CaseCommand accept = router.order(caseId, Action.ACCEPT, 30);
    accept.setCategory("RUBBISH");
    // When
    router.command(accept);
    router.command(router.order(caseId, Action.ACCEPT, 31));
    // Then
    List<CaseEvent> told = router.events();
    assertThat(told)
        .extracting(CaseEvent::getType)
        .containsExactly(EventType.OPENED, EventType.DISPATCHED);
    assertThat(told.getLast().getAfter().getCategory()).isEqualTo("RUBBISH");
    assertThat(told.getLast().getAfter().getOccurredAt()).isEqualTo(MORNING);
    assertThat(router.labels())
        .singleElement()
        .satisfies(label -> assertThat(label.getWasCategory()).isEqualTo("LIFT"));
    assertThat(router.rejections())
        .extracting(CommandRejection::getCode)
        .containsExactly(RejectionCode.NOT_IN_THIS_STATE);
  }

  @Test
  void sayingWhatAQuestionWasAboutAcceptsIt() {
    // Given
    String caseId = router.perhaps("g1", "li", "m1", 0, "LIFT", "这味道绝了").getCaseId();
    router.events();
    // When
    correct(caseId, Intent.GRIEVANCE, "RUBBISH");
    // Then
    assertThat(router.eventTypes())
        .containsExactly(EventType.CORRECTED, EventType.OPENED, EventType.DISPATCHED);
    assertThat(router.labels()).hasSize(1);
  }

  @Test
  void aCoReportersMatterBecomesACaseOfItsOwn() {
    // Given
    String caseId = router.say("g1", "li", "m1", 0, "停水了").getCaseId();
    router.say("g2", "wang", "m2", 5, "我家没水，二层，打13800138000");
    router.events();
    CaseCommand separate = router.order(caseId, Action.SEPARATE, 30);
    separate.setMessageId(id("m2"));
    // When
    router.command(separate);
    // Then
    List<CaseEvent> told = router.events();
    assertThat(told)
        .extracting(CaseEvent::getType)
        .containsExactly(EventType.SEPARATED, EventType.OPENED, EventType.DISPATCHED);
    Case left = told.getFirst().getAfter();
    assertThat(left.getReporterCount()).isOne();
    assertThat(left.getAudience()).extracting(AudienceGroup::getGroup).containsExactly(key("g1"));
    Case own = told.getLast().getAfter();
    assertThat(own.getId()).isNotEqualTo(caseId);
    assertThat(own.getSummary()).contains("二层").doesNotContain("13800138000");
    assertThat(own.getOccurredAt()).isEqualTo(MORNING.plus(Duration.ofMinutes(5)));
    assertThat(own.getAudience()).extracting(AudienceGroup::getGroup).containsExactly(key("g2"));
    assertThat(told.get(1).getCommandId()).as("told on its own case only").isNull();
    assertThat(router.labels())
        .singleElement()
        .satisfies(
            label -> {
              assertThat(label.getMessageId()).isEqualTo(id("m2"));
              assertThat(label.getNotSameAs()).isEqualTo(caseId);
            });
    // and what they say next belongs to it
    assertThat(router.say("g2", "wang", "m2", 5, "我家没水").getCaseId()).isEqualTo(own.getId());
    assertThat(router.say("g2", "wang", "m3", 31, "还没修好吗").getCaseId()).isEqualTo(own.getId());
  }

  @Test
  void onlyACoReporterCanBeSeparated() {
    // Given
    String caseId = lift();
    CaseCommand unknown = router.order(caseId, Action.SEPARATE, 30);
    unknown.setMessageId(id("never"));
    CaseCommand first = router.order(caseId, Action.SEPARATE, 31);
    first.setMessageId(id("m1"));
    // When
    router.command(unknown);
    router.command(first);
    // Then
    assertThat(router.rejections())
        .extracting(CommandRejection::getCode)
        .containsOnly(RejectionCode.INCOMPLETE);
    assertThat(router.events()).isEmpty();
  }
}
