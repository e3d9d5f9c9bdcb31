package org.courtyard.bench.verify;

import java.time.Instant;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.courtyard.schemas.AudienceGroup;
import org.courtyard.schemas.Case;
import org.courtyard.schemas.CaseEvent;
import org.courtyard.schemas.CaseKind;
import org.courtyard.schemas.CaseState;
import org.courtyard.schemas.Delivery;
import org.courtyard.schemas.DeliveryPurpose;
import org.courtyard.schemas.Topics;

/**
 * Every answer reaches every group that asked, or the platform finally refused it; feedback counts
 * as given only on proof, at the moment of the last one.
 */
public final class AnswerCheck implements Check {
  private static final Set<CaseState> SETTLED =
      EnumSet.of(
          CaseState.FEEDBACK_GIVEN, CaseState.EVALUATED, CaseState.CLOSED, CaseState.WITHDRAWN);

  private final Instant settledBefore;
  private final Set<String> waiting = new HashSet<>();
  private final Map<Round, Trail> trails = new LinkedHashMap<>();
  private final Map<String, Delivery> pending = new HashMap<>();
  private final Offenders unproven = new Offenders();
  private long feedbacks;

  /**
   * @param settledBefore what was accepted from then on may still be on its way
   */
  public AnswerCheck(Instant settledBefore) {
    this.settledBefore = settledBefore;
  }

  private record Round(String caseId, int round) {}

  private static final class Trail {
    boolean delivered;
    boolean refused;
    boolean young;
    boolean answered;
  }

  @Override
  public void accept(Entry entry) {
    switch (entry.value()) {
      case CaseEvent event -> happened(event, entry.acceptedAt());
      case Delivery delivery -> pending.put(entry.key(), delivery);
      case null -> {
        if (entry.topic().equals(Topics.DELIVERIES.name())) {
          pending.remove(entry.key());
        }
      }
      default -> {}
    }
  }

  private void happened(CaseEvent event, Instant acceptedAt) {
    if (SETTLED.contains(event.getAfter().getState())) {
      waiting.remove(event.getCaseId());
    } else {
      waiting.add(event.getCaseId());
    }
    Trail trail =
        trails.computeIfAbsent(
            new Round(event.getCaseId(), event.getAfter().getRound()), round -> new Trail());
    switch (event.getType()) {
      case ANSWERED -> {
        trail.answered = true;
        trail.young = !acceptedAt.isBefore(settledBefore);
      }
      case FEEDBACK_GIVEN -> {
        trail.delivered = true;
        feedbacks++;
        prove(event.getAfter());
      }
      case DELIVERY_FAILED -> trail.refused |= event.getPurpose() == DeliveryPurpose.RESULT;
      default -> {}
    }
  }

  private void prove(Case after) {
    if (after.getKind() == CaseKind.INCIDENT) {
      proveBelow(after);
    }
    if (after.getKind() == CaseKind.INCIDENT && after.getAudience().isEmpty()) {
      return;
    }
    if (after.getAudience().stream().anyMatch(group -> group.getAnsweredAt() == null)) {
      unproven.add("%s: feedback given, but not every group has proof".formatted(after.getId()));
      return;
    }
    Instant last =
        after.getAudience().stream()
            .map(AudienceGroup::getAnsweredAt)
            .max(Comparator.naturalOrder())
            .orElse(null);
    boolean atTheLast =
        after.getKind() == CaseKind.INCIDENT
            ? !after.getFeedbackAt().isBefore(last)
            : Objects.equals(last, after.getFeedbackAt());
    if (!atTheLast) {
      unproven.add(
          "%s: feedback at %s, but the last proof is of %s"
              .formatted(after.getId(), after.getFeedbackAt(), last));
    }
  }

  /** An incident is done with when everybody under it is. */
  private void proveBelow(Case incident) {
    for (String child : incident.getChildren()) {
      if (waiting.contains(child)) {
        unproven.add(
            "%s: feedback given, but %s under it waits".formatted(incident.getId(), child));
      }
    }
  }

  /** Deliveries without a tombstone: not yet sent, or not yet known to be. */
  public Map<String, Delivery> pending() {
    return Map.copyOf(pending);
  }

  @Override
  public Finding finding() {
    Offenders offenders = unproven.copy();
    Set<Round> onTheWay = new HashSet<>();
    for (Delivery delivery : pending.values()) {
      if (delivery.getPurpose() == DeliveryPurpose.RESULT) {
        onTheWay.add(new Round(delivery.getCaseId(), delivery.getRound()));
      }
    }
    long answered = 0;
    Map<String, Long> counts = new TreeMap<>();
    counts.put("pendingDeliveries", (long) pending.size());
    counts.put("feedbackGiven", feedbacks);
    for (var each : trails.entrySet()) {
      Round round = each.getKey();
      Trail trail = each.getValue();
      answered += trail.answered ? 1 : 0;
      if (trail.delivered && !trail.answered) {
        offenders.add(
            "%s: feedback given in round %d without an answer"
                .formatted(round.caseId(), round.round()));
      } else if (trail.answered && !trail.delivered && trail.refused) {
        counts.merge("refused", 1L, Long::sum);
      } else if (trail.answered && !trail.delivered) {
        if (trail.young || onTheWay.contains(round)) {
          counts.merge("onTheWay", 1L, Long::sum);
        } else {
          offenders.add(
              "%s: the answer of round %d never arrived".formatted(round.caseId(), round.round()));
        }
      }
    }
    return offenders.finding("every answer is delivered on proof, or refused", answered, counts);
  }
}
