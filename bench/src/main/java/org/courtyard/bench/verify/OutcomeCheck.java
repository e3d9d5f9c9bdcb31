package org.courtyard.bench.verify;

import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.courtyard.schemas.Group;
import org.courtyard.schemas.Message;
import org.courtyard.schemas.Outcome;
import org.courtyard.schemas.OutcomeKind;
import org.courtyard.schemas.Place;
import org.courtyard.schemas.Topics;

/**
 * Every record of messages has exactly one settled outcome, and a message that came twice was
 * decided once. A message that waits for its group is not lost while that group is unknown.
 */
public final class OutcomeCheck implements Check {
  private final Instant settledBefore;
  private final Map<String, Trail> trails = new HashMap<>();
  private final Map<String, Group> groups = new HashMap<>();
  private final Set<String> places = new HashSet<>();

  /**
   * @param settledBefore what was accepted from then on may still be on its way
   */
  public OutcomeCheck(Instant settledBefore) {
    this.settledBefore = settledBefore;
  }

  private static final class Trail {
    long records;
    long young;
    long settled;
    long parked;
    String group;
    final Set<String> decisions = new HashSet<>();
  }

  @Override
  public void accept(Entry entry) {
    switch (entry.value()) {
      case Message message -> said(message, entry.acceptedAt());
      case Outcome outcome -> became(outcome);
      case Group group -> groups.put(entry.key(), group);
      case Place place -> places.add(entry.key());
      case null -> forget(entry);
      default -> {}
    }
  }

  private void said(Message message, Instant acceptedAt) {
    Trail trail = trails.computeIfAbsent(message.getId(), id -> new Trail());
    trail.records++;
    trail.group = message.getGroup();
    if (!acceptedAt.isBefore(settledBefore)) {
      trail.young++;
    }
  }

  private void became(Outcome outcome) {
    Trail trail = trails.computeIfAbsent(outcome.getMessageId(), id -> new Trail());
    if (!outcome.getSettled()) {
      trail.parked++;
      return;
    }
    trail.settled++;
    if (outcome.getKind() != OutcomeKind.REPEATED) {
      trail.decisions.add(
          outcome.getCaseId() == null
              ? outcome.getKind().name()
              : outcome.getKind() + " " + outcome.getCaseId());
    }
  }

  private void forget(Entry tombstone) {
    if (tombstone.topic().equals(Topics.GROUPS.name())) {
      groups.remove(tombstone.key());
    } else if (tombstone.topic().equals(Topics.PLACES.name())) {
      places.remove(tombstone.key());
    }
  }

  private boolean isKnown(String groupKey) {
    Group group = groups.get(groupKey);
    return group != null && places.contains(group.getTenant() + "|" + group.getPlace());
  }

  /** How many records of messages have no settled outcome although they should. */
  public long lostMessages() {
    return finding().counts().get("lostMessages");
  }

  @Override
  public Finding finding() {
    Offenders offenders = new Offenders();
    long records = 0;
    long lost = 0;
    long waiting = 0;
    long inFlight = 0;
    for (var each : trails.entrySet()) {
      String id = each.getKey();
      Trail trail = each.getValue();
      records += trail.records;
      long missing = trail.records - trail.settled;
      if (missing < 0) {
        offenders.add(
            "%s: %d record(s) but %d settled outcomes".formatted(id, trail.records, trail.settled));
      } else if (missing > 0 && trail.parked > 0 && !isKnown(trail.group)) {
        waiting += missing;
      } else if (missing > 0 && missing <= trail.young) {
        inFlight += missing;
      } else if (missing > 0) {
        lost += missing;
        offenders.add(
            "%s: lost, %d record(s) but %d settled outcome(s)"
                .formatted(id, trail.records, trail.settled));
      }
      if (trail.decisions.size() > 1) {
        offenders.add("%s: decided differently: %s".formatted(id, trail.decisions));
      } else if (trail.decisions.isEmpty() && trail.settled > 0) {
        offenders.add("%s: only ever called repeated".formatted(id));
      }
    }
    Map<String, Long> counts = new TreeMap<>();
    counts.put("lostMessages", lost);
    counts.put("parkedWaiting", waiting);
    counts.put("inFlight", inFlight);
    return offenders.finding("every message has exactly one settled outcome", records, counts);
  }
}
