package org.courtyard.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.courtyard.router.World.MORNING;
import static org.courtyard.router.World.id;
import static org.courtyard.router.World.key;
import static org.courtyard.router.World.says;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.courtyard.schemas.Case;
import org.courtyard.schemas.CaseEvent;
import org.courtyard.schemas.EventType;
import org.courtyard.schemas.Message;
import org.courtyard.schemas.Outcome;
import org.courtyard.schemas.OutcomeKind;
import org.courtyard.schemas.Reporter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What triage takes for chatter, but nearly for a report: it waits for somebody to take it up. */
class NotedTest {
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

  private String noted() {
    String caseId = router.nearly("g1", "li", "m1", 0, "LIFT", "楼里那电梯有点意思").getCaseId();
    router.events();
    return caseId;
  }

  @Test
  void itStaysChatterAndNobodyIsAsked() {
    // When
    Outcome outcome = router.nearly("g1", "li", "m1", 0, "LIFT", "楼里那电梯有点意思");
    // Then
    assertThat(outcome.getKind()).isEqualTo(OutcomeKind.CHATTER);
    List<CaseEvent> told = router.events();
    assertThat(told).extracting(CaseEvent::getType).containsExactly(EventType.NOTED);
    assertThat(told.getFirst().getCaseId()).isEqualTo(outcome.getCaseId());
    assertThat(told.getFirst().getAfter().getAudience()).isEmpty();
    assertThat(told.getFirst().getAfter().getHandler()).isNull();
  }

  @Test
  void aNeighboursReportTakesItUpAndItsClockStartsWhereItBegan() {
    // Given
    String caseId = noted();
    // When
    Outcome neighbour = router.say("g1", "wang", "m2", 30, "电梯坏了");
    // Then
    assertThat(neighbour.getKind()).isEqualTo(OutcomeKind.JOINED);
    assertThat(neighbour.getCaseId()).isEqualTo(caseId);
    List<CaseEvent> told = router.events();
    assertThat(told)
        .extracting(CaseEvent::getType)
        .containsExactly(EventType.OPENED, EventType.DISPATCHED, EventType.JOINED);
    assertThat(told.getFirst().getGroup()).isEqualTo(key("g1"));
    Case opened = told.getLast().getAfter();
    assertThat(opened.getOccurredAt()).isEqualTo(MORNING);
    assertThat(opened.getAudience()).hasSize(1);
    assertThat(opened.getReporters()).extracting(Reporter::getPerson).containsExactly("li", "wang");
  }

  @Test
  void moreThatIsNearlyAReportTakesItUp() {
    // Given
    String caseId = noted();
    // When
    Outcome more = router.nearly("g1", "li", "m2", 1, "LIFT", "电梯有点意思，晃得厉害");
    // Then
    assertThat(more.getKind()).isEqualTo(OutcomeKind.ATTACHED);
    assertThat(more.getCaseId()).isEqualTo(caseId);
    assertThat(router.eventTypes())
        .containsExactly(EventType.OPENED, EventType.DISPATCHED, EventType.ATTACHED);
  }

  @Test
  void moreThatIsPerhapsAReportTakesItUpWhoeverSaysIt() {
    // Given
    String caseId = noted();
    // When
    Outcome more = router.perhaps("g1", "li", "m2", 1, "LIFT", "电梯有点意思，晃得厉害");
    // Then
    assertThat(more.getCaseId()).isEqualTo(caseId);
    assertThat(router.eventTypes())
        .containsExactly(EventType.OPENED, EventType.DISPATCHED, EventType.ATTACHED);
  }

  @Test
  void laughterAboutItIsChatterEvenWhereItIsQuoted() {
    // Given
    String caseId = noted();
    Message laughter = says("g1", "li", "m2", 1, "哈哈哈");
    laughter.setQuotedId(id("m1"));
    // When
    Outcome outcome = router.say(laughter);
    // Then
    assertThat(outcome.getKind()).isEqualTo(OutcomeKind.CHATTER);
    assertThat(outcome.getCaseId()).isEqualTo(caseId);
    assertThat(router.events()).isEmpty();
  }

  @Test
  void whatElseIsSaidOfItStaysChatterAndIsKeptWithIt() {
    // Given
    String caseId = noted();
    // When
    Outcome more = router.nearly("g1", "li", "m2", 1, null, "有点意思的电梯");
    // Then
    assertThat(more.getKind()).isEqualTo(OutcomeKind.CHATTER);
    assertThat(more.getCaseId()).isEqualTo(caseId);
    assertThat(router.events()).isEmpty();
  }

  @Test
  void aYesToNothingThatWasAskedIsChatter() {
    // Given
    noted();
    // When
    Outcome yes = router.say("g1", "li", "m2", 5, "是的");
    // Then
    assertThat(yes.getKind()).isEqualTo(OutcomeKind.CHATTER);
    assertThat(router.events()).isEmpty();
  }

  @Test
  void silenceForADayEndsIt() {
    // Given
    noted();
    // When
    router.advance(Duration.ofHours(25));
    // Then
    assertThat(router.eventTypes()).containsExactly(EventType.WITHDRAWN);
  }
}
