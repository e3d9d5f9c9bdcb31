package org.courtyard.bench.verify;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.courtyard.schemas.AlertRevision;
import org.courtyard.schemas.Case;
import org.courtyard.schemas.SlaAlert;

/** The feedback clock of one round of a case: what should have become of it, and what was said. */
public final class Clock {
  private final String name;
  private final int partition;
  private final Case atStart;
  private final Instant startAcceptedAt;
  private final List<SlaAlert> warnings = new ArrayList<>();
  private final List<SlaAlert> breaches = new ArrayList<>();
  private final List<SlaAlert> retractions = new ArrayList<>();
  private Instant stoppedAt;
  private Instant withdrawnAt;
  private Instant changedAt;
  private Limits limits;

  /**
   * How long this clock may run.
   *
   * @param rule the clock rule that says so
   */
  record Limits(String rule, Instant warnAt, Instant due) {
    static Limits of(String rule, Instant start, int limitMinutes, int warnPercent) {
      Duration limit = Duration.ofMinutes(limitMinutes);
      Instant due = start.plus(limit);
      boolean warns = warnPercent > 0 && warnPercent < 100;
      return new Limits(
          rule, warns ? start.plusMillis(limit.toMillis() * warnPercent / 100) : due, due);
    }
  }

  Clock(Case atStart, int partition, Instant acceptedAt) {
    this.name = atStart.getId() + " round " + atStart.getRound();
    this.atStart = atStart;
    this.partition = partition;
    this.startAcceptedAt = acceptedAt;
    this.changedAt = acceptedAt;
  }

  void stop(Instant feedbackAt, Instant acceptedAt) {
    stoppedAt = feedbackAt;
    changedAt = acceptedAt;
  }

  void withdraw(Instant at, Instant acceptedAt) {
    withdrawnAt = at;
    changedAt = acceptedAt;
  }

  void warned(SlaAlert alert) {
    warnings.add(alert);
  }

  void breached(SlaAlert alert) {
    (alert.getRevision() == AlertRevision.RETRACTED ? retractions : breaches).add(alert);
  }

  void limit(Limits limits) {
    this.limits = limits;
  }

  Case atStart() {
    return atStart;
  }

  int partition() {
    return partition;
  }

  Instant startAcceptedAt() {
    return startAcceptedAt;
  }

  Instant changedAt() {
    return changedAt;
  }

  List<SlaAlert> warnings() {
    return warnings;
  }

  List<SlaAlert> breaches() {
    return breaches;
  }

  List<SlaAlert> retractions() {
    return retractions;
  }

  Limits limits() {
    return limits;
  }

  /** The case that it belongs to. */
  public String caseId() {
    return atStart.getId();
  }

  /** 0 at first, one more with every reopening. */
  public int round() {
    return atStart.getRound();
  }

  /** When the resident said it. */
  public Instant startedAt() {
    return atStart.getOccurredAt();
  }

  /** When the answer had reached every group; null while it has not. */
  public Instant stoppedAt() {
    return stoppedAt;
  }

  /** When the case was withdrawn; null where it was not. */
  public Instant withdrawnAt() {
    return withdrawnAt;
  }

  /** The deadline; null where no rule sets one. */
  public Instant due() {
    return limits == null ? null : limits.due();
  }

  /** Whether a warning was given. */
  public boolean isWarned() {
    return !warnings.isEmpty();
  }

  /** Breaches raised less breaches retracted: 1 when the last word is that it was too late. */
  public int netBreaches() {
    return breaches.size() - retractions.size();
  }

  /** How many breaches were taken back. */
  public int retracted() {
    return retractions.size();
  }

  /** Whether the answer came, and in time. */
  public boolean isOnTime() {
    return stoppedAt != null && limits != null && !stoppedAt.isAfter(limits.due());
  }

  @Override
  public String toString() {
    return name;
  }
}
