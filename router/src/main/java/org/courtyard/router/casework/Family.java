package org.courtyard.router.casework;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.courtyard.router.incident.Surge;
import org.courtyard.router.lifecycle.Cause;
import org.courtyard.router.lifecycle.Lifecycle;
import org.courtyard.router.lifecycle.Refusal;
import org.courtyard.router.lifecycle.Step;
import org.courtyard.router.tenant.Tenant;
import org.courtyard.schemas.Case;
import org.courtyard.schemas.CaseKind;
import org.courtyard.schemas.CaseState;
import org.courtyard.schemas.RejectionCode;
import org.courtyard.schemas.Shards;

/**
 * 并案: a case under another one keeps its own groups, state and clock; only the answer comes from
 * above. An incident is answered when the cases under it have heard.
 */
final class Family {
  private final CaseStore store;
  private final CaseBook book;

  Family(CaseStore store, CaseBook book) {
    this.store = store;
    this.book = book;
  }

  /** Puts a case under another one of its community. */
  Optional<Refusal> merge(Case child, String into, Cause cause, Tenant tenant) {
    if (into == null) {
      return refuse(RejectionCode.INCOMPLETE, "a merge needs the case it goes into");
    }
    if (into.equals(child.getId())) {
      return refuse(RejectionCode.INCOMPLETE, "a case cannot go under itself");
    }
    if (!Shards.ofCase(into).equals(Shards.ofCase(child.getId()))) {
      return refuse(RejectionCode.INCOMPLETE, into + " belongs to another community");
    }
    Case parent = store.take(into);
    if (parent == null || !parent.getTenant().equals(child.getTenant())) {
      return refuse(RejectionCode.UNKNOWN_CASE, "no case " + into + ", or it is archived");
    }
    Optional<Refusal> refused = Lifecycle.refusesChildren(parent);
    if (refused.isEmpty()) {
      refused = book.apply(new Step.Merge(into), child, cause, tenant);
    }
    if (refused.isEmpty()) {
      Cause added = because(cause, "merge", child.getId() + " came under it", tenant);
      String name = name(parent, child, true, tenant);
      book.apply(new Step.AddChild(child.getId(), name), parent, added, tenant);
    }
    return refused;
  }

  /** Lets a case stand alone again. */
  Optional<Refusal> unmerge(Case child, Cause cause, Tenant tenant) {
    Case parent = child.getParent() == null ? null : store.take(child.getParent());
    Optional<Refusal> refused = book.apply(new Step.Unmerge(), child, cause, tenant);
    if (refused.isEmpty() && parent != null) {
      Cause removed = because(cause, "unmerge", child.getId() + " stands alone again", tenant);
      String name = name(parent, child, false, tenant);
      book.apply(new Step.RemoveChild(child.getId(), name), parent, removed, tenant);
    }
    return refused;
  }

  /**
   * What follows for the others from a step that a case has taken.
   *
   * @param before the case's answer before the step, or null
   */
  void follow(Step step, Case c, boolean wasOpen, String before, Cause cause, Tenant tenant) {
    if (before == null && c.getAnswer() != null) {
      answer(c, step instanceof Step.Answer(var _, String saidIn) ? saidIn : null, cause, tenant);
    }
    if (wasOpen && c.getState() == CaseState.WITHDRAWN) {
      release(c, cause, tenant);
    }
    if (mayEndIncident(step) && c.getKind() == CaseKind.INCIDENT) {
      settle(store.take(c.getId()), cause.at(), tenant);
    }
    if (wasOpen && !Lifecycle.open(c) && c.getParent() != null) {
      Instant at = c.getFeedbackAt() == null ? cause.at() : c.getFeedbackAt();
      settle(store.take(c.getParent()), at, tenant);
    }
  }

  private static boolean mayEndIncident(Step step) {
    return step instanceof Step.Answer
        || step instanceof Step.Deliver
        || step instanceof Step.RemoveChild;
  }

  /** Every case under it that waits for an answer gets this one. */
  private void answer(Case parent, String saidIn, Cause cause, Tenant tenant) {
    Cause answered = because(cause, "parent", "answer of " + parent.getId(), tenant);
    for (Case child : children(parent)) {
      if (Lifecycle.awaitsAnswer(child)) {
        Step answer = new Step.Answer(parent.getAnswer(), saidIn);
        book.apply(answer, store.take(child.getId()), answered, tenant);
      }
    }
  }

  /** What was withdrawn answers nobody: the cases under it stand alone again. */
  private void release(Case parent, Cause cause, Tenant tenant) {
    Cause released = because(cause, "parent", parent.getId() + " was withdrawn", tenant);
    for (Case child : children(parent)) {
      if (Lifecycle.open(child)) {
        book.apply(new Step.Unmerge(), store.take(child.getId()), released, tenant);
      }
    }
  }

  /**
   * An incident under which nobody waits any more has been answered, by its own answer or by the
   * last of theirs; where nothing is left under it, it was none.
   *
   * @param at when the last of them was done with
   */
  private void settle(Case incident, Instant at, Tenant tenant) {
    if (incident == null
        || incident.getKind() != CaseKind.INCIDENT
        || !Lifecycle.atWork(incident)) {
      return;
    }
    List<Case> children = children(incident);
    if (children.stream().anyMatch(Lifecycle::open)) {
      return;
    }
    Optional<Case> last =
        children.stream()
            .filter(child -> child.getFeedbackAt() != null)
            .reduce((a, b) -> b.getFeedbackAt().isAfter(a.getFeedbackAt()) ? b : a);
    String why = "nobody waits under it any more";
    Cause cause =
        new Cause(
            at, CaseBook.router(), CaseBook.because("children", why, tenant), null, null, null);
    if (incident.getAnswer() != null) {
      Instant heard = last.map(Case::getFeedbackAt).filter(at::isBefore).orElse(at);
      book.apply(new Step.ChildrenHeard(heard), incident, cause, tenant);
    } else if (last.isPresent()) {
      book.apply(new Step.Answer(last.get().getAnswer(), null), incident, cause, tenant);
    } else {
      book.apply(new Step.Withdraw(), incident, cause, tenant);
    }
  }

  /** What an incident is called once a case has come or gone; null for any other case. */
  private String name(Case parent, Case child, boolean comes, Tenant tenant) {
    if (parent.getKind() != CaseKind.INCIDENT) {
      return null;
    }
    List<Case> under = new ArrayList<>(children(parent));
    under.removeIf(other -> other.getId().equals(child.getId()));
    if (comes) {
      under.add(child);
    }
    return Surge.name(tenant.categoryOrOther(parent.getCategory()), under);
  }

  /** The cases that are under it now, to be looked at. */
  List<Case> children(Case parent) {
    return parent.getChildren().stream()
        .map(store::find)
        .filter(Objects::nonNull)
        .filter(child -> parent.getId().equals(child.getParent()))
        .toList();
  }

  /** The same moment and person, for another case: a command is told on its own case only. */
  static Cause because(Cause cause, String by, String detail, Tenant tenant) {
    return new Cause(
        cause.at(),
        cause.actor(),
        CaseBook.because(by, detail, tenant),
        null,
        cause.messageId(),
        null);
  }

  private static Optional<Refusal> refuse(RejectionCode code, String detail) {
    return Optional.of(new Refusal(code, detail));
  }
}
