package org.courtyard.ingest.identity;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Turns people into keyed hashes: the same person is recognised again, and nobody without the key
 * can tell who it is or try names until one fits.
 */
public final class Identity {
  /** Shortest key, in bytes. */
  public static final int SHORTEST_KEY = 16;

  private static final String ALGORITHM = "HmacSHA256";
  private static final int HASH_BYTES = 16;

  private final SecretKeySpec key;

  private Identity(byte[] key) {
    this.key = new SecretKeySpec(key, ALGORITHM);
  }

  /**
   * Takes the content of a key file; white space at its ends does not count.
   *
   * @throws IllegalArgumentException when the key is shorter than {@link #SHORTEST_KEY} bytes
   */
  public static Identity ofKeyFile(byte[] content) {
    int from = 0;
    int to = content.length;
    while (from < to && Character.isWhitespace(content[from])) {
      from++;
    }
    while (to > from && Character.isWhitespace(content[to - 1])) {
      to--;
    }
    if (to - from < SHORTEST_KEY) {
      throw new IllegalArgumentException(
          "an identity key needs at least " + SHORTEST_KEY + " bytes, this one has " + (to - from));
    }
    return new Identity(Arrays.copyOfRange(content, from, to));
  }

  /** The keyed hash of a person: 32 hexadecimal characters. */
  public String of(String platform, String user) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      byte[] hash = mac.doFinal((platform + '|' + user).getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, HASH_BYTES);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + ALGORITHM, e);
    }
  }
}
