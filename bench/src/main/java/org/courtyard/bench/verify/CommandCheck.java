package org.courtyard.bench.verify;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.courtyard.schemas.Action;
import org.courtyard.schemas.CaseCommand;
import org.courtyard.schemas.CaseEvent;
import org.courtyard.schemas.CommandRejection;

/**
 * A command takes effect once or is rejected, however often it was sent. All events of one effect
 * follow each other without another in between.
 */
public final class CommandCheck implements Check {
  private final Instant settledBefore;
  private final Map<Key, Trail> trails = new HashMap<>();
  private final Map<String, CaseEvent> lastEvents = new HashMap<>();

  /**
   * @param settledBefore what was accepted from then on may still be on its way
   */
  public CommandCheck(Instant settledBefore) {
    this.settledBefore = settledBefore;
  }

  private record Key(String caseId, String commandId) {
    @Override
    public String toString() {
      return commandId + " on " + caseId;
    }
  }

  private static final class Trail {
    Action action;
    long records;
    long effects;
    long rejections;
    boolean young;
  }

  @Override
  public void accept(Entry entry) {
    switch (entry.value()) {
      case CaseCommand command -> {
        Trail trail = trail(command.getCaseId(), command.getId());
        trail.records++;
        trail.action = command.getAction();
        trail.young |= !entry.acceptedAt().isBefore(settledBefore);
      }
      case CommandRejection rejection ->
          trail(rejection.getCaseId(), rejection.getCommandId()).rejections++;
      case CaseEvent event -> happened(event);
      case null, default -> {}
    }
  }

  private Trail trail(String caseId, String commandId) {
    return trails.computeIfAbsent(new Key(caseId, commandId), key -> new Trail());
  }

  private void happened(CaseEvent event) {
    CaseEvent last = lastEvents.put(event.getCaseId(), event);
    if (event.getCommandId() == null) {
      return;
    }
    boolean sameEffect =
        last != null
            && event.getCommandId().equals(last.getCommandId())
            && event.getSeq() == last.getSeq() + 1;
    if (!sameEffect) {
      trail(event.getCaseId(), event.getCommandId()).effects++;
    }
  }

  @Override
  public Finding finding() {
    Offenders offenders = new Offenders();
    Map<String, Long> counts = new TreeMap<>();
    trails.forEach(
        (key, trail) -> {
          if (trail.records == 0) {
            offenders.add(
                "%s: an effect or a rejection of a command that nobody gave".formatted(key));
          } else if (trail.effects > 1) {
            offenders.add(
                "%s: %s took effect %d times".formatted(key, trail.action, trail.effects));
          } else if (trail.rejections > trail.records) {
            offenders.add("%s: rejected %d times".formatted(key, trail.rejections));
          } else if (trail.effects == 0 && trail.rejections == 0) {
            unanswered(key, trail, offenders, counts);
          }
        });
    return offenders.finding(
        "every command takes effect once or is rejected", trails.size(), counts);
  }

  private void unanswered(Key key, Trail trail, Offenders offenders, Map<String, Long> counts) {
    if (trail.young) {
      counts.merge("inFlight", 1L, Long::sum);
    } else {
      offenders.add("%s: %s has neither effect nor rejection".formatted(key, trail.action));
    }
  }
}
