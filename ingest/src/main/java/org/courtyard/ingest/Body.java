package org.courtyard.ingest;

import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;

/** Takes bodies in without ever holding more of them than is allowed. */
final class Body {
  private Body() {}

  /** Bytes, text and record of one input, and its copy on the way to Kafka. */
  private static final int COPIES = 4;

  /** What a body of this length will take in memory. */
  static long footprint(long contentLength, long limit) {
    return COPIES * (contentLength < 0 ? limit : Math.min(contentLength, limit));
  }

  /**
   * @param contentLength the header, or below 0 where there is none
   * @throws Problem when the body is announced, or turns out, to be longer than the limit
   */
  static byte[] read(InputStream in, long contentLength, long limit) throws IOException {
    requireWithin(contentLength, limit);
    byte[] bytes = in.readNBytes(Math.toIntExact(limit + 1));
    requireWithin(bytes.length, limit);
    return bytes;
  }

  /**
   * @throws Problem when a body is longer than the limit
   */
  static void requireWithin(long length, long limit) {
    if (length > limit) {
      throw Problem.of(Refusal.TOO_LARGE, "At most " + limit + " bytes are taken");
    }
  }

  /**
   * @throws Problem when a content type names another character set than UTF-8
   */
  static void requireUtf8(String contentType) {
    int charset =
        contentType == null ? -1 : contentType.toLowerCase(Locale.ROOT).indexOf("charset=");
    if (charset < 0) {
      return;
    }
    String name = contentType.substring(charset + "charset=".length()).split(";", 2)[0].strip();
    if (!name.replace("\"", "").equalsIgnoreCase("utf-8")) {
      throw Problem.of(Refusal.UNSUPPORTED_TYPE, "Only UTF-8 is understood, not " + name);
    }
  }
}
