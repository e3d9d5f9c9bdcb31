package org.courtyard.schemas;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.apache.kafka.common.utils.Utils;

/**
 * The unit of order and locality. A shard is named by the code of a community (or of a higher unit
 * that has a group of its own); everything that its groups talk about lives in one partition.
 */
public final class Shards {
  private Shards() {}

  /**
   * Crockford's base32: no I, L, O or U, so that a number read aloud or typed on a phone is safe.
   */
  private static final char[] BASE32 = "0123456789ABCDEFGHJKMNPQRSTVWXYZ".toCharArray();

  private static final int SHORTEST = 6;
  private static final int LONGEST = 24;

  /** The partition of a shard among so many. */
  public static int partition(String shard, int partitions) {
    return Utils.toPositive(Utils.murmur2(shard.getBytes(StandardCharsets.UTF_8))) % partitions;
  }

  /** The shard that a case belongs to: everything before the last hyphen of its id. */
  public static String ofCase(String caseId) {
    int hyphen = caseId.lastIndexOf('-');
    if (hyphen <= 0) {
      throw new IllegalArgumentException("not a case id: " + caseId);
    }
    return caseId.substring(0, hyphen);
  }

  /**
   * The case id that a message opens: shard code, hyphen, 6 characters of base32 of the SHA-256 of
   * the message id. The same again on replay.
   *
   * @param collisions how many shorter ids are already taken by other messages; each adds a
   *     character
   */
  public static String caseId(String shard, String messageId, int collisions) {
    int length = SHORTEST + collisions;
    if (collisions < 0 || length > LONGEST) {
      throw new IllegalArgumentException("collisions out of range: " + collisions);
    }
    byte[] hash = sha256(messageId);
    StringBuilder id = new StringBuilder(shard.length() + 1 + length).append(shard).append('-');
    for (int i = 0; i < length; i++) {
      id.append(BASE32[fiveBits(hash, i * 5)]);
    }
    return id.toString();
  }

  /**
   * The id of the incident that begins with a case.
   *
   * @param firstCase the case of it that was said first
   */
  public static String incidentId(String category, String firstCase, int collisions) {
    return caseId(ofCase(firstCase), "incident|" + category + "|" + firstCase, collisions);
  }

  private static int fiveBits(byte[] bytes, int from) {
    int value = 0;
    for (int bit = from; bit < from + 5; bit++) {
      value = value << 1 | (bytes[bit >> 3] >> (7 - (bit & 7)) & 1);
    }
    return value;
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
