package org.courtyard.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.courtyard.router.World.MORNING;
import static org.courtyard.router.World.id;
import static org.courtyard.router.World.key;
import static org.courtyard.router.World.says;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.courtyard.schemas.Action;
import org.courtyard.schemas.CaseEvent;
import org.courtyard.schemas.CaseState;
import org.courtyard.schemas.ContentType;
import org.courtyard.schemas.DeliveryPurpose;
import org.courtyard.schemas.EventType;
import org.courtyard.schemas.Message;
import org.courtyard.schemas.Outcome;
import org.courtyard.schemas.OutcomeKind;
import org.courtyard.schemas.Tier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is only perhaps a matter, and how it becomes one, or does not. */
class AskTest {
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

  private String asked() {
    String caseId = router.perhaps("g1", "li", "m1", 0, "LIFT", "楼里那电梯有点意思").getCaseId();
    router.events();
    return caseId;
  }

  private void assertOpened(List<CaseEvent> told, EventType... then) {
    assertThat(told.getFirst().getType()).isEqualTo(EventType.OPENED);
    assertThat(told.getFirst().getSeq()).isEqualTo(2);
    assertThat(told.getFirst().getGroup()).isEqualTo(key("g1"));
    assertThat(told.get(1).getType()).isEqualTo(EventType.DISPATCHED);
    assertThat(told.subList(2, told.size())).extracting(CaseEvent::getType).containsExactly(then);
    assertThat(told.getLast().getAfter().getOccurredAt()).isEqualTo(MORNING);
    assertThat(told.getLast().getAfter().getTier()).isEqualTo(Tier.BUILDING);
  }

  @Test
  void anUnsureVerdictAsksAndDispatchesNobody() {
    // When
    Outcome outcome = router.perhaps("g1", "li", "m1", 0, "LIFT", "楼里那电梯有点意思");
    // Then
    assertThat(outcome.getKind()).isEqualTo(OutcomeKind.ASKED);
    List<CaseEvent> told = router.events();
    assertThat(told).extracting(CaseEvent::getType).containsExactly(EventType.ASKED);
    assertThat(told.getFirst().getSeq()).isEqualTo(1);
    assertThat(told.getFirst().getCaseId()).isEqualTo(outcome.getCaseId());
    assertThat(told.getFirst().getAfter().getState()).isEqualTo(CaseState.RECEIVED);
    assertThat(told.getFirst().getAfter().getHandler()).isNull();
  }

  @Test
  void anUnsureVerdictAboutAKnownMatterJoinsIt() {
    // Given
    String known = router.say("g1", "wang", "m0", 0, "电梯坏了").getCaseId();
    // When
    Outcome outcome = router.perhaps("g1", "li", "m1", 5, "LIFT", "这电梯哦");
    // Then
    assertThat(outcome.getKind()).isEqualTo(OutcomeKind.JOINED);
    assertThat(outcome.getCaseId()).isEqualTo(known);
  }

  @ParameterizedTest
  @ValueSource(strings = {"是", "是的！", "对", "需要", "要处理", "Yes"})
  void aShortYesFromTheAskerMakesItACase(String yes) {
    // Given
    String caseId = asked();
    // When
    Outcome outcome = router.say("g1", "li", "m2", 30, yes);
    // Then
    assertThat(outcome.getKind()).isEqualTo(OutcomeKind.ATTACHED);
    assertThat(outcome.getCaseId()).isEqualTo(caseId);
    assertOpened(router.events(), EventType.ATTACHED);
  }

  @Test
  void aYesFromSomebodyElseOrTooLateIsChatter() {
    // Given
    asked();
    // When
    Outcome other = router.say("g1", "wang", "m2", 30, "是的");
    Outcome late = router.say("g1", "li", "m3", 121, "是的");
    // Then
    assertThat(List.of(other.getKind(), late.getKind())).containsOnly(OutcomeKind.CHATTER);
    assertThat(router.events()).isEmpty();
  }

  @Test
  void quotingOurQuestionOrNamingTheNumberMakesItACase() {
    // Given
    String first = asked();
    String second = router.perhaps("g2", "zhao", "n1", 0, "RUBBISH", "这味道绝了").getCaseId();
    router.delivered(first, "g1", DeliveryPurpose.ASK, 1, "bot-1");
    router.events();
    Message quote = says("g1", "li", "m2", 300, "嗯那就看看吧");
    quote.setQuotedId(id("bot-1"));
    // When
    Outcome quoted = router.say(quote);
    Outcome named = router.say("g2", "qian", "n2", 300, second.toLowerCase(java.util.Locale.ROOT));
    // Then
    assertThat(quoted.getKind()).isEqualTo(OutcomeKind.ATTACHED);
    assertThat(named.getKind()).isEqualTo(OutcomeKind.JOINED);
    assertThat(router.eventTypes())
        .containsExactly(
            EventType.OPENED,
            EventType.DISPATCHED,
            EventType.ATTACHED,
            EventType.OPENED,
            EventType.DISPATCHED,
            EventType.JOINED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"不用", "不是", "no"})
  void aNoToOurQuestionEndsIt(String no) {
    // Given
    String caseId = asked();
    router.delivered(caseId, "g1", DeliveryPurpose.ASK, 1, "bot-1");
    router.events();
    Message quote = says("g1", "li", "m2", 300, no);
    quote.setQuotedId(id("bot-1"));
    // When
    Outcome outcome = router.say(quote);
    // Then
    assertThat(outcome.getKind()).isEqualTo(OutcomeKind.WITHDRAWN);
    assertThat(router.eventTypes()).containsExactly(EventType.WITHDRAWN);
  }

  @Test
  void neverMindOrARecallEndsIt() {
    // Given
    asked();
    router.perhaps("g2", "zhao", "n1", 0, "RUBBISH", "这味道绝了");
    router.events();
    Message recall = says("g2", "zhao", "n2", 5, "");
    recall.setType(ContentType.RECALL);
    recall.setRecalledId(id("n1"));
    // When
    Outcome neverMind = router.say("g1", "li", "m2", 5, "算了");
    Outcome recalled = router.say(recall);
    // Then
    assertThat(List.of(neverMind.getKind(), recalled.getKind()))
        .containsOnly(OutcomeKind.WITHDRAWN);
    assertThat(router.eventTypes()).containsExactly(EventType.WITHDRAWN, EventType.WITHDRAWN);
  }

  @Test
  void aFurtherGrievanceOfTheSameMatterMakesItACase() {
    // Given
    String caseId = asked();
    // When
    Outcome neighbour = router.say("g1", "wang", "m2", 30, "电梯坏了");
    // Then
    assertThat(neighbour.getKind()).isEqualTo(OutcomeKind.JOINED);
    assertThat(neighbour.getCaseId()).isEqualTo(caseId);
    assertOpened(router.events(), EventType.JOINED);
  }

  @Test
  void theAskersOwnGrievanceMakesItACaseAndAnotherUnsureWordDoesNot() {
    // Given
    asked();
    // When
    Outcome unsure = router.perhaps("g1", "li", "m2", 3, "LIFT", "电梯呀电梯");
    List<EventType> afterUnsure = router.eventTypes();
    router.say("g1", "li", "m3", 5, "电梯又停了");
    // Then
    assertThat(unsure.getKind()).isEqualTo(OutcomeKind.ATTACHED);
    assertThat(afterUnsure).containsExactly(EventType.ATTACHED);
    assertThat(router.eventTypes())
        .containsExactly(EventType.OPENED, EventType.DISPATCHED, EventType.ATTACHED);
  }

  @Test
  void aHandlersClaimMakesItACase() {
    // Given
    asked();
    // When
    Outcome claimed = router.say("g1", "head", "m2", 10, "收到，马上去看");
    // Then
    assertThat(claimed.getKind()).isEqualTo(OutcomeKind.HANDLED);
    assertOpened(router.events(), EventType.CLAIMED);
  }

  @Test
  void aHandlersWordsMeanTheCaseRatherThanTheQuestion() {
    // Given
    String opened = router.say("g1", "wang", "m0", 0, "垃圾没人收").getCaseId();
    router.perhaps("g1", "li", "m1", 1, "LIFT", "楼里那电梯有点意思");
    // When
    Outcome claimed = router.say("g1", "head", "m2", 10, "收到，马上去看");
    // Then
    assertThat(claimed.getCaseId()).isEqualTo(opened);
  }

  @Test
  void aClaimByCommandMakesItACase() {
    // Given
    String caseId = asked();
    // When
    router.command(router.order(caseId, Action.CLAIM, 10));
    // Then
    assertOpened(router.events(), EventType.CLAIMED);
  }

  @Test
  void silenceForADayEndsIt() {
    // Given
    asked();
    // When
    router.advance(Duration.ofHours(23));
    List<EventType> before = router.eventTypes();
    router.advance(Duration.ofHours(2));
    // Then
    assertThat(before).isEmpty();
    List<CaseEvent> told = router.events();
    assertThat(told).extracting(CaseEvent::getType).containsExactly(EventType.WITHDRAWN);
    assertThat(told.getFirst().getReason().getBy()).isEqualTo("silence");
    // and it leaves the store in time
    router.advance(Duration.ofDays(15));
    assertThat(router.eventTypes()).containsExactly(EventType.ARCHIVED);
  }

  @Test
  void whatBecameACaseIsNotEndedBySilence() {
    // Given
    asked();
    router.say("g1", "li", "m2", 30, "是的");
    router.events();
    // When
    router.advance(Duration.ofDays(2));
    // Then
    assertThat(router.events()).isEmpty();
  }
}
