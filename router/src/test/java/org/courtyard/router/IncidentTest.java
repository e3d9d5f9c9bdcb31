package org.courtyard.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.courtyard.router.World.MORNING;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.courtyard.schemas.Action;
import org.courtyard.schemas.Case;
import org.courtyard.schemas.CaseEvent;
import org.courtyard.schemas.CaseKind;
import org.courtyard.schemas.CaseState;
import org.courtyard.schemas.DeliveryPurpose;
import org.courtyard.schemas.EventType;
import org.courtyard.schemas.Outcome;
import org.courtyard.schemas.OutcomeKind;
import org.courtyard.schemas.Tier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same in several buildings at once is one incident, and one answer is everybody's. */
class IncidentTest {
  private static final int WEEK = 7 * 24 * 60;

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

  /** Lifts fail in so many buildings, ten minutes after each other; their cases in that order. */
  private List<String> liftsFail(int buildings, int minute) {
    return IntStream.rangeClosed(1, buildings)
        .mapToObj(
            n ->
                router
                    .say(
                        "g" + n,
                        "u" + n + "-" + minute,
                        "lift-" + n + "-" + minute,
                        minute + 10 * (n - 1),
                        "电梯坏了")
                    .getCaseId())
        .toList();
  }

  private static Case incidentIn(List<CaseEvent> events) {
    return events.stream()
        .map(CaseEvent::getAfter)
        .filter(c -> c.getKind() == CaseKind.INCIDENT)
        .reduce((a, b) -> b)
        .orElseThrow();
  }

  @Test
  void liftsInFourBuildingsAreFourCasesOneIncidentAndOneAnswer() {
    // When
    List<String> lifts = liftsFail(4, 0);
    List<CaseEvent> opened = router.events();
    Case incident = incidentIn(opened);
    router.answer(incident.getId(), 60, "变压器跳闸，已恢复，四栋楼电梯都能用了");
    List<CaseEvent> answered = router.events();
    for (int n = 1; n <= 4; n++) {
      router.delivered(lifts.get(n - 1), "g" + n, DeliveryPurpose.RESULT, 60 + n, "bot-" + n);
    }
    List<CaseEvent> heard = router.events();
    // Then
    assertThat(lifts).doesNotHaveDuplicates();
    assertThat(opened)
        .filteredOn(event -> event.getType() == EventType.MERGED)
        .extracting(CaseEvent::getCaseId)
        .containsExactlyElementsOf(lifts);
    assertThat(opened)
        .filteredOn(event -> event.getCaseId().equals(incident.getId()))
        .extracting(CaseEvent::getType)
        .containsExactly(EventType.OPENED, EventType.DISPATCHED, EventType.CHILD_ADDED);
    assertThat(incident.getChildren()).containsExactlyElementsOf(lifts);
    assertThat(incident.getAudience()).isEmpty();
    assertThat(incident.getOccurredAt()).isEqualTo(MORNING);
    assertThat(incident.getTier()).isEqualTo(Tier.COMMUNITY);
    assertThat(incident.getPath().getFirst().getTier()).isEqualTo(Tier.COMMUNITY);
    assertThat(incident.getSummary()).isEqualTo("LIFT：4栋楼（1号楼、2号楼、3号楼、4号楼）");
    assertThat(answered)
        .extracting(CaseEvent::getCaseId, CaseEvent::getType)
        .containsExactlyInAnyOrder(
            tuple(incident.getId(), EventType.ANSWERED),
            tuple(lifts.get(0), EventType.ANSWERED),
            tuple(lifts.get(1), EventType.ANSWERED),
            tuple(lifts.get(2), EventType.ANSWERED),
            tuple(lifts.get(3), EventType.ANSWERED));
    assertThat(heard)
        .filteredOn(event -> event.getType() == EventType.FEEDBACK_GIVEN)
        .extracting(CaseEvent::getCaseId)
        .containsExactly(lifts.get(0), lifts.get(1), lifts.get(2), lifts.get(3), incident.getId());
    assertThat(heard.getLast().getAfter().getFeedbackAt())
        .isEqualTo(MORNING.plus(Duration.ofMinutes(64)));
  }

  @Test
  void twoBuildingsOrThreeTooFarApartAreNone() {
    // When
    liftsFail(2, 0);
    router.say("g3", "u3", "late", 12 * 60, "电梯坏了");
    // Then
    assertThat(router.events())
        .extracting(event -> event.getAfter().getKind())
        .containsOnly(CaseKind.GRIEVANCE);
  }

  @Test
  void manyEntrancesOfTwoBuildingsAreNone() {
    // When
    for (int entrance = 1; entrance <= 4; entrance++) {
      router.say("g1", "u1" + entrance, "a" + entrance, entrance, entrance + "单元电梯坏了");
      router.say("g2", "u2" + entrance, "b" + entrance, entrance, entrance + "单元电梯坏了");
    }
    // Then
    assertThat(router.events())
        .extracting(event -> event.getAfter().getKind())
        .containsOnly(CaseKind.GRIEVANCE);
  }

  @Test
  void anotherCommunityDoesNotCount() {
    // When
    liftsFail(2, 0);
    router.say("g9", "u9", "elsewhere", 15, "电梯坏了");
    // Then
    assertThat(router.events())
        .extracting(event -> event.getAfter().getKind())
        .containsOnly(CaseKind.GRIEVANCE);
  }

  @Test
  void whatIsUsualAtThatHourOpensNone() {
    // Given three lifts fail every week at this hour, and each week's are repaired at once
    List<Boolean> incidents = new ArrayList<>();
    for (int week = 0; week < 4; week++) {
      List<String> lifts = liftsFail(3, week * WEEK);
      incidents.add(
          router.events().stream()
              .anyMatch(event -> event.getAfter().getKind() == CaseKind.INCIDENT));
      for (String lift : lifts) {
        router.answer(lift, week * WEEK + 60, "修好了");
      }
      router.events();
    }
    // Then the first time it is an incident; once it is usual, it is none
    assertThat(incidents).startsWith(true).endsWith(false);
    // and many more at once still are one
    for (int n = 1; n <= 8; n++) {
      for (int entrance = 1; entrance <= 2; entrance++) {
        String message = "many-" + n + "-" + entrance;
        router.say("g" + n, "u-" + message, message, 5 * WEEK + n, entrance + "单元电梯坏了");
      }
    }
    assertThat(router.events()).anyMatch(event -> event.getAfter().getKind() == CaseKind.INCIDENT);
  }

  @Test
  void aCaseCanBeTakenOutAndIsNotAnsweredThen() {
    // Given
    List<String> lifts = liftsFail(3, 0);
    Case incident = incidentIn(router.events());
    // When
    router.command(router.order(lifts.get(1), Action.UNMERGE, 40));
    List<CaseEvent> out = router.events();
    router.answer(incident.getId(), 60, "修好了");
    // Then
    assertThat(out)
        .extracting(CaseEvent::getType)
        .containsExactly(EventType.UNMERGED, EventType.CHILD_REMOVED);
    assertThat(out.getLast().getAfter().getSummary()).isEqualTo("LIFT：2栋楼（1号楼、3号楼）");
    assertThat(router.events())
        .extracting(CaseEvent::getCaseId)
        .contains(lifts.get(0), lifts.get(2))
        .doesNotContain(lifts.get(1));
  }

  @Test
  void anIncidentWhoseCasesWereAllAnsweredOneByOneIsAnsweredToo() {
    // Given
    List<String> lifts = liftsFail(3, 0);
    String incident = incidentIn(router.events()).getId();
    // When
    for (int n = 1; n <= 3; n++) {
      router.answer(lifts.get(n - 1), 60 + n, n + "号楼修好了");
      router.delivered(lifts.get(n - 1), "g" + n, DeliveryPurpose.RESULT, 70 + n, "bot-" + n);
    }
    // Then
    assertThat(router.events())
        .filteredOn(event -> event.getCaseId().equals(incident))
        .extracting(CaseEvent::getType)
        .containsExactly(EventType.ANSWERED, EventType.FEEDBACK_GIVEN);
  }

  @Test
  void anIncidentUnderWhichNothingIsLeftWasNone() {
    // Given
    List<String> lifts = liftsFail(3, 0);
    String incident = incidentIn(router.events()).getId();
    // When
    lifts.forEach(lift -> router.command(router.order(lift, Action.UNMERGE, 40)));
    // Then
    CaseEvent last = router.events().getLast();
    assertThat(last.getCaseId()).isEqualTo(incident);
    assertThat(last.getAfter().getState()).isEqualTo(CaseState.WITHDRAWN);
  }

  @Test
  void oneWaterMainStaysOneCase() {
    // When
    List<Outcome> outcomes =
        IntStream.rangeClosed(1, 4)
            .mapToObj(n -> router.say("g" + n, "u" + n, "w" + n, n, "停水了"))
            .toList();
    // Then
    assertThat(outcomes.subList(1, 4))
        .extracting(Outcome::getKind)
        .containsOnly(OutcomeKind.JOINED);
    assertThat(router.events())
        .extracting(event -> event.getAfter().getKind())
        .containsOnly(CaseKind.GRIEVANCE);
  }
}
