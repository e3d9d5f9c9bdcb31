package org.courtyard.router.casework;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.courtyard.router.correlation.Hearing;
import org.courtyard.router.lifecycle.Cause;
import org.courtyard.router.lifecycle.Lifecycle;
import org.courtyard.router.lifecycle.Refusal;
import org.courtyard.router.lifecycle.Step;
import org.courtyard.router.tenant.Tenant;
import org.courtyard.router.tier.Assignment;
import org.courtyard.router.triage.Masking;
import org.courtyard.schemas.Actor;
import org.courtyard.schemas.Case;
import org.courtyard.schemas.Category;
import org.courtyard.schemas.Matter;
import org.courtyard.schemas.Message;
import org.courtyard.schemas.Reason;
import org.courtyard.schemas.Shards;
import org.courtyard.schemas.Tier;

/** The cases of one partition: whatever changes one here is told, saved, indexed and counted. */
final class CaseBook {

  /** How long a question waits for its yes. */
  static final Duration SILENCE = Duration.ofHours(24);

  /** Characters of a message that a case carries. */
  private static final int SUMMARY = 120;

  private final Lifecycle lifecycle;
  private final Duration keepClosed;
  private final CaseStore store;
  private final Told told;
  private final Family family;
  private final IncidentWatch incidents;

  CaseBook(Lifecycle lifecycle, Duration keepClosed, CaseStore store, Told told) {
    this.lifecycle = lifecycle;
    this.keepClosed = keepClosed;
    this.store = store;
    this.told = told;
    this.family = new Family(store, this);
    this.incidents = new IncidentWatch(store, this);
  }

  /** The cases over and under others. */
  Family family() {
    return family;
  }

  /** A number that no other case of this shard has. */
  String freeNumber(String shard, String opening) {
    int collisions = 0;
    String id = Shards.caseId(shard, opening, collisions);
    while (store.taken(id)) {
      id = Shards.caseId(shard, opening, ++collisions);
    }
    return id;
  }

  /**
   * Begins a case and gives it to a tier.
   *
   * @param matter what later reports are compared with; null for what nobody can join
   */
  void open(Case c, Matter matter, Cause cause, Tenant tenant) {
    Lifecycle.opens(c, cause, told::event);
    if (matter != null) {
      store.index(c, matter);
    }
    dispatch(c, cause, tenant);
  }

  /** Begins what is perhaps a case: somebody is asked, nobody dispatched. */
  void ask(Case c, Matter matter, Cause cause) {
    Lifecycle.asks(c, cause, told::event);
    store.save(c);
    store.index(c, matter);
    store.archiveAt(c.getOpenedAt().plus(SILENCE), c.getId());
  }

  /** Begins what is perhaps a case, and tells nobody. */
  void note(Case c, Matter matter, Cause cause) {
    Lifecycle.notes(c, cause, told::event);
    store.save(c);
    store.index(c, matter);
    store.archiveAt(c.getOpenedAt().plus(SILENCE), c.getId());
  }

  /** Somebody who spoke of a case has nothing to do with it after all. */
  void unsaid(Case c, String person) {
    Matter matter = store.matter(c.getId());
    if (matter != null) {
      store.index(c, Hearing.without(matter, person));
    }
  }

  /** Somebody spoke of a case. */
  void said(Case c, Message message, boolean handler) {
    Matter matter = store.matter(c.getId());
    if (matter != null) {
      store.index(c, Hearing.said(matter, message, handler));
    }
  }

  /** What was asked about is a case. It is told where the question was. */
  Optional<Refusal> accept(Step.Accept step, Case c, Cause cause, Tenant tenant) {
    Cause inItsGroup =
        new Cause(
            cause.at(),
            cause.actor(),
            cause.reason(),
            cause.commandId(),
            cause.messageId(),
            c.getReporters().isEmpty() ? null : c.getReporters().getFirst().getGroup());
    Optional<Refusal> refused = apply(step, c, inItsGroup, tenant);
    if (refused.isEmpty()) {
      dispatch(c, inItsGroup, tenant);
    }
    return refused;
  }

  private void dispatch(Case c, Cause cause, Tenant tenant) {
    Category category = tenant.categoryOrOther(c.getCategory());
    Assignment assignment =
        tenant.tiers().forNewCase(c.getPath(), category, c.getUrgency(), cause.at());
    Reason why = because("tier", assignment.why(), tenant);
    why.setPlaceVersion(cause.reason().getPlaceVersion());
    Cause dispatched =
        new Cause(cause.at(), router(), why, cause.commandId(), cause.messageId(), cause.group());
    apply(new Step.Dispatch(assignment), c, dispatched, tenant);
    incidents.opened(c, cause, tenant);
  }

  /** Takes a step and keeps what is known about the case in line with it. */
  Optional<Refusal> apply(Step step, Case c, Cause cause, Tenant tenant) {
    boolean wasOpen = Lifecycle.open(c);
    boolean wasAtWork = Lifecycle.atWork(c);
    Tier tierBefore = c.getTier();
    String categoryBefore = c.getCategory();
    String answerBefore = c.getAnswer();
    Optional<Refusal> refused = lifecycle.take(step, c, cause, tenant.tiers(), told::event);
    if (refused.isPresent()) {
      return refused;
    }
    store.save(c);
    if (!categoryBefore.equals(c.getCategory())) {
      Matter matter = store.matter(c.getId());
      if (matter != null) {
        store.index(
            c, Matter.newBuilder(matter).setCategory(c.getCategory()).setCorrected(true).build());
      }
    }
    if (wasOpen && !Lifecycle.open(c)) {
      store.archiveAt(settledAt(c).plus(keepClosed), c.getId());
    }
    count(wasAtWork ? tierBefore : null, Lifecycle.atWork(c) ? c.getTier() : null);
    family.follow(step, c, wasOpen, answerBefore, cause, tenant);
    return refused;
  }

  private void count(Tier before, Tier now) {
    if (before == now) {
      return;
    }
    if (before != null) {
      store.countOpen(before, -1);
    }
    if (now != null) {
      store.countOpen(now, 1);
    }
  }

  /**
   * A case is due: a question that nobody answered ends, what was settled long ago is archived.
   *
   * @param tenant its tenant, or null where that has no rules any more
   */
  void due(Case c, Instant now, Tenant tenant) {
    if (Lifecycle.asked(c)) {
      silent(c, now, tenant);
    } else if (!Lifecycle.open(c)) {
      archive(c, now, tenant);
    }
  }

  private void silent(Case c, Instant now, Tenant tenant) {
    Instant due = c.getOpenedAt().plus(SILENCE);
    if (now.isBefore(due) || tenant == null) {
      store.archiveAt(tenant == null ? now.plus(SILENCE) : due, c.getId());
      return;
    }
    Reason why = because("silence", "nobody answered within " + SILENCE, tenant);
    apply(new Step.Withdraw(), c, new Cause(now, router(), why, null, null, null), tenant);
  }

  private void archive(Case c, Instant now, Tenant tenant) {
    Instant due = settledAt(c).plus(keepClosed);
    if (now.isBefore(due)) {
      store.archiveAt(due, c.getId());
      return;
    }
    Reason why =
        new Reason("archive", "settled " + keepClosed + " ago", null, null, null, null, null);
    lifecycle.take(
        new Step.Archive(),
        c,
        new Cause(now, router(), why, null, null, null),
        tenant == null ? null : tenant.tiers(),
        told::event);
    store.delete(c);
  }

  private static Instant settledAt(Case c) {
    return c.getClosedAt() != null ? c.getClosedAt() : c.getFeedbackAt();
  }

  /** First words of a message, private numbers masked. */
  static String summary(String text) {
    String masked = Masking.mask(text.strip());
    int length = masked.codePointCount(0, masked.length());
    return length <= SUMMARY
        ? masked
        : masked.substring(0, masked.offsetByCodePoints(0, SUMMARY)) + "…";
  }

  /** A reason with the versions that it rests on. */
  static Reason because(String by, String detail, Tenant tenant) {
    return versions(new Reason(by, detail, null, null, null, null, null), tenant);
  }

  static Reason versions(Reason reason, Tenant tenant) {
    reason.setRulesVersion(tenant.version());
    reason.setRosterVersion(tenant.handlers().version());
    return reason;
  }

  /** Who does what nobody asked for. */
  static Actor router() {
    return new Actor(null, "router");
  }
}
