package org.courtyard.bench.verify;

import java.util.HashMap;
import java.util.Map;
import org.courtyard.schemas.CaseEvent;

/** The events of each case are numbered 1, 2, 3 … and the case after each carries its number. */
public final class SequenceCheck implements Check {
  private final Map<String, Long> lastSeq = new HashMap<>();
  private final Offenders offenders = new Offenders();
  private long events;

  @Override
  public void accept(Entry entry) {
    if (!(entry.value() instanceof CaseEvent event)) {
      return;
    }
    events++;
    String caseId = event.getCaseId();
    long expected = lastSeq.getOrDefault(caseId, 0L) + 1;
    if (event.getSeq() != expected) {
      offenders.add("%s: event %d where %d was due".formatted(caseId, event.getSeq(), expected));
    }
    if (event.getAfter().getSeq() != event.getSeq()) {
      offenders.add(
          "%s: event %d carries a case at %d"
              .formatted(caseId, event.getSeq(), event.getAfter().getSeq()));
    }
    if (!event.getAfter().getId().equals(caseId)) {
      offenders.add(
          "%s: event %d carries case %s"
              .formatted(caseId, event.getSeq(), event.getAfter().getId()));
    }
    lastSeq.merge(caseId, event.getSeq(), Math::max);
  }

  @Override
  public Finding finding() {
    return offenders.finding(
        "the events of every case are numbered without a gap",
        events,
        Map.of("cases", (long) lastSeq.size()));
  }
}
