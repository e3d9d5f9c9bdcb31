package org.courtyard.bench.verify;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.courtyard.bench.verify.Clock.Limits;
import org.courtyard.schemas.AlertRevision;
import org.courtyard.schemas.AlertType;
import org.courtyard.schemas.Case;
import org.courtyard.schemas.CaseEvent;
import org.courtyard.schemas.ClockKind;
import org.courtyard.schemas.ClockRule;
import org.courtyard.schemas.ClockTick;
import org.courtyard.schemas.Rules;
import org.courtyard.schemas.SlaAlert;

/**
 * Works out every feedback clock again, from case events and clock rules alone, and compares: a
 * clock is breached when its answer came after it was due, or when it is due, still runs and domain
 * time has passed that moment; one net verdict says so, and none says so before. One warning at
 * most, at its time.
 */
public final class ClockCheck implements Check {
  /** What a tenant is promised while its rules are not known. */
  private static final String PROMISE = "promise";

  private static final int PROMISED_MINUTES = 12 * 60;
  private static final int PROMISED_WARNING = 75;

  private final Instant settledBefore;
  private final Ticks ticks = new Ticks();
  private final Map<Key, Clock> clocks = new LinkedHashMap<>();
  private final Map<Key, List<SlaAlert>> alerts = new LinkedHashMap<>();
  private final Map<String, NavigableMap<Instant, Rules>> rulesByTenant = new TreeMap<>();

  /**
   * @param settledBefore what was accepted from then on may still be on its way
   */
  public ClockCheck(Instant settledBefore) {
    this.settledBefore = settledBefore;
  }

  private record Key(String caseId, int round) {}

  @Override
  public void accept(Entry entry) {
    switch (entry.value()) {
      case Rules rules ->
          rulesByTenant
              .computeIfAbsent(rules.getTenant(), tenant -> new TreeMap<>())
              .put(entry.acceptedAt(), rules);
      case ClockTick tick -> ticks.accept(tick, entry.partition(), entry.acceptedAt());
      case CaseEvent event -> happened(event, entry);
      case SlaAlert alert ->
          alerts
              .computeIfAbsent(
                  new Key(alert.getCaseId(), alert.getRound()), key -> new ArrayList<>())
              .add(alert);
      case null, default -> {}
    }
  }

  private void happened(CaseEvent event, Entry entry) {
    Case after = event.getAfter();
    Key key = new Key(event.getCaseId(), after.getRound());
    Clock clock = clocks.get(key);
    switch (event.getType()) {
      case OPENED, REOPENED ->
          clocks.putIfAbsent(key, new Clock(after, entry.partition(), entry.acceptedAt()));
      case FEEDBACK_GIVEN -> {
        if (clock != null && clock.stoppedAt() == null) {
          clock.stop(after.getFeedbackAt(), entry.acceptedAt());
        }
      }
      case WITHDRAWN -> {
        if (clock != null) {
          clock.withdraw(event.getAt(), entry.acceptedAt());
        }
      }
      default -> {}
    }
  }

  /** Every clock, with the alerts that belong to it and the limits that the rules set. */
  public Collection<Clock> clocks() {
    Map<Key, Clock> fresh = new LinkedHashMap<>();
    clocks.forEach((key, clock) -> fresh.put(key, completed(key, clock)));
    return fresh.values();
  }

  private Clock completed(Key key, Clock clock) {
    Clock fresh = new Clock(clock.atStart(), clock.partition(), clock.startAcceptedAt());
    if (clock.stoppedAt() != null) {
      fresh.stop(clock.stoppedAt(), clock.changedAt());
    }
    if (clock.withdrawnAt() != null) {
      fresh.withdraw(clock.withdrawnAt(), clock.changedAt());
    }
    List<SlaAlert> raised = alerts.getOrDefault(key, List.of());
    for (SlaAlert alert : raised) {
      if (alert.getType() == AlertType.WARNING) {
        fresh.warned(alert);
      } else {
        fresh.breached(alert);
      }
    }
    fresh.limit(limits(clock, raised));
    return fresh;
  }

  /**
   * By the version that an alert names, where it is still there; else by the one in force. Without
   * rules everybody has the general promise of twelve hours.
   */
  private Limits limits(Clock clock, List<SlaAlert> raised) {
    NavigableMap<Instant, Rules> versions =
        rulesByTenant.getOrDefault(clock.atStart().getTenant(), new TreeMap<>());
    Rules named =
        versions.values().stream()
            .filter(rules -> raised.stream().anyMatch(alert -> isUnder(alert, rules)))
            .findFirst()
            .orElse(null);
    Rules rules = named != null ? named : inForce(versions, clock.startAcceptedAt());
    boolean underPromise = raised.stream().anyMatch(alert -> alert.getRule().equals(PROMISE));
    if (rules == null || (named == null && underPromise)) {
      return Limits.of(PROMISE, clock.startedAt(), PROMISED_MINUTES, PROMISED_WARNING);
    }
    return limits(clock.atStart(), rules);
  }

  private static boolean isUnder(SlaAlert alert, Rules rules) {
    return alert.getRulesVersion().equals(rules.getVersion());
  }

  private static Rules inForce(NavigableMap<Instant, Rules> versions, Instant at) {
    var entry = versions.floorEntry(at);
    if (entry == null) {
      entry = versions.firstEntry();
    }
    return entry == null ? null : entry.getValue();
  }

  private static Limits limits(Case started, Rules rules) {
    for (ClockRule rule : rules.getClocks()) {
      if (rule.getClock() == ClockKind.FEEDBACK
          && (rule.getCategory() == null || rule.getCategory().equals(started.getCategory()))
          && (rule.getUrgency() == null || rule.getUrgency() == started.getUrgency())) {
        return Limits.of(
            rule.getId(), started.getOccurredAt(), rule.getLimitMinutes(), rule.getWarnPercent());
      }
    }
    return null;
  }

  @Override
  public Finding finding() {
    Offenders offenders = new Offenders();
    Map<String, Long> counts = new TreeMap<>();
    Collection<Clock> all = clocks();
    for (Clock clock : all) {
      if (clock.limits() == null) {
        judgeUnlimited(clock, offenders);
      } else {
        judgeAlerts(clock, offenders);
        judgeBreach(clock, offenders, counts);
        judgeWarning(clock, offenders);
      }
      counts.merge("warnings", (long) clock.warnings().size(), Long::sum);
      counts.merge("breaches", (long) clock.netBreaches(), Long::sum);
      counts.merge("retracted", (long) clock.retracted(), Long::sum);
    }
    alerts.forEach(
        (key, raised) -> {
          if (!clocks.containsKey(key)) {
            offenders.add(
                "%s round %d: %d alert(s) of a clock that never started"
                    .formatted(key.caseId(), key.round(), raised.size()));
          }
        });
    return offenders.finding(
        "every clock has one net verdict, and the right one", all.size(), counts);
  }

  private static void judgeUnlimited(Clock clock, Offenders offenders) {
    if (clock.isWarned() || !clock.breaches().isEmpty()) {
      offenders.add("%s: alerts, although no clock rule fits".formatted(clock));
    }
  }

  private static void judgeAlerts(Clock clock, Offenders offenders) {
    Limits limits = clock.limits();
    for (List<SlaAlert> kind : List.of(clock.warnings(), clock.breaches(), clock.retractions())) {
      for (SlaAlert alert : kind) {
        if (!alert.getDue().equals(limits.due())
            || !alert.getStartedAt().equals(clock.startedAt())) {
          offenders.add(
              "%s: %s says %s to %s, the rules say %s to %s"
                  .formatted(
                      clock,
                      alert.getType(),
                      alert.getStartedAt(),
                      alert.getDue(),
                      clock.startedAt(),
                      limits.due()));
        }
      }
    }
    for (SlaAlert breach : clock.breaches()) {
      if (breach.getObservedAt().isBefore(limits.due())) {
        offenders.add(
            "%s: breach seen at %s, before it was due at %s"
                .formatted(clock, breach.getObservedAt(), limits.due()));
      }
    }
  }

  private void judgeBreach(Clock clock, Offenders offenders, Map<String, Long> counts) {
    int net = clock.netBreaches();
    if (net < 0 || net > 1) {
      offenders.add(
          "%s: %d breaches and %d retractions"
              .formatted(clock, clock.breaches().size(), clock.retractions().size()));
      return;
    }
    Instant due = clock.due();
    Instant end = clock.stoppedAt() != null ? clock.stoppedAt() : clock.withdrawnAt();
    if (end == null) {
      Instant now = ticks.last(clock.partition());
      if (now.isAfter(due.plus(ticks.tolerance())) && net == 0) {
        offenders.add("%s: no breach, although due at %s and it is %s".formatted(clock, due, now));
      } else if (net == 1 && now.plus(ticks.tolerance()).isBefore(due)) {
        offenders.add(
            "%s: breach, although due at %s and it is only %s".formatted(clock, due, now));
      }
      return;
    }
    boolean tooLate = end.isAfter(due);
    if (tooLate == (net == 1)) {
      return;
    }
    if (!clock.changedAt().isBefore(settledBefore)) {
      counts.merge("inFlight", 1L, Long::sum);
    } else if (tooLate) {
      offenders.add("%s: no breach, although due at %s and ended at %s".formatted(clock, due, end));
    } else {
      offenders.add(
          "%s: breach stands, although due at %s and ended at %s".formatted(clock, due, end));
    }
  }

  private void judgeWarning(Clock clock, Offenders offenders) {
    Limits limits = clock.limits();
    long raised =
        clock.warnings().stream()
            .filter(warning -> warning.getRevision() == AlertRevision.RAISED)
            .count();
    if (raised > 1) {
      offenders.add("%s: %d warnings".formatted(clock, raised));
    }
    for (SlaAlert warning : clock.warnings()) {
      if (warning.getObservedAt().isBefore(limits.warnAt())) {
        offenders.add(
            "%s: warning seen at %s, before its time at %s"
                .formatted(clock, warning.getObservedAt(), limits.warnAt()));
      }
    }
    if (raised == 0 && wasDueForWarning(clock)) {
      offenders.add("%s: no warning, although it ran past %s".formatted(clock, limits.warnAt()));
    }
  }

  /** Whether the clock was known and ran long enough between warning time and deadline. */
  private boolean wasDueForWarning(Clock clock) {
    Duration tolerance = ticks.tolerance();
    Instant from = latest(clock.limits().warnAt(), ticks.domainAt(clock.startAcceptedAt()));
    Instant until = earliest(clock.due(), ticks.last(clock.partition()));
    if (clock.stoppedAt() != null) {
      until = earliest(until, clock.stoppedAt());
    }
    if (clock.withdrawnAt() != null) {
      until = earliest(until, clock.withdrawnAt());
    }
    return from.plus(tolerance).isBefore(until);
  }

  private static Instant latest(Instant a, Instant b) {
    return a.isAfter(b) ? a : b;
  }

  private static Instant earliest(Instant a, Instant b) {
    return a.isBefore(b) ? a : b;
  }
}
