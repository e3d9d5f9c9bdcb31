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

  /** Whether a tier holds it and must answer. */
  public static boolean atWork(Case c) {
    return AT_WORK.contains(c.getState());
  }

  /** Whether it has been answered, wherever it stands since. */
  public static boolean answered(Case c) {
    return c.getAnswer() != null && c.getState() != WITHDRAWN;
  }

  /** Whether its answer can still be called wrong. */
  public boolean reopenable(Case c, Instant at) {
    return ANSWERED.contains(c.getState())
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
    };
  }

  private static Optional<Refusal> accept(Step.Accept step, Turn turn) {
    if (!asked(turn.c)) {
      return turn.notInThisState("accepted");
    }
    if (step.category() != null) {
      classify(turn.c, step.category());
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
    if (audience(c, step.reporter().getGroup()).isEmpty()) {
      c.getAudience().add(new AudienceGroup(step.reporter().getGroup(), null));
    }
    return turn.done(EventType.JOINED);
  }

  private Optional<Refusal> reopen(Turn turn, TierChoice tiers) {
    Case c = turn.c;
    if (!ANSWERED.contains(c.getState())) {
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
    if (c.getAnswer() == null || !AT_WORK.contains(c.getState())) {
      return;
    }
    Instant last = Instant.MIN;
    for (AudienceGroup group : c.getAudience()) {
      if (group.getAnsweredAt() == null) {
        return;
      }
      last = group.getAnsweredAt().isAfter(last) ? group.getAnsweredAt() : last;
    }
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
      boolean sameHolder =
          now.unit().getId().equals(c.getUnitId())
              && (c.getHandler() == null || Objects.equals(now.handler(), c.getHandler()));
      if (!sameHolder) {
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
}
