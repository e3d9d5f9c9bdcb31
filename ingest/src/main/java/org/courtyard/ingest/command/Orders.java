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
import org.courtyard.schemas.Intent;
import org.courtyard.schemas.Rating;
import org.courtyard.schemas.Shards;

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
          Action.CLOSE,
          Action.ACCEPT,
          Action.CORRECT,
          Action.MERGE,
          Action.UNMERGE,
          Action.SEPARATE);

  /** What a message may have been after all. */
  private static final Map<String, Intent> INTENTS =
      Checks.words(
          Orders::word,
          Intent.GRIEVANCE,
          Intent.QUESTION,
          Intent.SUGGESTION,
          Intent.PRAISE,
          Intent.CHATTER,
          Intent.COMMERCIAL,
          Intent.MUTUAL_HELP);

  private static final Pattern CATEGORY = Pattern.compile("[A-Z0-9_]{1,40}");

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
    Intent intent = checks.optionalOneOf("intent", order.intent(), INTENTS);
    String category = category(checks, order.category());
    Occurrence when = Occurrence.read(checks, "occurredAt", order.occurredAt(), acceptedAt);
    fits(checks, action, order);
    merges(checks, action, caseId, order.into());
    separates(checks, action, tenant, order.messageId());
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
                .setIntent(intent)
                .setCategory(category)
                .setInto(order.into())
                .setMessageId(order.messageId())
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
    if (action == Action.CORRECT) {
      if (order.intent() == null && order.category() == null) {
        checks.fault("intent", "or category is required");
      }
    } else if (action != null && order.intent() != null) {
      checks.fault("intent", "belongs to the action correct only");
    }
    if (action != null
        && action != Action.CORRECT
        && action != Action.ACCEPT
        && order.category() != null) {
      checks.fault("category", "belongs to the actions accept and correct only");
    }
  }

  private static String category(Checks checks, String code) {
    if (code != null && !CATEGORY.matcher(code).matches()) {
      checks.fault("category", "must be 1 to 40 of A-Z, 0-9 and _");
      return null;
    }
    return code;
  }

  private static void merges(Checks checks, Action action, String caseId, String into) {
    if (action != Action.MERGE) {
      if (action != null && into != null) {
        checks.fault("into", "belongs to the action merge only");
      }
    } else if (checks.present("into", into)) {
      if (!canBeCase(into)) {
        checks.fault("into", "is no case number");
      } else if (into.equals(caseId)) {
        checks.fault("into", "is the case itself");
      } else if (!Shards.ofCase(into).equals(Shards.ofCase(caseId))) {
        checks.fault("into", "belongs to another community");
      }
    }
  }

  private static void separates(Checks checks, Action action, String tenant, String messageId) {
    if (action != Action.SEPARATE) {
      if (action != null && messageId != null) {
        checks.fault("messageId", "belongs to the action separate only");
      }
    } else if (checks.present("messageId", messageId)) {
      String[] parts = messageId.split("\\|", -1);
      if (parts.length != 3 || parts[0].isBlank() || parts[2].isBlank()) {
        checks.fault("messageId", "must be platform|tenant|id, as a case names its reporters");
      } else if (tenant != null && !parts[1].equals(tenant)) {
        checks.fault("messageId", "belongs to another tenant");
      } else {
        checks.words("messageId", messageId, 3 * Checks.LONGEST_ID + 2);
      }
    }
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
