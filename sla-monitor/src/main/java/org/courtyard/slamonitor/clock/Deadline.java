package org.courtyard.slamonitor.clock;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Something to do for a clock once domain time has passed an instant.
 *
 * @param at the instant, in milliseconds since 1970
 * @param kind what to do
 * @param clockId for which clock
 */
public record Deadline(long at, Kind kind, String clockId) {

  /** What to do. Of two at the same instant the one named first here comes first. */
  public enum Kind {
    WARN,
    BREACH,
    /** Remove a clock that stopped long enough ago. */
    FORGET
  }

  private static final int PREFIX = Long.BYTES + 1;

  /**
   * The key under which an ordered store keeps it: unsigned byte order is order of time, also
   * before 1970, then order of kind, then of clock id.
   */
  public byte[] key() {
    byte[] id = clockId.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(PREFIX + id.length)
        .put(before(at))
        .put((byte) kind.ordinal())
        .put(id)
        .array();
  }

  /** Not after any deadline at this instant, and after all earlier ones. */
  static Deadline first(long at) {
    return new Deadline(at, Kind.WARN, "");
  }

  /** A key that sorts before that of every deadline at this instant and after all earlier ones. */
  public static byte[] before(long at) {
    return ByteBuffer.allocate(Long.BYTES).putLong(at ^ Long.MIN_VALUE).array();
  }

  /** The deadline that has this key. */
  public static Deadline of(byte[] key) {
    ByteBuffer bytes = ByteBuffer.wrap(key);
    long at = bytes.getLong() ^ Long.MIN_VALUE;
    Kind kind = Kind.values()[bytes.get()];
    String id = new String(key, PREFIX, key.length - PREFIX, StandardCharsets.UTF_8);
    return new Deadline(at, kind, id);
  }
}
