package org.courtyard.router.casework;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.courtyard.router.correlation.CaseMemory.Remembered;
import org.courtyard.router.correlation.Hearing;
import org.courtyard.router.lifecycle.Cause;
import org.courtyard.router.lifecycle.Lifecycle;
import org.courtyard.router.lifecycle.Refusal;
import org.courtyard.router.lifecycle.Step;
import org.courtyard.router.tenant.Tenant;
import org.courtyard.router.triage.Mentions;
import org.courtyard.schemas.AudienceGroup;
import org.courtyard.schemas.Case;
import org.courtyard.schemas.CaseCommand;
import org.courtyard.schemas.CaseKind;
import org.courtyard.schemas.CaseState;
import org.courtyard.schemas.Category;
import org.courtyard.schemas.Intent;
import org.courtyard.schemas.Label;
import org.courtyard.schemas.RejectionCode;
import org.courtyard.schemas.Reporter;
import org.courtyard.schemas.Shards;

/** What people put right. Each correction changes the case and is kept as a label for training. */
final class Corrections {
  private final CaseStore store;
  private final CaseBook book;
  private final Told told;

  Corrections(CaseStore store, CaseBook book, Told told) {
    this.store = store;
    this.book = book;
    this.told = told;
  }

  /** 受理: what was asked about is a case. */
  Optional<Refusal> accept(CaseCommand command, Case c, Cause cause, Tenant tenant) {
    if (unknownCategory(command, tenant)) {
      return noSuchCategory(command);
    }
    Category category = tenant.categories().get(orEmpty(command.getCategory()));
    Label label = label(command, c);
    Optional<Refusal> refused = book.accept(new Step.Accept(category), c, cause, tenant);
    if (refused.isEmpty()) {
      tell(label, intent(c.getKind()), c.getCategory());
    }
    return refused;
  }

  /** It is no matter for us, another kind of matter, or about something else. */
  Optional<Refusal> correct(CaseCommand command, Case c, Cause given, Tenant tenant) {
    Intent intent = command.getIntent();
    if (intent == null && command.getCategory() == null) {
      return refuse(RejectionCode.INCOMPLETE, "a correction needs an intent or a category");
    }
    if (unknownCategory(command, tenant)) {
      return noSuchCategory(command);
    }
    if (c.getReporters().isEmpty()) {
      return refuse(RejectionCode.NOT_IN_THIS_STATE, "nobody's words made this case");
    }
    Cause cause =
        new Cause(
            given.at(),
            given.actor(),
            CaseBook.because("correction", what(command), tenant),
            given.commandId(),
            null,
            null);
    return switch (intent) {
      case CHATTER, PRAISE, COMMERCIAL, MUTUAL_HELP -> dismiss(command, c, cause, tenant);
      case null -> reclassify(command, c, null, cause, tenant);
      case GRIEVANCE -> reclassify(command, c, CaseKind.GRIEVANCE, cause, tenant);
      case QUESTION -> reclassify(command, c, CaseKind.QUESTION, cause, tenant);
      case SUGGESTION -> reclassify(command, c, CaseKind.SUGGESTION, cause, tenant);
      default -> refuse(RejectionCode.INCOMPLETE, "no case can be corrected to " + intent);
    };
  }

  private static String what(CaseCommand command) {
    String intent = command.getIntent() == null ? "" : command.getIntent().name();
    return (intent + " " + orEmpty(command.getCategory())).strip();
  }

  private Optional<Refusal> dismiss(CaseCommand command, Case c, Cause cause, Tenant tenant) {
    Label label = label(command, c);
    Optional<Refusal> refused = book.apply(new Step.Withdraw(), c, cause, tenant);
    if (refused.isEmpty()) {
      tell(label, command.getIntent(), null);
    }
    return refused;
  }

  /** Whoever says what it is about which we asked also says that it is something. */
  private Optional<Refusal> reclassify(
      CaseCommand command, Case c, CaseKind kind, Cause cause, Tenant tenant) {
    Category category = tenant.categories().get(orEmpty(command.getCategory()));
    boolean accepts = kind != null && Lifecycle.asked(c);
    Label label = label(command, c);
    Optional<Refusal> refused = book.apply(new Step.Correct(kind, category), c, cause, tenant);
    if (accepts) {
      refused = book.accept(new Step.Accept(null), c, cause, tenant);
    }
    if (refused.isEmpty()) {
      tell(label, intent(c.getKind()), c.getCategory());
    }
    return refused;
  }

  /** A co-reporter's matter was another one: it becomes a case of its own, under its own clock. */
  Optional<Refusal> separate(CaseCommand command, Case c, Cause cause, Tenant tenant) {
    Reporter leaving =
        c.getReporters().stream()
            .filter(r -> r.getMessageId().equals(command.getMessageId()))
            .findFirst()
            .orElse(null);
    if (leaving == null) {
      return refuse(RejectionCode.INCOMPLETE, "nobody reported it with this message");
    }
    if (leaving.getSummary().isBlank()) {
      return refuse(RejectionCode.INCOMPLETE, "this message made the case; separate the others");
    }
    String number = book.freeNumber(Shards.ofCase(c.getId()), leaving.getMessageId());
    cause.reason().setDetail("it is " + number + " now");
    Label label = label(command, c);
    Optional<Refusal> refused = book.apply(new Step.Separate(leaving), c, cause, tenant);
    if (refused.isPresent()) {
      return refused;
    }
    Case own = caseOf(leaving, number, c, cause.at());
    Cause separated =
        new Cause(
            cause.at(),
            cause.actor(),
            CaseBook.because("separated", "it was with " + c.getId(), tenant),
            null,
            leaving.getMessageId(),
            leaving.getGroup());
    book.open(own, Hearing.parted(own, leaving, cause.at()), separated, tenant);
    follow(leaving, c, own, cause.at());
    label.setMessageId(leaving.getMessageId());
    label.setText(leaving.getSummary());
    label.setNotSameAs(c.getId());
    label.setCaseId(number);
    tell(label, intent(own.getKind()), null);
    return refused;
  }

  private static Case caseOf(Reporter reporter, String number, Case from, Instant at) {
    Case own = new Case();
    own.setId(number);
    own.setTenant(from.getTenant());
    own.setKind(from.getKind());
    own.setState(CaseState.RECEIVED);
    own.setCategory(from.getCategory());
    own.setUrgency(from.getUrgency());
    own.setSummary(reporter.getSummary());
    own.setSpots(new ArrayList<>(Mentions.of(reporter.getSummary())));
    own.setPlaceId(from.getPlaceId());
    own.setPath(from.getPath());
    own.setTier(from.getPath().getFirst().getTier());
    own.setUnitId(from.getPlaceId());
    Reporter first = Reporter.newBuilder(reporter).setSummary("").build();
    own.setReporters(new ArrayList<>(List.of(first)));
    own.setReporterCount(1);
    own.setChildren(new ArrayList<>());
    own.setAudience(new ArrayList<>(List.of(new AudienceGroup(reporter.getGroup(), null))));
    own.setOccurredAt(reporter.getOccurredAt());
    own.setOpenedAt(at);
    return own;
  }

  /** What they say next belongs to their own case. */
  private void follow(Reporter reporter, Case left, Case own, Instant at) {
    store.remember(reporter.getMessageId(), new Remembered.InCase(own.getId()), at);
    if (left.getReporters().stream().noneMatch(r -> r.getPerson().equals(reporter.getPerson()))) {
      book.unsaid(left, reporter.getPerson());
    }
  }

  private static boolean unknownCategory(CaseCommand command, Tenant tenant) {
    return command.getCategory() != null && !tenant.categories().containsKey(command.getCategory());
  }

  private static Optional<Refusal> noSuchCategory(CaseCommand command) {
    return refuse(RejectionCode.INCOMPLETE, "no category " + command.getCategory());
  }

  /** What the router had thought, before the correction. */
  private static Label label(CaseCommand command, Case c) {
    return Label.newBuilder()
        .setMessageId(c.getReporters().isEmpty() ? "" : c.getReporters().getFirst().getMessageId())
        .setTenant(c.getTenant())
        .setCaseId(c.getId())
        .setText(c.getSummary())
        .setIntent(intent(c.getKind()))
        .setWas(intent(c.getKind()))
        .setWasCategory(c.getCategory())
        .setBy(command.getActor())
        .setAt(command.getOccurredAt())
        .build();
  }

  private void tell(Label label, Intent intent, String category) {
    label.setIntent(intent);
    label.setCategory(category);
    told.label(label);
  }

  private static Intent intent(CaseKind kind) {
    return switch (kind) {
      case QUESTION -> Intent.QUESTION;
      case SUGGESTION -> Intent.SUGGESTION;
      default -> Intent.GRIEVANCE;
    };
  }

  private static String orEmpty(String text) {
    return text == null ? "" : text;
  }

  private static Optional<Refusal> refuse(RejectionCode code, String detail) {
    return Optional.of(new Refusal(code, detail));
  }
}
