package org.courtyard.bench.verify;

import static org.courtyard.schemas.CaseState.CLAIMED;
import static org.courtyard.schemas.CaseState.CLOSED;
import static org.courtyard.schemas.CaseState.DISPATCHED;
import static org.courtyard.schemas.CaseState.EVALUATED;
import static org.courtyard.schemas.CaseState.FEEDBACK_GIVEN;
import static org.courtyard.schemas.CaseState.IN_PROGRESS;
import static org.courtyard.schemas.CaseState.RECEIVED;
import static org.courtyard.schemas.CaseState.WITHDRAWN;

import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.courtyard.schemas.CaseEvent;
import org.courtyard.schemas.CaseState;
import org.courtyard.schemas.EventType;

/** Every event finds its case in a state that allows it and leaves it in one that follows. */
public final class LifecycleCheck implements Check {

  private static final Set<CaseState> HELD = EnumSet.of(DISPATCHED, CLAIMED, IN_PROGRESS);
  private static final Set<CaseState> OPEN = EnumSet.of(RECEIVED, DISPATCHED, CLAIMED, IN_PROGRESS);
  private static final Set<CaseState> SETTLED = EnumSet.of(FEEDBACK_GIVEN, EVALUATED, CLOSED);
  private static final Set<CaseState> OVER =
      EnumSet.of(FEEDBACK_GIVEN, EVALUATED, CLOSED, WITHDRAWN);

  private static final Set<EventType> BEGINNINGS =
      EnumSet.of(EventType.OPENED, EventType.ASKED, EventType.NOTED);

  private static boolean allows(EventType type, CaseState from, CaseState to, boolean asked) {
    return switch (type) {
      case OPENED, ASKED, NOTED, UNRECOGNISED -> false;
      case DISPATCHED -> from == RECEIVED && to == DISPATCHED && !asked;
      case ATTACHED, DELIVERED, DELIVERY_FAILED, CHILD_ADDED, CHILD_REMOVED -> from == to;
      case JOINED, REPORTER_LEFT, SEPARATED, MERGED, UNMERGED -> OPEN.contains(from) && from == to;
      case CLAIMED -> from == DISPATCHED && to == CLAIMED;
      case PROGRESSED, ANSWERED -> HELD.contains(from) && to == IN_PROGRESS;
      case FEEDBACK_GIVEN -> HELD.contains(from) && to == FEEDBACK_GIVEN;
      case ESCALATED -> HELD.contains(from) && to == DISPATCHED;
      case EVALUATED -> from == FEEDBACK_GIVEN ? to == EVALUATED : from == to && from != WITHDRAWN;
      case WITHDRAWN -> OPEN.contains(from) && to == WITHDRAWN;
      case REOPENED -> SETTLED.contains(from) && to == DISPATCHED;
      case CORRECTED, REROUTED -> from == to || (OPEN.contains(from) && to == DISPATCHED);
      case CLOSED -> (from == FEEDBACK_GIVEN || from == EVALUATED) && to == CLOSED;
      case ARCHIVED -> OVER.contains(from) && from == to;
    };
  }

  private final Map<String, Stand> stands = new HashMap<>();
  private final Offenders offenders = new Offenders();
  private long events;

  /** Where a case stood after its last event. */
  private record Stand(CaseState state, int round, EventType last, boolean asked) {}

  @Override
  public void accept(Entry entry) {
    if (!(entry.value() instanceof CaseEvent event)) {
      return;
    }
    events++;
    Stand before = stands.get(event.getCaseId());
    CaseState state = event.getAfter().getState();
    int round = event.getAfter().getRound();
    boolean begins = BEGINNINGS.contains(event.getType());
    if (before == null || begins) {
      begin(event, before);
    } else if (before.last() == EventType.ARCHIVED) {
      offenders.add("%s: %s after it was archived".formatted(event.getCaseId(), event.getType()));
    } else {
      if (!allows(event.getType(), before.state(), state, before.asked())) {
        offenders.add(
            "%s: event %d %s led from %s to %s"
                .formatted(
                    event.getCaseId(), event.getSeq(), event.getType(), before.state(), state));
      }
      int expected = before.round() + (event.getType() == EventType.REOPENED ? 1 : 0);
      if (round != expected) {
        offenders.add(
            "%s: event %d %s is in round %d, not %d"
                .formatted(event.getCaseId(), event.getSeq(), event.getType(), round, expected));
      }
    }
    boolean asked =
        event.getType() != EventType.OPENED && BEGINNINGS.contains(event.getType())
            || (before != null && before.asked() && event.getType() != EventType.OPENED);
    stands.put(event.getCaseId(), new Stand(state, round, event.getType(), asked));
  }

  private void begin(CaseEvent event, Stand before) {
    CaseState state = event.getAfter().getState();
    boolean opensWhatWasAsked =
        before != null
            && before.asked()
            && before.state() == RECEIVED
            && event.getType() == EventType.OPENED;
    boolean begins = BEGINNINGS.contains(event.getType());
    if (!opensWhatWasAsked && (before != null || !begins)) {
      offenders.add(
          "%s: event %d %s came %s"
              .formatted(
                  event.getCaseId(),
                  event.getSeq(),
                  event.getType(),
                  before == null
                      ? "before the case was opened"
                      : "when it was already " + before.state()));
    } else if (state != RECEIVED && state != DISPATCHED) {
      offenders.add("%s: opened as %s".formatted(event.getCaseId(), state));
    } else if (event.getAfter().getRound() != 0) {
      offenders.add(
          "%s: opened in round %d".formatted(event.getCaseId(), event.getAfter().getRound()));
    }
  }

  @Override
  public Finding finding() {
    return offenders.finding(
        "every case goes only from a state to one that may follow",
        events,
        Map.of("cases", (long) stands.size()));
  }
}
