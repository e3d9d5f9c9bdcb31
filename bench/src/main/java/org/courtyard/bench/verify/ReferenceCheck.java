package org.courtyard.bench.verify;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.courtyard.schemas.CaseEvent;
import org.courtyard.schemas.CaseKind;
import org.courtyard.schemas.Outcome;
import org.courtyard.schemas.OutcomeKind;

/** Outcomes and case events tell the same story: who opened what, and that it exists. */
public final class ReferenceCheck implements Check {
  private final Set<String> begun = new HashSet<>();
  private final Map<String, String> openedBy = new HashMap<>();
  private final Map<String, String> saysOpened = new HashMap<>();
  private final Map<String, String> caseOfOutcome = new HashMap<>();
  private final Set<String> nameless = new HashSet<>();

  @Override
  public void accept(Entry entry) {
    switch (entry.value()) {
      case CaseEvent event when begins(event) -> {
        if (begun.add(event.getCaseId()) && isMadeByAMessage(event)) {
          openedBy.put(event.getCaseId(), event.getMessageId());
        }
      }
      case Outcome outcome when outcome.getCaseId() != null -> {
        caseOfOutcome.put(outcome.getMessageId(), outcome.getCaseId());
        switch (outcome.getKind()) {
          case OPENED, ASKED -> saysOpened.put(outcome.getCaseId(), outcome.getMessageId());
          // The first chatter that names a case is what was noted; more may be kept with it.
          case CHATTER -> saysOpened.putIfAbsent(outcome.getCaseId(), outcome.getMessageId());
          default -> {}
        }
      }
      case Outcome outcome when needsCase(outcome.getKind()) ->
          nameless.add(outcome.getMessageId() + " " + outcome.getKind());
      case null, default -> {}
    }
  }

  private static boolean begins(CaseEvent event) {
    return switch (event.getType()) {
      case OPENED, ASKED, NOTED -> true;
      default -> false;
    };
  }

  /** Not so what an operator parted from another case, and what is only over others. */
  private static boolean isMadeByAMessage(CaseEvent event) {
    return event.getAfter().getKind() != CaseKind.INCIDENT
        && !event.getReason().getBy().equals("separated");
  }

  private static boolean needsCase(OutcomeKind kind) {
    return switch (kind) {
      case OPENED, ASKED, JOINED, ATTACHED, HANDLED, EVALUATED, WITHDRAWN -> true;
      case CHATTER, RECALLED, PARKED, EXPIRED, REPEATED, UNRECOGNISED -> false;
    };
  }

  @Override
  public Finding finding() {
    Offenders offenders = new Offenders();
    nameless.forEach(each -> offenders.add("%s names no case".formatted(each)));
    caseOfOutcome.forEach(
        (message, caseId) -> {
          if (!begun.contains(caseId)) {
            offenders.add("%s belongs to %s, which was never opened".formatted(message, caseId));
          }
        });
    openedBy.forEach(
        (caseId, message) -> {
          String told = saysOpened.get(caseId);
          if (told == null || !told.equals(message)) {
            offenders.add(
                "%s was opened by %s, but outcomes say %s".formatted(caseId, message, told));
          }
        });
    return offenders.finding(
        "outcomes and case events name each other", caseOfOutcome.size(), Map.of());
  }
}
