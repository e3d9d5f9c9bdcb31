package org.courtyard.ingest.message;

import static org.courtyard.schemas.ContentType.FILE;
import static org.courtyard.schemas.ContentType.IMAGE;
import static org.courtyard.schemas.ContentType.LINK;
import static org.courtyard.schemas.ContentType.LOCATION;
import static org.courtyard.schemas.ContentType.OTHER;
import static org.courtyard.schemas.ContentType.RECALL;
import static org.courtyard.schemas.ContentType.TEXT;
import static org.courtyard.schemas.ContentType.VIDEO;
import static org.courtyard.schemas.ContentType.VOICE;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.courtyard.ingest.identity.Identity;
import org.courtyard.ingest.validation.Checked;
import org.courtyard.ingest.validation.Checks;
import org.courtyard.ingest.validation.Occurrence;
import org.courtyard.schemas.ContentType;
import org.courtyard.schemas.Message;

/** Takes messages in: checks them, makes their ids full and their senders nameless. */
public final class Intake {
  /** Longest text, in characters. */
  public static final int LONGEST_TEXT = 20_000;

  private static final int MOST_MEDIA = 50;
  private static final int LONGEST_MEDIA = 2_048;

  private static final Map<String, ContentType> TYPES =
      Checks.words(
          type -> type.name().toLowerCase(Locale.ROOT),
          TEXT,
          IMAGE,
          VOICE,
          VIDEO,
          FILE,
          LINK,
          LOCATION,
          RECALL,
          OTHER);

  private final Identity identity;

  public Intake(Identity identity) {
    this.identity = identity;
  }

  /**
   * The record that travels on, or everything that is wrong.
   *
   * @param acceptedAt domain time of acceptance
   */
  public Checked<Message> take(Submission said, Checks checks, Instant acceptedAt) {
    String tenant = checks.id("tenant", said.tenant());
    String platform = checks.id("platform", said.platform());
    String chat = checks.id("chat", said.chat());
    String id = checks.id("id", said.id());
    String sender = checks.id("sender", said.sender());
    ContentType type = checks.oneOf("type", said.type(), TYPES);
    String text = checks.words("text", said.text(), LONGEST_TEXT);
    String quote = checks.optionalId("quote", said.quote());
    String recalls = checks.optionalId("recalls", said.recalls());
    List<String> media = media(checks, said.media());
    Occurrence when = Occurrence.read(checks, "occurredAt", said.occurredAt(), acceptedAt);
    fits(checks, type, said, recalls);
    return checks.result(
        () -> {
          String scope = platform + '|' + tenant + '|';
          return Message.newBuilder()
              .setId(scope + id)
              .setTenant(tenant)
              .setPlatform(platform)
              .setGroup(scope + chat)
              .setSender(identity.of(platform, sender))
              .setType(type)
              .setText(text)
              .setMedia(media)
              .setQuotedId(quote == null ? null : scope + quote)
              .setRecalledId(recalls == null ? null : scope + recalls)
              .setOccurredAt(when.at())
              .setAcceptedAt(acceptedAt)
              .setClaimedAt(when.claimed())
              .setSource("http")
              .build();
        });
  }

  private static List<String> media(Checks checks, List<String> given) {
    if (given == null) {
      return List.of();
    }
    if (given.size() > MOST_MEDIA) {
      checks.fault("media", "has more than " + MOST_MEDIA + " entries");
      return List.of();
    }
    for (int i = 0; i < given.size(); i++) {
      String field = "media[" + i + "]";
      if (checks.present(field, given.get(i))) {
        checks.words(field, given.get(i), LONGEST_MEDIA);
      }
    }
    return given;
  }

  private static void fits(Checks checks, ContentType type, Submission said, String recalls) {
    if (type == TEXT) {
      checks.present("text", said.text());
    }
    if (type == RECALL) {
      if (checks.present("recalls", said.recalls()) && said.recalls().equals(said.id())) {
        checks.fault("recalls", "names the message itself");
      }
    } else if (type != null && recalls != null) {
      checks.fault("recalls", "belongs to messages of type recall only");
    }
  }
}
