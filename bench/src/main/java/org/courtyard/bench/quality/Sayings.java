package org.courtyard.bench.quality;

import java.time.Instant;
import org.courtyard.schemas.ContentType;
import org.courtyard.schemas.Message;

/** Texts as messages that nobody sent. */
public final class Sayings {
  private Sayings() {}

  /** A text message of a resident, in a group that does not exist. */
  public static Message message(String text) {
    return Message.newBuilder()
        .setId("quality|quality|1")
        .setTenant("quality")
        .setPlatform("quality")
        .setGroup("quality|quality|quality")
        .setSender("quality")
        .setType(ContentType.TEXT)
        .setText(text)
        .setOccurredAt(Instant.EPOCH)
        .setAcceptedAt(Instant.EPOCH)
        .build();
  }
}
