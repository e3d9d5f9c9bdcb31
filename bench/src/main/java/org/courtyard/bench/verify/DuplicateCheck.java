package org.courtyard.bench.verify;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.courtyard.schemas.CaseEvent;
import org.courtyard.schemas.EventType;

/** A message opens one case at most, and a case is opened once. */
public final class DuplicateCheck implements Check {
  private final Map<String, Set<String>> casesByMessage = new HashMap<>();
  private final Map<String, Integer> openings = new HashMap<>();

  @Override
  public void accept(Entry entry) {
    if (entry.value() instanceof CaseEvent event && event.getType() == EventType.OPENED) {
      openings.merge(event.getCaseId(), 1, Integer::sum);
      if (event.getMessageId() != null) {
        casesByMessage
            .computeIfAbsent(event.getMessageId(), id -> new TreeSet<>())
            .add(event.getCaseId());
      }
    }
  }

  /** How many openings there are too many. */
  public long duplicatedCases() {
    long fromOneMessage =
        casesByMessage.values().stream().mapToLong(cases -> cases.size() - 1).sum();
    long ofOneCase = openings.values().stream().mapToLong(times -> times - 1).sum();
    return fromOneMessage + ofOneCase;
  }

  @Override
  public Finding finding() {
    Offenders offenders = new Offenders();
    casesByMessage.forEach(
        (message, cases) -> {
          if (cases.size() > 1) {
            offenders.add("%s opened %s".formatted(message, cases));
          }
        });
    openings.forEach(
        (caseId, times) -> {
          if (times > 1) {
            offenders.add("%s was opened %d times".formatted(caseId, times));
          }
        });
    return offenders.finding(
        "no message opens two cases and no case is opened twice",
        openings.size(),
        Map.of("duplicatedCases", duplicatedCases()));
  }
}
