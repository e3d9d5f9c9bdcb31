package org.courtyard.slamonitor.clock;

import static org.courtyard.slamonitor.clock.Figures.CURSOR;
import static org.courtyard.slamonitor.clock.Figures.NOW;
import static org.courtyard.slamonitor.clock.Figures.OVERDUE;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.courtyard.schemas.Action;
import org.courtyard.schemas.Actor;
import org.courtyard.schemas.AlertRevision;
import org.courtyard.schemas.AlertType;
import org.courtyard.schemas.Case;
import org.courtyard.schemas.CaseCommand;
import org.courtyard.schemas.CaseEvent;
import org.courtyard.schemas.ClockKind;
import org.courtyard.schemas.ClockRule;
import org.courtyard.schemas.Rules;
import org.courtyard.schemas.RunningClock;
import org.courtyard.schemas.SlaAlert;
import org.courtyard.schemas.Tier;

/**
 * The clocks of one partition: starts and stops them as cases go, and says so when they run out,
 * once per deadline.
 *
 * <p>A clock keeps the limit, the rule and the version of the rules it started with. Rules that
 * change later apply to clocks that start later: a resident was promised an hour, and a handler was
 * shown one, and neither may move under their feet. It also means that a clock's deadlines never
 * change, so that a case's end deletes exactly the entries that its beginning wrote.
 *
 * <p>Deadlines are half-open: {@code [cursor, now)} is what a turn handles, so that what happens at
 * the last millisecond is still in time.
 */
public final class ClockScheduler {
  static final String ROLE = "sla-monitor";

  private final ClockState state;
  private final RuleBook ruleBook;
  private final Pace pace;
  private final Announcements out;
  private final LongSupplier nanoTime;
  private final Escalations escalations;

  /**
   * Where the last turn stopped; null when it did all, or when something came in between. What was
   * done in the same millisecond need not be walked over again.
   */
  private Deadline stoppedAt;

  /**
   * @param nanoTime a stopwatch that bounds each turn; says nothing about what time it is
   */
  public ClockScheduler(
      ClockState state, RuleBook ruleBook, Pace pace, Announcements out, LongSupplier nanoTime) {
    this.state = state;
    this.ruleBook = ruleBook;
    this.pace = pace;
    this.out = out;
    this.nanoTime = nanoTime;
    this.escalations = new Escalations(state, pace.escalationsPerSecond(), out);
  }

  /** What it counts. */
  public Figures figures() {
    return Figures.read(state.figures());
  }

  /** Domain time, as far as it has been told. */
  public Instant now() {
    return Instant.ofEpochMilli(state.figures().get(NOW, 0));
  }

  /** Takes in what happened to a case. */
  public void on(CaseEvent event) {
    Case matter = event.getAfter();
    String id = ClockId.of(matter, ClockKind.FEEDBACK);
    Optional<RunningClock> known = state.clocks().get(id);
    switch (event.getType()) {
      case OPENED, REOPENED ->
          known.ifPresentOrElse(clock -> follow(id, clock, matter), () -> start(id, matter));
      case FEEDBACK_GIVEN -> known.ifPresent(clock -> end(id, clock, matter, provenAt(event)));
      case WITHDRAWN -> known.ifPresent(clock -> end(id, clock, matter, event.getAt()));
      default -> known.ifPresent(clock -> follow(id, clock, matter));
    }
  }

  /**
   * Domain time has come this far. It never goes back.
   *
   * @param brokerTime when the broker took the tick that said so; paces what is sent
   */
  public void tick(Instant at, Instant brokerTime) {
    if (at.toEpochMilli() > state.figures().get(NOW, Long.MIN_VALUE)) {
      state.figures().put(NOW, at.toEpochMilli());
    }
    escalations.send(brokerTime);
  }

  /**
   * Handles what is due, within the bounds of one turn.
   *
   * @return whether nothing that is due is left
   */
  public boolean turn() {
    long now = state.figures().get(NOW, Long.MIN_VALUE);
    long cursor = state.figures().get(CURSOR, Long.MIN_VALUE);
    if (cursor >= now) {
      return true;
    }
    var turn = new Turn();
    Deadline from = stoppedAt != null ? stoppedAt : Deadline.first(cursor);
    stoppedAt = null;
    state.deadlines().scan(from, now, turn::handle);
    state.figures().put(CURSOR, stoppedAt == null ? now : stoppedAt.at());
    return stoppedAt == null;
  }

  private final class Turn {
    private final long startedNanos = nanoTime.getAsLong();
    private int handled;

    boolean handle(Deadline deadline) {
      if (handled > 0 && exhausted()) {
        stoppedAt = deadline;
        return false;
      }
      handled++;
      state.deadlines().remove(deadline);
      fire(deadline);
      return true;
    }

    private boolean exhausted() {
      return handled >= pace.deadlinesPerTurn()
          || nanoTime.getAsLong() - startedNanos >= pace.turn().toNanos();
    }
  }

  private void start(String id, Case matter) {
    Optional<Rules> inForce = ruleBook.of(matter.getTenant());
    ClockRules.firstFitting(ClockRules.of(inForce), ClockKind.FEEDBACK, matter)
        .ifPresent(
            rule -> {
              String version = inForce.map(Rules::getVersion).orElse(ClockRules.NO_VERSION);
              start(id, clock(matter, rule, version));
            });
  }

  private void start(String id, RunningClock clock) {
    state.clocks().put(id, clock);
    count(clock.getTier(), 1);
    if (warns(clock)) {
      schedule(new Deadline(clock.getWarnAt().toEpochMilli(), Deadline.Kind.WARN, id));
    }
    schedule(new Deadline(clock.getDue().toEpochMilli(), Deadline.Kind.BREACH, id));
  }

  private static RunningClock clock(Case matter, ClockRule rule, String version) {
    Instant started = matter.getOccurredAt();
    Duration limit = Duration.ofMinutes(rule.getLimitMinutes());
    boolean warns = rule.getWarnPercent() > 0 && rule.getWarnPercent() < 100;
    Instant due = started.plus(limit);
    return RunningClock.newBuilder()
        .setCaseId(matter.getId())
        .setTenant(matter.getTenant())
        .setClock(rule.getClock())
        .setRound(matter.getRound())
        .setStartedAt(started)
        .setDue(due)
        .setWarnAt(
            warns ? started.plus(limit.multipliedBy(rule.getWarnPercent()).dividedBy(100)) : due)
        .setEscalate(rule.getEscalate())
        .setRule(rule.getId())
        .setRulesVersion(version)
        .setTier(matter.getTier())
        .setUnitId(matter.getUnitId())
        .setHandler(matter.getHandler())
        .setCategory(matter.getCategory())
        .setPath(matter.getPath())
        .build();
  }

  /** The scan never looks before the cursor again: what is due there is handled at once. */
  private void schedule(Deadline deadline) {
    if (deadline.at() < state.figures().get(CURSOR, Long.MIN_VALUE)) {
      fire(deadline);
      return;
    }
    if (stoppedAt != null && deadline.at() == stoppedAt.at()) {
      stoppedAt = null;
    }
    state.deadlines().add(deadline);
  }

  private void follow(String id, RunningClock clock, Case matter) {
    if (clock.getStoppedAt() == null && hold(clock, matter)) {
      state.clocks().put(id, clock);
    }
  }

  /**
   * Notes who holds the case.
   *
   * @return whether that is news
   */
  private boolean hold(RunningClock clock, Case matter) {
    if (clock.getTier() == matter.getTier()
        && clock.getUnitId().equals(matter.getUnitId())
        && Objects.equals(clock.getHandler(), matter.getHandler())
        && clock.getPath().equals(matter.getPath())) {
      return false;
    }
    if (clock.getTier() != matter.getTier()) {
      count(clock.getTier(), -1);
      count(matter.getTier(), 1);
    }
    clock.setTier(matter.getTier());
    clock.setUnitId(matter.getUnitId());
    clock.setHandler(matter.getHandler());
    clock.setPath(matter.getPath());
    return true;
  }

  private static boolean warns(RunningClock clock) {
    return clock.getWarnAt().isBefore(clock.getDue());
  }

  private static Instant provenAt(CaseEvent event) {
    Instant proven = event.getAfter().getFeedbackAt();
    return proven != null ? proven : event.getAt();
  }

  /**
   * The case was answered or withdrawn. Where this is said more than once, the earliest counts.
   *
   * <p>News of the end can overtake the time that it came at, after an outage of ours above all.
   * What was owed before the end is said then: how often we warn must not depend on how long we
   * were away. {@code stoppedAt} tells whoever would still warn somebody.
   */
  private void end(String id, RunningClock clock, Case matter, Instant at) {
    if (clock.getStoppedAt() == null) {
      hold(clock, matter);
      stop(id, clock, at);
    } else if (!at.isBefore(clock.getStoppedAt())) {
      return;
    }
    boolean announced = clock.getBreached();
    boolean breached = Verdict.breached(clock.getDue(), at);
    boolean warningOwed =
        !clock.getWarned() && Verdict.breached(clock.getWarnAt(), at) && warns(clock);
    clock.setStoppedAt(at);
    clock.setBreached(breached);
    clock.setWarned(clock.getWarned() || warningOwed);
    state.clocks().put(id, clock);
    if (warningOwed) {
      out.announce(alert(clock, AlertType.WARNING, AlertRevision.RAISED, later(now(), at)));
    }
    if (breached && !announced) {
      out.announce(alert(clock, AlertType.BREACH, AlertRevision.RAISED, later(now(), at)));
    } else if (!breached && announced) {
      out.announce(alert(clock, AlertType.BREACH, AlertRevision.RETRACTED, later(now(), at)));
    }
  }

  private void stop(String id, RunningClock clock, Instant at) {
    count(clock.getTier(), -1);
    if (clock.getBreached()) {
      Figures.add(state.figures(), OVERDUE, -1);
    } else {
      state
          .deadlines()
          .remove(new Deadline(clock.getDue().toEpochMilli(), Deadline.Kind.BREACH, id));
    }
    if (!clock.getWarned()) {
      state
          .deadlines()
          .remove(new Deadline(clock.getWarnAt().toEpochMilli(), Deadline.Kind.WARN, id));
    }
    Instant forget = later(now(), at).plus(pace.keepStopped());
    state.deadlines().add(new Deadline(forget.toEpochMilli(), Deadline.Kind.FORGET, id));
  }

  private void fire(Deadline deadline) {
    String id = deadline.clockId();
    switch (deadline.kind()) {
      case WARN -> running(id).ifPresent(clock -> warn(id, clock));
      case BREACH -> running(id).ifPresent(clock -> breach(id, clock));
      case FORGET -> state.clocks().remove(id);
    }
  }

  private Optional<RunningClock> running(String id) {
    return state.clocks().get(id).filter(clock -> clock.getStoppedAt() == null);
  }

  /**
   * Given even when the deadline itself has passed meanwhile, after an outage: whoever counts
   * warnings need not know how long we were away. {@code observedAt} tells.
   */
  private void warn(String id, RunningClock clock) {
    clock.setWarned(true);
    state.clocks().put(id, clock);
    out.announce(alert(clock, AlertType.WARNING, AlertRevision.RAISED, now()));
  }

  private void breach(String id, RunningClock clock) {
    clock.setBreached(true);
    state.clocks().put(id, clock);
    Figures.add(state.figures(), OVERDUE, 1);
    out.announce(alert(clock, AlertType.BREACH, AlertRevision.RAISED, now()));
    if (clock.getEscalate()) {
      escalations.add(escalation(id, clock));
    }
  }

  private CaseCommand escalation(String id, RunningClock clock) {
    return CaseCommand.newBuilder()
        .setId(ClockId.escalationOf(id))
        .setCaseId(clock.getCaseId())
        .setTenant(clock.getTenant())
        .setAction(Action.ESCALATE)
        .setActor(Actor.newBuilder().setRole(ROLE).build())
        .setOccurredAt(now())
        .setFromTier(clock.getTier())
        .build();
  }

  private static SlaAlert alert(
      RunningClock clock, AlertType type, AlertRevision revision, Instant observedAt) {
    return SlaAlert.newBuilder()
        .setType(type)
        .setRevision(revision)
        .setCaseId(clock.getCaseId())
        .setTenant(clock.getTenant())
        .setClock(clock.getClock())
        .setRound(clock.getRound())
        .setStartedAt(clock.getStartedAt())
        .setDue(clock.getDue())
        .setObservedAt(observedAt)
        .setStoppedAt(clock.getStoppedAt())
        .setTier(clock.getTier())
        .setUnitId(clock.getUnitId())
        .setHandler(clock.getHandler())
        .setCategory(clock.getCategory())
        .setPath(clock.getPath())
        .setRule(clock.getRule())
        .setRulesVersion(clock.getRulesVersion())
        .build();
  }

  private void count(Tier tier, long difference) {
    Figures.add(state.figures(), Figures.running(tier), difference);
  }

  private static Instant later(Instant a, Instant b) {
    return a.isAfter(b) ? a : b;
  }
}
