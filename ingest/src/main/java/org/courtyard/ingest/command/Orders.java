package org.courtyard.ingest.command;

import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.courtyard.ingest.identity.Identity;
import org.courtyard.ingest.validation.Checked;
import org.courtyard.ingest.validation.Checks;
import org.courtyard.ingest.validation.Occurrence;
import org.courtyard.schemas.Action;
import org.courtyard.schemas.Actor;
import org.courtyard.schemas.CaseCommand;
import org.courtyard.schemas.Rating;

/** Takes commands in: checks that they are whole and makes their actors nameless. */
public final class Orders {
  /** Longest answer, in characters. */
  public static final int LONGEST_TEXT = 5_000;

  private static final Pattern CASE_ID = Pattern.compile("[A-Z0-9]{2,10}-[0-9A-HJKMNP-TV-Z]{6,24}");

  private static final Map<String, Action> ACTIONS =
      Checks.words(
          Orders::word,
          Action.CLAIM,
          Action.PROGRESS,
          Action.FEEDBACK,
          Action.ESCALATE,
          Action.EVALUATE,
          Action.WITHDRAW,
          Action.REOPEN,
          Action.CLOSE);

  private static final Map<String, Rating> RATINGS =
      Checks.words(Orders::word, Rating.SATISFIED, Rating.MOSTLY_SATISFIED, Rating.DISSATISFIED);

  private final Identity identity;

  public Orders(Identity identity) {
    this.identity = identity;
  }

  /** Whether a case could have this id at all. */
  public static boolean canBeCase(String caseId) {
    return CASE_ID.matcher(caseId).matches();
  }

  /**
   * The command that travels on, or everything that is wrong.
   *
   * @param idempotencyKey the header of that name; null when absent
   * @param acceptedAt domain time of acceptance
   */
  public Checked<CaseCommand> take(
      String caseId, Order order, String idempotencyKey, Instant acceptedAt) {
    Checks checks = Checks.ofWhole();
    String tenant = checks.id("tenant", order.tenant());
    String id = id(checks, order.id(), idempotencyKey);
    Action action = checks.oneOf("action", order.action(), ACTIONS);
    Actor actor = actor(checks, order.actor());
    String text = checks.words("text", order.text(), LONGEST_TEXT);
    Rating rating = checks.optionalOneOf("rating", order.rating(), RATINGS);
    Occurrence when = Occurrence.read(checks, "occurredAt", order.occurredAt(), acceptedAt);
    fits(checks, action, order);
    return checks.result(
        () ->
            CaseCommand.newBuilder()
                .setId(id)
                .setCaseId(caseId)
                .setTenant(tenant)
                .setAction(action)
                .setActor(actor)
                .setOccurredAt(when.at())
                .setText(text.isBlank() ? null : text)
                .setRating(rating)
                .build());
  }

  private static String id(Checks checks, String inBody, String inHeader) {
    if (inBody != null && inHeader != null && !inBody.equals(inHeader)) {
      checks.fault("id", "differs from the header Idempotency-Key");
      return null;
    }
    return checks.id("id", inBody == null ? inHeader : inBody);
  }

  private Actor actor(Checks checks, Order.By by) {
    if (by == null) {
      checks.fault("actor", "is required");
      return null;
    }
    String platform = checks.id("actor.platform", by.platform());
    String user = checks.id("actor.user", by.user());
    String role = checks.name("actor.role", by.role());
    return platform == null || user == null || role == null
        ? null
        : Actor.newBuilder().setPerson(identity.of(platform, user)).setRole(role).build();
  }

  private static void fits(Checks checks, Action action, Order order) {
    if (action == Action.FEEDBACK || action == Action.PROGRESS) {
      checks.present("text", order.text());
    }
    if (action == Action.EVALUATE) {
      checks.present("rating", order.rating());
    } else if (action != null && order.rating() != null) {
      checks.fault("rating", "belongs to the action evaluate only");
    }
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
