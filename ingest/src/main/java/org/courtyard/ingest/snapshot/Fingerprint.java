package org.courtyard.ingest.snapshot;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.apache.avro.specific.SpecificRecord;

/** Names a version of a record by its content, so that equal content has the equal name. */
final class Fingerprint {
  private Fingerprint() {}

  /** The first 8 hexadecimal characters of a SHA-256 over every field of a record. */
  static String of(SpecificRecord content) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest(content.toString().getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, 4);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
