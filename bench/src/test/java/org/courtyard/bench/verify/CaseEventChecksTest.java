package org.courtyard.bench.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.courtyard.bench.verify.Records.CASE;
import static org.courtyard.bench.verify.Records.became;
import static org.courtyard.bench.verify.Records.event;
import static org.courtyard.bench.verify.Records.happened;
import static org.courtyard.bench.verify.Records.judge;
import static org.courtyard.bench.verify.Records.messageId;

import org.courtyard.schemas.CaseEvent;
import org.courtyard.schemas.CaseState;
import org.courtyard.schemas.EventType;
import org.courtyard.schemas.OutcomeKind;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CaseEventChecksTest {
  private static final Entry OPENED = happened(event(EventType.OPENED, CaseState.RECEIVED, 1));
  private static final Entry DISPATCHED =
      happened(event(EventType.DISPATCHED, CaseState.DISPATCHED, 2));

  private static CaseEvent openedFor(String caseId) {
    CaseEvent event = event(EventType.OPENED, CaseState.RECEIVED, 1);
    event.setCaseId(caseId);
    event.getAfter().setId(caseId);
    return event;
  }

  @Nested
  class Sequence {
    private final SequenceCheck check = new SequenceCheck();

    @Test
    void numbersWithoutGapHold() {
      Finding finding = judge(check, OPENED, happened(openedFor("FZ-ZZZZZZ")), DISPATCHED);

      assertThat(finding.holds()).isTrue();
      assertThat(finding.counts()).containsEntry("cases", 2L);
    }

    @Test
    void gapBreaksIt() {
      Finding finding =
          judge(check, OPENED, happened(event(EventType.CLAIMED, CaseState.CLAIMED, 3)));

      assertThat(finding.first()).containsExactly("FZ-ABCDEF: event 3 where 2 was due");
    }

    @Test
    void sameNumberTwiceBreaksIt() {
      assertThat(judge(check, OPENED, DISPATCHED, DISPATCHED).offenders()).isOne();
    }

    @Test
    void firstNumberOtherThanOneBreaksIt() {
      assertThat(judge(check, DISPATCHED).offenders()).isOne();
    }

    @Test
    void caseThatDisagreesWithItsEventBreaksIt() {
      CaseEvent event = event(EventType.OPENED, CaseState.RECEIVED, 1);
      event.getAfter().setSeq(7L);

      assertThat(judge(check, happened(event)).offenders()).isOne();
    }

    @Test
    void caseOfAnotherIdBreaksIt() {
      CaseEvent event = event(EventType.OPENED, CaseState.RECEIVED, 1);
      event.getAfter().setId("FZ-ZZZZZZ");

      assertThat(judge(check, happened(event)).offenders()).isOne();
    }
  }

  @Nested
  class LegalOrder {
    private final LifecycleCheck check = new LifecycleCheck();

    @Test
    void wholeLifeHolds() {
      // Given
      CaseEvent reopened = event(EventType.REOPENED, CaseState.DISPATCHED, 8);
      reopened.getAfter().setRound(1);
      CaseEvent answeredAgain = event(EventType.ANSWERED, CaseState.IN_PROGRESS, 9);
      answeredAgain.getAfter().setRound(1);

      // When
      Finding finding =
          judge(
              check,
              OPENED,
              DISPATCHED,
              happened(event(EventType.CLAIMED, CaseState.CLAIMED, 3)),
              happened(event(EventType.ANSWERED, CaseState.IN_PROGRESS, 4)),
              happened(event(EventType.FEEDBACK_GIVEN, CaseState.FEEDBACK_GIVEN, 5)),
              happened(event(EventType.EVALUATED, CaseState.EVALUATED, 6)),
              happened(event(EventType.CLOSED, CaseState.CLOSED, 7)),
              happened(reopened),
              happened(answeredAgain));

      // Then
      assertThat(finding.first()).isEmpty();
      assertThat(finding.holds()).isTrue();
    }

    @Test
    void whatWasAskedAboutMayBeOpenedOnce() {
      Entry asked = happened(event(EventType.ASKED, CaseState.RECEIVED, 1));

      assertThat(
              judge(
                      check,
                      asked,
                      happened(event(EventType.DELIVERED, CaseState.RECEIVED, 2)),
                      happened(event(EventType.OPENED, CaseState.RECEIVED, 3)),
                      happened(event(EventType.DISPATCHED, CaseState.DISPATCHED, 4)))
                  .first())
          .isEmpty();
      assertThat(judge(check, happened(event(EventType.OPENED, CaseState.RECEIVED, 5))).offenders())
          .isOne();
    }

    @Test
    void whatWasNotedMayBeOpenedOrEnd() {
      Entry noted = happened(event(EventType.NOTED, CaseState.RECEIVED, 1));

      assertThat(judge(check, noted, DISPATCHED).offenders()).isOne();
      assertThat(
              judge(
                      new LifecycleCheck(),
                      noted,
                      happened(event(EventType.WITHDRAWN, CaseState.WITHDRAWN, 2)))
                  .first())
          .isEmpty();
      assertThat(
              judge(
                      new LifecycleCheck(),
                      noted,
                      happened(event(EventType.OPENED, CaseState.RECEIVED, 2)),
                      happened(event(EventType.DISPATCHED, CaseState.DISPATCHED, 3)))
                  .first())
          .isEmpty();
    }

    @Test
    void whatWasOnlyAskedAboutMayNotBeDispatchedAsACase() {
      Entry asked = happened(event(EventType.ASKED, CaseState.RECEIVED, 1));

      assertThat(judge(check, asked, DISPATCHED).offenders()).isOne();
    }

    @ParameterizedTest
    @CsvSource({
      "DISPATCHED, DISPATCHED, DISPATCHED",
      "CLAIMED, CLAIMED, CLAIMED",
      "DISPATCHED, FEEDBACK_GIVEN, CLOSED",
      "DISPATCHED, ANSWERED, DISPATCHED",
      "DISPATCHED, ATTACHED, CLAIMED",
      "DISPATCHED, EVALUATED, EVALUATED",
      "DISPATCHED, REOPENED, DISPATCHED",
      "DISPATCHED, CLOSED, CLOSED",
      "DISPATCHED, ARCHIVED, DISPATCHED",
      "DISPATCHED, OPENED, DISPATCHED",
      "FEEDBACK_GIVEN, WITHDRAWN, WITHDRAWN",
      "FEEDBACK_GIVEN, ESCALATED, DISPATCHED",
      "FEEDBACK_GIVEN, JOINED, FEEDBACK_GIVEN",
      "WITHDRAWN, CLAIMED, CLAIMED",
      "WITHDRAWN, EVALUATED, WITHDRAWN",
      "WITHDRAWN, REOPENED, DISPATCHED",
      "CLOSED, PROGRESSED, IN_PROGRESS",
      "CLOSED, REROUTED, DISPATCHED",
      "CLOSED, MERGED, CLOSED",
      "WITHDRAWN, SEPARATED, WITHDRAWN",
    })
    void illegalStepBreaksIt(CaseState from, EventType type, CaseState to) {
      // Given
      LifecycleCheck check = new LifecycleCheck();
      judge(check, OPENED, DISPATCHED);
      judge(check, pathTo(from));
      assertThat(check.finding().first()).isEmpty();

      // When
      Finding finding = judge(check, happened(event(type, to, 9)));

      // Then
      assertThat(finding.offenders()).isPositive();
    }

    private Entry[] pathTo(CaseState state) {
      return switch (state) {
        case DISPATCHED -> new Entry[0];
        case CLAIMED -> entries(event(EventType.CLAIMED, CaseState.CLAIMED, 3));
        case WITHDRAWN -> entries(event(EventType.WITHDRAWN, CaseState.WITHDRAWN, 3));
        case FEEDBACK_GIVEN ->
            entries(
                event(EventType.ANSWERED, CaseState.IN_PROGRESS, 3),
                event(EventType.FEEDBACK_GIVEN, CaseState.FEEDBACK_GIVEN, 4));
        case CLOSED ->
            entries(
                event(EventType.ANSWERED, CaseState.IN_PROGRESS, 3),
                event(EventType.FEEDBACK_GIVEN, CaseState.FEEDBACK_GIVEN, 4),
                event(EventType.CLOSED, CaseState.CLOSED, 5));
        default -> throw new IllegalArgumentException(state.name());
      };
    }

    private Entry[] entries(CaseEvent... events) {
      Entry[] entries = new Entry[events.length];
      for (int i = 0; i < events.length; i++) {
        entries[i] = happened(events[i]);
      }
      return entries;
    }

    @Test
    void eventBeforeTheOpeningBreaksIt() {
      assertThat(judge(check, DISPATCHED).first().getFirst())
          .contains("before the case was opened");
    }

    @Test
    void roundThatGrowsWithoutReopeningBreaksIt() {
      CaseEvent claimed = event(EventType.CLAIMED, CaseState.CLAIMED, 3);
      claimed.getAfter().setRound(1);

      assertThat(judge(check, OPENED, DISPATCHED, happened(claimed)).offenders()).isOne();
    }

    @Test
    void anythingAfterTheArchiveBreaksIt() {
      Finding finding =
          judge(
              check,
              OPENED,
              happened(event(EventType.WITHDRAWN, CaseState.WITHDRAWN, 2)),
              happened(event(EventType.ARCHIVED, CaseState.WITHDRAWN, 3)),
              happened(event(EventType.ATTACHED, CaseState.WITHDRAWN, 4)));

      assertThat(finding.offenders()).isOne();
      assertThat(finding.first().getFirst()).contains("after it was archived");
    }
  }

  @Nested
  class Duplicates {
    private final DuplicateCheck check = new DuplicateCheck();

    @Test
    void oneOpeningHolds() {
      assertThat(judge(check, OPENED, DISPATCHED).holds()).isTrue();
      assertThat(check.duplicatedCases()).isZero();
    }

    @Test
    void twoCasesOfOneMessageAreOneTooMany() {
      Finding finding = judge(check, OPENED, happened(openedFor("FZ-ZZZZZZ")));

      assertThat(finding.holds()).isFalse();
      assertThat(check.duplicatedCases()).isOne();
    }

    @Test
    void oneCaseOpenedTwiceIsOneTooMany() {
      Finding finding = judge(check, OPENED, OPENED);

      assertThat(finding.holds()).isFalse();
      assertThat(check.duplicatedCases()).isOne();
    }
  }

  @Nested
  class References {
    private final ReferenceCheck check = new ReferenceCheck();

    @Test
    void sameStoryHolds() {
      assertThat(judge(check, OPENED, became("m1", OutcomeKind.OPENED, CASE)).holds()).isTrue();
    }

    @Test
    void whoAskedIsToldApartFromWhoSaidYes() {
      CaseEvent asked = event(EventType.ASKED, CaseState.RECEIVED, 1);
      asked.setMessageId(messageId("m1"));
      CaseEvent opened = event(EventType.OPENED, CaseState.RECEIVED, 2);
      opened.setMessageId(messageId("m2"));

      assertThat(
              judge(
                      check,
                      happened(asked),
                      became("m1", OutcomeKind.ASKED, CASE),
                      happened(opened),
                      became("m2", OutcomeKind.ATTACHED, CASE))
                  .holds())
          .isTrue();
    }

    @Test
    void caseThatWasPartedFromAnotherNeedsNoOutcomeOfItsOwn() {
      CaseEvent opened = event(EventType.OPENED, CaseState.RECEIVED, 1);
      opened.getReason().setBy("separated");

      assertThat(judge(check, happened(opened), became("m1", OutcomeKind.JOINED, CASE)).holds())
          .isTrue();
    }

    @Test
    void outcomeOfCaseThatWasNeverOpenedBreaksIt() {
      assertThat(judge(check, became("m2", OutcomeKind.JOINED, CASE)).offenders()).isOne();
    }

    @Test
    void caseThatNoOutcomeOpenedBreaksIt() {
      assertThat(judge(check, OPENED).offenders()).isOne();
    }

    @Test
    void caseOpenedByAnotherMessageBreaksIt() {
      CaseEvent opened = event(EventType.OPENED, CaseState.RECEIVED, 1);
      opened.setMessageId(messageId("m9"));

      assertThat(judge(check, happened(opened), became("m1", OutcomeKind.OPENED, CASE)).offenders())
          .isOne();
    }

    @Test
    void outcomeThatShouldNameCaseAndDoesNotBreaksIt() {
      assertThat(judge(check, became("m1", OutcomeKind.HANDLED, null)).offenders()).isOne();
    }
  }
}
