package org.courtyard.router.lifecycle;

import static org.courtyard.schemas.CaseState.CLAIMED;
import static org.courtyard.schemas.CaseState.CLOSED;
import static org.courtyard.schemas.CaseState.DISPATCHED;
import static org.courtyard.schemas.CaseState.EVALUATED;
import static org.courtyard.schemas.CaseState.FEEDBACK_GIVEN;
import static org.courtyard.schemas.CaseState.IN_PROGRESS;
import static org.courtyard.schemas.CaseState.RECEIVED;
import static org.courtyard.schemas.CaseState.WITHDRAWN;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.courtyard.router.tier.Assignment;
import org.courtyard.router.tier.TierChoice;
import org.courtyard.schemas.AudienceGroup;
import org.courtyard.schemas.Case;
import org.courtyard.schemas.CaseEvent;
import org.courtyard.schemas.CaseKind;
import org.courtyard.schemas.CaseState;
import org.courtyard.schemas.Category;
import org.courtyard.schemas.DeliveryPurpose;
import org.courtyard.schemas.EventType;
import org.courtyard.schemas.Receipt;
import org.courtyard.schemas.RejectionCode;
import org.courtyard.schemas.Reporter;

/**
 * The state machine of a case. A step is checked first and changes the case only when it is
 * allowed; every change is told as an event that carries the next sequence number and the case
 * after it.
 *
 * <p>Events are told one by one while the case changes: whoever receives one must use or copy
 * {@code after} before it returns.
 *
 * @param reopenWindow how long after the feedback a case can be reopened
 */
public record Lifecycle(Duration reopenWindow) {

  /** More reporters than this are counted but not kept by name. */
  public static final int REPORTERS_KEPT = 50;

  private static final Set<CaseState> AT_WORK = Set.of(DISPATCHED, CLAIMED, IN_PROGRESS);
  private static final Set<CaseState> ANSWERED = Set.of(FEEDBACK_GIVEN, EVALUATED, CLOSED);

  /** Whether somebody still has to answer. */
  public static boolean open(Case c) {
    return AT_WORK.contains(c.getState()) || c.getState() == RECEIVED;
  }

  /** Whether it is only perhaps a case: somebody was asked, and has not said yes. */
  public static boolean asked(Case c) {
    return c.getState() == RECEIVED;
  }

  /** Whether it is only perhaps a case, and nobody knows that it is kept. */
  public static boolean noted(Case c) {
    return asked(c) && c.getAudience().isEmpty();
  }

  /** Whether a tier holds it and must answer. */
  public static boolean atWork(Case c) {
    return AT_WORK.contains(c.getState());
  }

  /** Whether a tier holds it and has no answer yet. */
  public static boolean awaitsAnswer(Case c) {
    return atWork(c) && c.getAnswer() == null;
  }

  /** Why no case can come under this one; empty when one can. */
  public static Optional<Refusal> refusesChildren(Case c) {
    if (c.getParent() != null) {
      return Optional.of(
          new Refusal(
              RejectionCode.NOT_IN_THIS_STATE, c.getId() + " is itself under " + c.getParent()));
    }
    return awaitsAnswer(c)
        ? Optional.empty()
        : Optional.of(
            new Refusal(RejectionCode.NOT_IN_THIS_STATE, c.getId() + " awaits no answer"));
  }

  /** Whether it has been answered, wherever it stands since. */
  public static boolean answered(Case c) {
    return c.getAnswer() != null && c.getState() != WITHDRAWN;
  }

  /** Whether its answer can still be called wrong. */
  public boolean reopenable(Case c, Instant at) {
    return ANSWERED.contains(c.getState())
        && c.getKind() != CaseKind.INCIDENT
        && c.getFeedbackAt() != null
        && !at.isBefore(c.getFeedbackAt())
        && !at.isAfter(c.getFeedbackAt().plus(reopenWindow));
  }

  /**
   * Takes a step, or says why not.
   *
   * @param tiers who could get the case, from the roster of now
   * @param out told of every event, in order
   * @return empty when the step was taken
   */
  public Optional<Refusal> take(
      Step step, Case c, Cause cause, TierChoice tiers, Consumer<CaseEvent> out) {
    Turn turn = new Turn(c, cause, out);
    return switch (step) {
      case Step.Accept s -> accept(s, turn);
      case Step.Dispatch s -> dispatch(s, turn);
      case Step.Claim s -> claim(s, turn);
      case Step.Progress s -> progress(s, turn);
      case Step.Answer s -> answer(s, turn);
      case Step.Escalate s -> escalate(s, turn, tiers);
      case Step.Evaluate s -> evaluate(s, turn);
      case Step.Withdraw s -> withdraw(turn);
      case Step.Leave s -> leave(s, turn);
      case Step.Attach s -> turn.done(EventType.ATTACHED);
      case Step.Join s -> join(s, turn);
      case Step.Reopen s -> reopen(turn, tiers);
      case Step.Close s -> close(turn);
      case Step.Deliver s -> deliver(s.receipt(), turn);
      case Step.Reroute s -> reroute(s, turn, tiers);
      case Step.Archive s -> archive(turn);
      case Step.Correct s -> correct(s, turn, tiers);
      case Step.Merge s -> merge(s, turn);
      case Step.Unmerge s -> unmerge(turn);
      case Step.AddChild s -> addChild(s, turn);
      case Step.RemoveChild s -> removeChild(s, turn);
      case Step.ChildrenHeard s -> childrenHeard(s, turn);
      case Step.Separate s -> separate(s, turn);
    };
  }

  private static Optional<Refusal> accept(Step.Accept step, Turn turn) {
    if (!asked(turn.c)) {
      return turn.notInThisState("accepted");
    }
    if (step.category() != null) {
      classify(turn.c, step.category());
    }
    if (noted(turn.c)) {
      turn.c.getReporters().forEach(reporter -> waits(turn.c, reporter.getGroup()));
    }
    return turn.done(EventType.OPENED);
  }

  private static void classify(Case c, Category category) {
    if (!c.getCategory().equals(category.getCode())) {
      c.setCategory(category.getCode());
      c.setUrgency(category.getUrgency());
    }
  }

  private static Optional<Refusal> dispatch(Step.Dispatch step, Turn turn) {
    if (turn.c.getState() != RECEIVED) {
      return turn.notInThisState("dispatched");
    }
    assign(turn.c, step.assignment());
    turn.c.setState(DISPATCHED);
    return turn.done(EventType.DISPATCHED);
  }

  private static Optional<Refusal> claim(Step.Claim step, Turn turn) {
    if (turn.c.getState() != DISPATCHED || turn.c.getAnswer() != null) {
      return turn.notInThisState("claimed");
    }
    if (step.handler() != null) {
      turn.c.setHandler(step.handler());
    }
    turn.c.setState(CLAIMED);
    turn.c.setClaimedAt(turn.cause.at());
    return turn.done(EventType.CLAIMED);
  }

  private static Optional<Refusal> progress(Step.Progress step, Turn turn) {
    if (!AT_WORK.contains(turn.c.getState())) {
      return turn.notInThisState("worked on");
    }
    if (turn.c.getClaimedAt() == null) {
      turn.c.setClaimedAt(turn.cause.at());
    }
    turn.c.setState(IN_PROGRESS);
    turn.text = step.text();
    return turn.done(EventType.PROGRESSED);
  }

  private static Optional<Refusal> answer(Step.Answer step, Turn turn) {
    if (!AT_WORK.contains(turn.c.getState())) {
      return turn.notInThisState("answered");
    }
    if (turn.c.getAnswer() != null) {
      return repeatWhereUnheard(step, turn);
    }
    if (step.text() == null || step.text().isBlank()) {
      return turn.refuse(RejectionCode.INCOMPLETE, "an answer needs words");
    }
    if (turn.c.getClaimedAt() == null) {
      turn.c.setClaimedAt(turn.cause.at());
    }
    turn.c.setState(IN_PROGRESS);
    turn.c.setAnswer(step.text());
    audience(turn.c, step.saidIn()).ifPresent(group -> group.setAnsweredAt(turn.cause.at()));
    turn.text = step.text();
    turn.done(EventType.ANSWERED);
    feedbackGivenOnceAllHeard(turn);
    return Optional.empty();
  }

  /** The answer exists but could not be delivered to this group: now somebody said it there. */
  private static Optional<Refusal> repeatWhereUnheard(Step.Answer step, Turn turn) {
    if (!unheardIn(turn.c, step.saidIn())) {
      return turn.refuse(RejectionCode.NOT_IN_THIS_STATE, "it is answered already");
    }
    audience(turn.c, step.saidIn()).ifPresent(group -> group.setAnsweredAt(turn.cause.at()));
    turn.purpose = DeliveryPurpose.RESULT;
    turn.done(EventType.DELIVERED);
    feedbackGivenOnceAllHeard(turn);
    return Optional.empty();
  }

  /** Whether this group asked and has not heard the answer of this round yet. */
  public static boolean unheardIn(Case c, String group) {
    return audience(c, group).filter(a -> a.getAnsweredAt() == null).isPresent();
  }

  private static Optional<Refusal> escalate(Step.Escalate step, Turn turn, TierChoice tiers) {
    Case c = turn.c;
    if (!AT_WORK.contains(c.getState()) || c.getAnswer() != null) {
      return turn.notInThisState("escalated");
    }
    if (step.onlyFrom() != null && step.onlyFrom() != c.getTier()) {
      return turn.refuse(
          RejectionCode.OUTDATED, "it has left " + step.onlyFrom() + " and is at " + c.getTier());
    }
    Optional<Assignment> next =
        tiers.above(c.getTier(), c.getPath(), c.getCategory(), turn.cause.at());
    if (next.isEmpty()) {
      return turn.refuse(RejectionCode.NO_HIGHER_TIER, "nothing above " + c.getTier());
    }
    assign(c, next.get());
    return turn.done(EventType.ESCALATED);
  }

  private static Optional<Refusal> evaluate(Step.Evaluate step, Turn turn) {
    if (!answered(turn.c)) {
      return turn.notInThisState("evaluated");
    }
    if (step.rating() == null) {
      return turn.refuse(RejectionCode.INCOMPLETE, "an evaluation needs a rating");
    }
    turn.c.setRating(step.rating());
    if (turn.c.getState() == FEEDBACK_GIVEN) {
      turn.c.setState(EVALUATED);
    }
    return turn.done(EventType.EVALUATED);
  }

  private static Optional<Refusal> withdraw(Turn turn) {
    if (!open(turn.c) || turn.c.getAnswer() != null) {
      return turn.notInThisState("withdrawn");
    }
    turn.c.setState(WITHDRAWN);
    turn.c.setClosedAt(turn.cause.at());
    return turn.done(EventType.WITHDRAWN);
  }

  private static Optional<Refusal> leave(Step.Leave step, Turn turn) {
    Case c = turn.c;
    if (!open(c) || c.getAnswer() != null || c.getReporterCount() < 2) {
      return turn.notInThisState("left");
    }
    List<Reporter> staying = new ArrayList<>(c.getReporters());
    if (!staying.removeIf(reporter -> reporter.getPerson().equals(step.person()))) {
      return turn.refuse(RejectionCode.OUTDATED, "this person does not report it");
    }
    c.setReporters(staying);
    c.setReporterCount(c.getReporterCount() - 1);
    return turn.done(EventType.REPORTER_LEFT);
  }

  private static Optional<Refusal> join(Step.Join step, Turn turn) {
    Case c = turn.c;
    if (!open(c)) {
      return turn.notInThisState("joined");
    }
    if (c.getReporters().size() < REPORTERS_KEPT) {
      c.getReporters().add(step.reporter());
    }
    c.setReporterCount(c.getReporterCount() + 1);
    waits(c, step.reporter().getGroup());
    return turn.done(EventType.JOINED);
  }

  /** A group wants to hear the answer. */
  private static void waits(Case c, String group) {
    if (audience(c, group).isEmpty()) {
      c.getAudience().add(new AudienceGroup(group, null));
    }
  }

  private Optional<Refusal> reopen(Turn turn, TierChoice tiers) {
    Case c = turn.c;
    if (!ANSWERED.contains(c.getState()) || c.getKind() == CaseKind.INCIDENT) {
      return turn.notInThisState("reopened");
    }
    if (c.getFeedbackAt() != null && turn.cause.at().isBefore(c.getFeedbackAt())) {
      return turn.refuse(RejectionCode.OUTDATED, "it was said before the answer was heard");
    }
    if (!reopenable(c, turn.cause.at())) {
      return turn.refuse(
          RejectionCode.TOO_LATE, "it was answered more than " + reopenWindow + " ago");
    }
    c.setRound(c.getRound() + 1);
    c.setOccurredAt(turn.cause.at());
    c.setAnswer(null);
    c.setFeedbackAt(null);
    c.setRating(null);
    c.setClosedAt(null);
    c.getAudience().forEach(group -> group.setAnsweredAt(null));
    assign(
        c,
        tiers
            .above(c.getTier(), c.getPath(), c.getCategory(), turn.cause.at())
            .orElseGet(
                () -> tiers.again(c.getTier(), c.getPath(), c.getCategory(), turn.cause.at())));
    return turn.done(EventType.REOPENED);
  }

  private static Optional<Refusal> close(Turn turn) {
    if (turn.c.getState() != FEEDBACK_GIVEN && turn.c.getState() != EVALUATED) {
      return turn.notInThisState("closed");
    }
    turn.c.setState(CLOSED);
    turn.c.setClosedAt(turn.cause.at());
    return turn.done(EventType.CLOSED);
  }

  private static Optional<Refusal> deliver(Receipt receipt, Turn turn) {
    if (receipt == null) {
      return turn.refuse(RejectionCode.INCOMPLETE, "a receipt is missing");
    }
    Case c = turn.c;
    boolean result = receipt.getPurpose() == DeliveryPurpose.RESULT;
    if (result && receipt.getRound() != c.getRound()) {
      return turn.refuse(
          RejectionCode.OUTDATED,
          "it belongs to round " + receipt.getRound() + ", the case is in " + c.getRound());
    }
    turn.purpose = receipt.getPurpose();
    turn.group = receipt.getGroup();
    if (!receipt.getDelivered()) {
      return turn.done(EventType.DELIVERY_FAILED);
    }
    Optional<AudienceGroup> heard = result ? audience(c, receipt.getGroup()) : Optional.empty();
    heard
        .filter(group -> group.getAnsweredAt() == null)
        .ifPresent(group -> group.setAnsweredAt(receipt.getAt()));
    turn.done(EventType.DELIVERED);
    feedbackGivenOnceAllHeard(turn);
    return Optional.empty();
  }

  private static void feedbackGivenOnceAllHeard(Turn turn) {
    Case c = turn.c;
    // Nobody but the cases under it asked: Family says when they have heard.
    if (c.getAnswer() == null
        || !AT_WORK.contains(c.getState())
        || c.getKind() == CaseKind.INCIDENT) {
      return;
    }
    lastHeard(c).ifPresent(last -> feedbackGiven(last, turn));
  }

  /** When the last group heard the answer; empty while one has not, or where none asked. */
  private static Optional<Instant> lastHeard(Case c) {
    Instant last = null;
    for (AudienceGroup group : c.getAudience()) {
      Instant heard = group.getAnsweredAt();
      if (heard == null) {
        return Optional.empty();
      }
      last = last == null || heard.isAfter(last) ? heard : last;
    }
    return Optional.ofNullable(last);
  }

  private static void feedbackGiven(Instant last, Turn turn) {
    Case c = turn.c;
    c.setState(FEEDBACK_GIVEN);
    c.setFeedbackAt(last);
    turn.text = null;
    turn.purpose = null;
    turn.done(EventType.FEEDBACK_GIVEN);
  }

  private static Optional<Refusal> reroute(Step.Reroute step, Turn turn, TierChoice tiers) {
    Case c = turn.c;
    if (c.getPath().equals(step.place().getPath())) {
      return turn.refuse(RejectionCode.OUTDATED, "it is there already");
    }
    c.setPath(step.place().getPath());
    if (atWork(c)) {
      Assignment now = tiers.again(c.getTier(), c.getPath(), c.getCategory(), turn.cause.at());
      if (!isHeldBy(now, c)) {
        String answer = c.getAnswer();
        assign(c, now);
        c.setAnswer(answer);
      }
    }
    return turn.done(EventType.REROUTED);
  }

  private static Optional<Refusal> archive(Turn turn) {
    if (open(turn.c)) {
      return turn.notInThisState("archived");
    }
    if (turn.c.getState() != WITHDRAWN && turn.c.getState() != CLOSED) {
      close(turn);
    }
    return turn.done(EventType.ARCHIVED);
  }

  private static boolean isHeldBy(Assignment to, Case c) {
    return to.unit().getId().equals(c.getUnitId())
        && (c.getHandler() == null || Objects.equals(to.handler(), c.getHandler()));
  }

  private static Optional<Refusal> correct(Step.Correct step, Turn turn, TierChoice tiers) {
    Case c = turn.c;
    if (c.getState() == WITHDRAWN || c.getKind() == CaseKind.INCIDENT) {
      return turn.notInThisState("corrected");
    }
    boolean otherKind = step.kind() != null && step.kind() != c.getKind();
    boolean otherCategory =
        step.category() != null && !step.category().getCode().equals(c.getCategory());
    if (!otherKind && !otherCategory) {
      return turn.refuse(RejectionCode.OUTDATED, "it is that already");
    }
    if (otherKind) {
      c.setKind(step.kind());
    }
    if (otherCategory) {
      classify(c, step.category());
      Assignment to =
          tiers.forNewCase(c.getPath(), step.category(), c.getUrgency(), turn.cause.at());
      if (awaitsAnswer(c) && !isHeldBy(to, c)) {
        assign(c, to);
      }
    }
    return turn.done(EventType.CORRECTED);
  }

  private static Optional<Refusal> merge(Step.Merge step, Turn turn) {
    if (!awaitsAnswer(turn.c)) {
      return turn.notInThisState("merged");
    }
    if (turn.c.getParent() != null) {
      return turn.refuse(
          RejectionCode.NOT_IN_THIS_STATE, "it is under " + turn.c.getParent() + " already");
    }
    turn.c.setParent(step.parent());
    return turn.done(EventType.MERGED);
  }

  private static Optional<Refusal> unmerge(Turn turn) {
    if (!open(turn.c)) {
      return turn.notInThisState("unmerged");
    }
    if (turn.c.getParent() == null) {
      return turn.refuse(RejectionCode.NOT_IN_THIS_STATE, "it is under no other case");
    }
    turn.c.setParent(null);
    return turn.done(EventType.UNMERGED);
  }

  private static Optional<Refusal> addChild(Step.AddChild step, Turn turn) {
    Optional<Refusal> refused = refusesChildren(turn.c);
    if (refused.isPresent()) {
      return refused;
    }
    if (turn.c.getChildren().contains(step.child())) {
      return turn.refuse(RejectionCode.OUTDATED, step.child() + " is under it already");
    }
    List<String> children = new ArrayList<>(turn.c.getChildren());
    children.add(step.child());
    return children(children, step.summary(), EventType.CHILD_ADDED, turn);
  }

  private static Optional<Refusal> removeChild(Step.RemoveChild step, Turn turn) {
    List<String> children = new ArrayList<>(turn.c.getChildren());
    if (!children.remove(step.child())) {
      return turn.refuse(RejectionCode.OUTDATED, step.child() + " is not under it");
    }
    return children(children, step.summary(), EventType.CHILD_REMOVED, turn);
  }

  private static Optional<Refusal> children(
      List<String> children, String summary, EventType type, Turn turn) {
    turn.c.setChildren(children);
    if (summary != null) {
      turn.c.setSummary(summary);
    }
    return turn.done(type);
  }

  private static Optional<Refusal> childrenHeard(Step.ChildrenHeard step, Turn turn) {
    Case c = turn.c;
    boolean everyGroup = c.getAudience().isEmpty() || lastHeard(c).isPresent();
    if (c.getKind() != CaseKind.INCIDENT || !atWork(c) || c.getAnswer() == null || !everyGroup) {
      return turn.notInThisState("done with");
    }
    Instant last = lastHeard(c).filter(step.last()::isBefore).orElse(step.last());
    feedbackGiven(last, turn);
    return Optional.empty();
  }

  private static Optional<Refusal> separate(Step.Separate step, Turn turn) {
    Case c = turn.c;
    if (!awaitsAnswer(c) || c.getReporterCount() < 2) {
      return turn.notInThisState("parted");
    }
    Reporter leaving = step.reporter();
    List<Reporter> staying = new ArrayList<>(c.getReporters());
    if (!staying.remove(leaving)) {
      return turn.refuse(RejectionCode.OUTDATED, "this message does not report it");
    }
    boolean allKnown = staying.size() == c.getReporterCount() - 1;
    c.setReporters(staying);
    c.setReporterCount(c.getReporterCount() - 1);
    if (allKnown && staying.stream().noneMatch(r -> r.getGroup().equals(leaving.getGroup()))) {
      List<AudienceGroup> audience = new ArrayList<>(c.getAudience());
      audience.removeIf(group -> group.getGroup().equals(leaving.getGroup()));
      c.setAudience(audience);
    }
    turn.group = leaving.getGroup();
    return turn.done(EventType.SEPARATED);
  }

  private static void assign(Case c, Assignment to) {
    c.setTier(to.tier());
    c.setUnitId(to.unit().getId());
    c.setHandler(to.handler());
    c.setState(DISPATCHED);
    c.setClaimedAt(null);
  }

  private static Optional<AudienceGroup> audience(Case c, String group) {
    return c.getAudience().stream().filter(a -> a.getGroup().equals(group)).findFirst();
  }

  /** One step of one case: collects what its events have in common. */
  private static final class Turn {
    private final Case c;
    private final Cause cause;
    private final Consumer<CaseEvent> out;
    private String group;
    private String text;
    private DeliveryPurpose purpose;

    private Turn(Case c, Cause cause, Consumer<CaseEvent> out) {
      this.c = c;
      this.cause = cause;
      this.out = out;
      this.group = cause.group();
    }

    private Optional<Refusal> done(EventType type) {
      c.setSeq(c.getSeq() + 1);
      Instant at = type == EventType.FEEDBACK_GIVEN ? c.getFeedbackAt() : cause.at();
      out.accept(
          new CaseEvent(
              c.getId(),
              c.getSeq(),
              type,
              at,
              cause.actor(),
              cause.reason(),
              cause.commandId(),
              cause.messageId(),
              group,
              purpose,
              text,
              c));
      return Optional.empty();
    }

    private Optional<Refusal> refuse(RejectionCode code, String detail) {
      return Optional.of(new Refusal(code, detail));
    }

    private Optional<Refusal> notInThisState(String what) {
      return refuse(
          RejectionCode.NOT_IN_THIS_STATE,
          "a case that is "
              + c.getState()
              + (c.getAnswer() == null ? "" : " and answered")
              + " cannot be "
              + what);
    }
  }

  /** Tells the first event of a case that was just made. */
  public static void opens(Case c, Cause cause, Consumer<CaseEvent> out) {
    new Turn(c, cause, out).done(EventType.OPENED);
  }

  /** Tells the first event of what is perhaps a case. */
  public static void asks(Case c, Cause cause, Consumer<CaseEvent> out) {
    new Turn(c, cause, out).done(EventType.ASKED);
  }

  /** Tells the first event of what is perhaps a case, and nobody is asked about. */
  public static void notes(Case c, Cause cause, Consumer<CaseEvent> out) {
    new Turn(c, cause, out).done(EventType.NOTED);
  }
}
