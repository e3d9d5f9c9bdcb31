package org.courtyard.router.casework;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.courtyard.router.correlation.CaseMemory.Remembered;
import org.courtyard.router.correlation.ContextJudge;
import org.courtyard.router.correlation.Finding;
import org.courtyard.router.correlation.Hearing;
import org.courtyard.router.correlation.Scales;
import org.courtyard.router.correlation.Weights;
import org.courtyard.router.lifecycle.Cause;
import org.courtyard.router.lifecycle.Lifecycle;
import org.courtyard.router.lifecycle.Refusal;
import org.courtyard.router.lifecycle.Step;
import org.courtyard.router.tenant.Tenant;
import org.courtyard.router.triage.Mentions;
import org.courtyard.router.triage.Triage;
import org.courtyard.schemas.Actor;
import org.courtyard.schemas.AudienceGroup;
import org.courtyard.schemas.Case;
import org.courtyard.schemas.CaseCommand;
import org.courtyard.schemas.CaseKind;
import org.courtyard.schemas.CaseState;
import org.courtyard.schemas.Category;
import org.courtyard.schemas.CommandRejection;
import org.courtyard.schemas.ContentType;
import org.courtyard.schemas.Handler;
import org.courtyard.schemas.Intent;
import org.courtyard.schemas.Matter;
import org.courtyard.schemas.Message;
import org.courtyard.schemas.Outcome;
import org.courtyard.schemas.OutcomeKind;
import org.courtyard.schemas.Place;
import org.courtyard.schemas.PlaceMoved;
import org.courtyard.schemas.Reason;
import org.courtyard.schemas.RejectionCode;
import org.courtyard.schemas.Reporter;
import org.courtyard.schemas.TriagedMessage;

/**
 * The one place where cases change: takes messages, commands and moved places of one partition, and
 * tells what came of them.
 */
public final class CaseDesk {

  private final CaseStore store;
  private final Told told;
  private final CaseBook book;
  private final Corrections corrections;
  private final ContextJudge judge;

  /**
   * A desk over one partition's cases.
   *
   * @param lifecycle the state machine
   * @param keepClosed how long a case stays after it was answered, closed or withdrawn
   */
  public CaseDesk(Lifecycle lifecycle, Duration keepClosed, CaseStore store, Told told) {
    this(lifecycle, keepClosed, store, told, Weights.builtIn());
  }

  /**
   * The same.
   *
   * @param scales weigh what a message may be about
   */
  public CaseDesk(
      Lifecycle lifecycle, Duration keepClosed, CaseStore store, Told told, Scales scales) {
    this.store = store;
    this.told = told;
    this.book = new CaseBook(lifecycle, keepClosed, store, told);
    this.corrections = new Corrections(store, book, told);
    this.judge = new ContextJudge(lifecycle, store, scales);
  }

  // ------------------------------------------------------------------ messages

  /** Takes a message that concerns cases; tells exactly one outcome. */
  public void take(TriagedMessage triaged, Tenant tenant) {
    Message message = triaged.getMessage();
    Optional<Remembered> before = store.message(message.getId(), message.getAcceptedAt());
    switch (before.orElse(null)) {
      case null -> takeNew(triaged, tenant);
      case Remembered.TakenBack t -> {
        remember(message, new Remembered.NoCase());
        tell(triaged, OutcomeKind.RECALLED, null, "taken back before it arrived");
      }
      case Remembered.InCase c -> tell(triaged, OutcomeKind.REPEATED, c.caseId(), "seen before");
      case Remembered.NoCase n -> tell(triaged, OutcomeKind.REPEATED, null, "seen before");
    }
  }

  private void takeNew(TriagedMessage triaged, Tenant tenant) {
    Message message = triaged.getMessage();
    if (message.getType() == ContentType.RECALL) {
      recall(triaged, tenant);
      return;
    }
    Handler handler =
        tenant.handlers().onPath(message.getSender(), triaged.getPlace().getPath()).orElse(null);
    String code = triaged.getVerdict().getCategory();
    Category category = code == null ? null : tenant.categoryOrOther(code);
    follow(judge.judge(triaged, handler, category), triaged, category, tenant);
  }

  private void follow(Finding finding, TriagedMessage triaged, Category category, Tenant tenant) {
    Message message = triaged.getMessage();
    switch (finding) {
      case Finding.Opens f -> open(triaged, category, tenant);
      case Finding.Notes f -> note(triaged, category, tenant);
      case Finding.Confirms f -> {
        Reason why = because(triaged, tenant, f.by(), null, null);
        book.accept(
            new Step.Accept(null), store.take(f.caseId()), cause(triaged, tenant, why), tenant);
        follow(f.then(), triaged, category, tenant);
      }
      case Finding.Joins f ->
          act(
              triaged,
              tenant,
              f.caseId(),
              new Step.Join(reporter(message, CaseBook.summary(message.getText()))),
              OutcomeKind.JOINED,
              because(triaged, tenant, f.by(), f.score(), f.caseId()));
      case Finding.Attaches f when Lifecycle.noted(store.find(f.caseId())) ->
          keep(triaged, f.caseId(), tenant);
      case Finding.Attaches f ->
          act(
              triaged,
              tenant,
              f.caseId(),
              new Step.Attach(),
              OutcomeKind.ATTACHED,
              because(triaged, tenant, f.by(), f.score(), f.score() == null ? null : f.caseId()));
      case Finding.Reopens f ->
          act(
              triaged,
              tenant,
              f.caseId(),
              new Step.Reopen(),
              OutcomeKind.ATTACHED,
              because(triaged, tenant, f.by(), f.score(), f.score() == null ? null : f.caseId()));
      case Finding.Handles f ->
          act(
              triaged,
              tenant,
              f.caseId(),
              f.step(),
              OutcomeKind.HANDLED,
              because(triaged, tenant, f.by(), null, null));
      case Finding.Evaluates f ->
          act(
              triaged,
              tenant,
              f.caseId(),
              f.step(),
              OutcomeKind.EVALUATED,
              because(triaged, tenant, f.by(), null, null));
      case Finding.Withdraws f ->
          act(
              triaged,
              tenant,
              f.caseId(),
              leaveOrWithdraw(store.find(f.caseId()), message.getSender()),
              OutcomeKind.WITHDRAWN,
              because(triaged, tenant, f.by(), null, null));
      case Finding.Nothing f -> {
        // Chatter that was looked at next to the cases leaves no more behind than any other.
        if (Triage.speaksOfAMatter(triaged.getVerdict())) {
          remember(message, new Remembered.NoCase());
        }
        tell(triaged, OutcomeKind.CHATTER, null, f.why());
      }
    }
  }

  /** Begins a case, or asks whether it is one where triage is not sure. */
  private void open(TriagedMessage triaged, Category category, Tenant tenant) {
    Message message = triaged.getMessage();
    Case c = newCase(triaged, category);
    Cause cause = cause(triaged, tenant, because(triaged, tenant, null, null, null));
    Matter matter = Hearing.begins(c, message, handler(message, tenant, triaged.getPlace()));
    boolean ask = triaged.getVerdict().getAsk();
    if (ask) {
      book.ask(c, matter, cause);
    } else {
      book.open(c, matter, cause, tenant);
    }
    remember(message, new Remembered.InCase(c.getId()));
    tell(
        triaged,
        ask ? OutcomeKind.ASKED : OutcomeKind.OPENED,
        c.getId(),
        ask ? "perhaps a matter: the group is asked" : "a matter not known yet");
  }

  /** Keeps what may be a case, for somebody to take up. Of its own it is chatter. */
  private void note(TriagedMessage triaged, Category category, Tenant tenant) {
    Message message = triaged.getMessage();
    Case c = newCase(triaged, category);
    c.setAudience(new ArrayList<>());
    book.note(
        c,
        Hearing.begins(c, message, false),
        cause(triaged, tenant, because(triaged, tenant, "noted", null, null)));
    remember(message, new Remembered.InCase(c.getId()));
    tell(triaged, OutcomeKind.CHATTER, c.getId(), "perhaps a matter, if somebody takes it up");
  }

  /** Talk about what nobody has taken up yet is chatter, and belongs to it all the same. */
  private void keep(TriagedMessage triaged, String caseId, Tenant tenant) {
    Message message = triaged.getMessage();
    book.said(store.take(caseId), message, handler(message, tenant, triaged.getPlace()));
    remember(message, new Remembered.InCase(caseId));
    tell(triaged, OutcomeKind.CHATTER, caseId, "of what is perhaps a matter");
  }

  private Case newCase(TriagedMessage triaged, Category category) {
    Message message = triaged.getMessage();
    Place place = triaged.getPlace();
    Case c = new Case();
    c.setId(book.freeNumber(place.getShard(), message.getId()));
    c.setTenant(message.getTenant());
    c.setKind(kind(triaged.getVerdict().getIntent()));
    c.setState(CaseState.RECEIVED);
    c.setCategory(category.getCode());
    c.setUrgency(triaged.getVerdict().getUrgency());
    c.setSummary(CaseBook.summary(message.getText()));
    c.setSpots(new ArrayList<>(Mentions.of(message.getText())));
    c.setPlaceId(place.getId());
    c.setPath(place.getPath());
    c.setTier(place.getTier());
    c.setUnitId(place.getId());
    c.setReporters(new ArrayList<>(List.of(reporter(message, ""))));
    c.setReporterCount(1);
    c.setChildren(new ArrayList<>());
    c.setAudience(new ArrayList<>(List.of(new AudienceGroup(message.getGroup(), null))));
    c.setOccurredAt(message.getOccurredAt());
    c.setOpenedAt(message.getAcceptedAt());
    return c;
  }

  private static CaseKind kind(Intent intent) {
    return switch (intent) {
      case QUESTION -> CaseKind.QUESTION;
      case SUGGESTION -> CaseKind.SUGGESTION;
      default -> CaseKind.GRIEVANCE;
    };
  }

  private void recall(TriagedMessage triaged, Tenant tenant) {
    Message message = triaged.getMessage();
    String recalled = message.getRecalledId();
    Optional<Remembered> known =
        recalled == null ? Optional.empty() : store.message(recalled, message.getAcceptedAt());
    if (recalled != null && known.isEmpty()) {
      store.remember(recalled, new Remembered.TakenBack(), message.getAcceptedAt());
    }
    Case c =
        known
            .filter(Remembered.InCase.class::isInstance)
            .map(r -> store.find(((Remembered.InCase) r).caseId()))
            .orElse(null);
    Reporter by =
        c == null
            ? null
            : c.getReporters().stream()
                .filter(r -> r.getMessageId().equals(recalled))
                .findFirst()
                .orElse(null);
    if (by == null || !Lifecycle.open(c) || c.getAnswer() != null) {
      remember(message, new Remembered.NoCase());
      tell(triaged, OutcomeKind.RECALLED, null, "what it takes back holds no case open");
      return;
    }
    act(
        triaged,
        tenant,
        c.getId(),
        leaveOrWithdraw(c, by.getPerson()),
        OutcomeKind.WITHDRAWN,
        because(triaged, tenant, "recall", null, null));
  }

  private static Step leaveOrWithdraw(Case c, String person) {
    return c.getReporterCount() > 1 ? new Step.Leave(person) : new Step.Withdraw();
  }

  /** Takes a step because of a message. A refusal still is that message's outcome. */
  private void act(
      TriagedMessage triaged,
      Tenant tenant,
      String caseId,
      Step step,
      OutcomeKind kind,
      Reason reason) {
    Message message = triaged.getMessage();
    Case c = store.take(caseId);
    Optional<Refusal> refused = book.apply(step, c, cause(triaged, tenant, reason), tenant);
    book.said(c, message, handler(message, tenant, triaged.getPlace()));
    remember(message, new Remembered.InCase(c.getId()));
    tell(
        triaged,
        kind,
        caseId,
        reason.getBy() + refused.map(r -> "; changed nothing: " + r.detail()).orElse(""));
  }

  private static boolean handler(Message message, Tenant tenant, Place place) {
    return tenant.handlers().onPath(message.getSender(), place.getPath()).isPresent();
  }

  private void remember(Message message, Remembered what) {
    store.remember(message.getId(), what, message.getAcceptedAt());
  }

  // ------------------------------------------------------------------ commands

  /** Takes a command: an event, or a rejection; nothing at all when it was here before. */
  public void take(CaseCommand command, Tenant tenant) {
    Case c = store.take(command.getCaseId());
    if (c == null || !c.getTenant().equals(command.getTenant())) {
      reject(command, RejectionCode.UNKNOWN_CASE, "no such case, or it is archived");
      return;
    }
    if (store.seenCommand(c.getId(), command.getId())) {
      return;
    }
    Cause cause =
        new Cause(
            command.getOccurredAt(),
            command.getActor(),
            CaseBook.because("command", "", tenant),
            command.getId(),
            null,
            null);
    obey(command, c, cause, tenant)
        .ifPresent(refusal -> reject(command, refusal.code(), refusal.detail()));
    store.rememberCommand(c.getId(), command.getId(), command.getOccurredAt());
    if (command.getReceipt() != null && command.getReceipt().getSentMessageId() != null) {
      store.remember(
          command.getReceipt().getSentMessageId(),
          new Remembered.InCase(c.getId()),
          command.getOccurredAt());
    }
  }

  private Optional<Refusal> obey(CaseCommand command, Case c, Cause cause, Tenant tenant) {
    return switch (command.getAction()) {
      case CLAIM -> claim(command, c, cause, tenant);
      case PROGRESS -> book.apply(new Step.Progress(command.getText()), c, cause, tenant);
      case FEEDBACK -> book.apply(new Step.Answer(command.getText(), null), c, cause, tenant);
      case ESCALATE -> book.apply(new Step.Escalate(command.getFromTier()), c, cause, tenant);
      case EVALUATE -> book.apply(new Step.Evaluate(command.getRating()), c, cause, tenant);
      case WITHDRAW ->
          book.apply(leaveOrWithdraw(c, command.getActor().getPerson()), c, cause, tenant);
      case REOPEN -> book.apply(new Step.Reopen(), c, cause, tenant);
      case CLOSE -> book.apply(new Step.Close(), c, cause, tenant);
      case RECEIPT -> book.apply(new Step.Deliver(command.getReceipt()), c, cause, tenant);
      case ACCEPT -> corrections.accept(command, c, cause, tenant);
      case CORRECT -> corrections.correct(command, c, cause, tenant);
      case SEPARATE -> corrections.separate(command, c, cause, tenant);
      case MERGE -> book.family().merge(c, command.getInto(), cause, tenant);
      case UNMERGE -> book.family().unmerge(c, cause, tenant);
      case UNRECOGNISED ->
          Optional.of(
              new Refusal(RejectionCode.INCOMPLETE, "unknown action " + command.getAction()));
    };
  }

  /** A handler who claims what is only perhaps a case says that it is one. */
  private Optional<Refusal> claim(CaseCommand command, Case c, Cause cause, Tenant tenant) {
    if (Lifecycle.asked(c)) {
      book.accept(new Step.Accept(null), c, cause, tenant);
    }
    return book.apply(new Step.Claim(handler(command, c, tenant)), c, cause, tenant);
  }

  private static Handler handler(CaseCommand command, Case c, Tenant tenant) {
    String person = command.getActor().getPerson();
    return person == null ? null : tenant.handlers().onPath(person, c.getPath()).orElse(null);
  }

  private void reject(CaseCommand command, RejectionCode code, String detail) {
    told.rejection(
        new CommandRejection(
            command.getId(),
            command.getCaseId(),
            command.getTenant(),
            command.getAction(),
            code,
            detail,
            command.getOccurredAt()));
  }

  // ------------------------------------------------------------------ places and time

  /** Notes that a place changed; its open cases follow in later turns. */
  public void take(PlaceMoved moved) {
    store.rerouteLater(moved.getPlace());
  }

  /**
   * Does what is due: lets open cases follow their places, ends questions that nobody answered,
   * archives what was settled long ago.
   *
   * @param now domain time
   * @param most how many cases of each kind to take in one turn
   * @param tenants finds a tenant's rules
   */
  public void turn(Instant now, int most, Function<String, Tenant> tenants) {
    store.rerouteNext((caseId, place) -> reroute(caseId, place, now, tenants));
    store.archiveDue(now, most, caseId -> due(caseId, now, tenants));
  }

  private void reroute(String caseId, Place place, Instant now, Function<String, Tenant> tenants) {
    Case c = store.take(caseId);
    Tenant tenant = c == null ? null : tenants.apply(c.getTenant());
    if (tenant == null || !c.getTenant().equals(place.getTenant())) {
      return;
    }
    Reason why = CaseBook.because("place", "the place moved", tenant);
    why.setPlaceVersion(place.getVersion());
    Cause cause = new Cause(now, CaseBook.router(), why, null, null, null);
    book.apply(new Step.Reroute(place), c, cause, tenant);
  }

  private void due(String caseId, Instant now, Function<String, Tenant> tenants) {
    Case c = store.take(caseId);
    if (c != null) {
      book.due(c, now, tenants.apply(c.getTenant()));
    }
  }

  // ------------------------------------------------------------------ words for the record

  private void tell(TriagedMessage triaged, OutcomeKind kind, String caseId, String reason) {
    Message message = triaged.getMessage();
    told.outcome(
        new Outcome(
            message.getId(),
            message.getTenant(),
            message.getGroup(),
            kind,
            true,
            caseId,
            triaged.getPlace().getShard(),
            triaged.getVerdict(),
            reason,
            message.getOccurredAt(),
            message.getAcceptedAt()));
  }

  private static Cause cause(TriagedMessage triaged, Tenant tenant, Reason reason) {
    Message message = triaged.getMessage();
    String role =
        tenant
            .handlers()
            .onPath(message.getSender(), triaged.getPlace().getPath())
            .map(Handler::getRole)
            .orElse("resident");
    return new Cause(
        message.getOccurredAt(),
        new Actor(message.getSender(), role),
        reason,
        null,
        message.getId(),
        message.getGroup());
  }

  private static Reason because(
      TriagedMessage triaged, Tenant tenant, String by, Double score, String similarCase) {
    Reason reason =
        new Reason(
            by == null ? triaged.getVerdict().getRule() : by,
            "triage: " + triaged.getVerdict().getRule() + " " + triaged.getVerdict().getWords(),
            score,
            similarCase,
            null,
            null,
            triaged.getPlace().getVersion());
    return CaseBook.versions(reason, tenant);
  }

  private static Reporter reporter(Message message, String summary) {
    return new Reporter(
        message.getSender(), message.getGroup(), message.getId(), message.getOccurredAt(), summary);
  }
}
