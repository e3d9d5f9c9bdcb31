package org.courtyard.router.correlation;

import java.nio.ByteBuffer;
import java.text.Normalizer;
import java.util.Arrays;

/**
 * A text as the set of its neighbouring characters, each pair hashed to 16 bits: small, and good
 * enough to tell whether two short messages speak of the same thing.
 */
public final class CharacterPairs {
  private CharacterPairs() {}

  private static final int AT_MOST = 128;

  /** Sorted distinct 16-bit hashes, two bytes each; letters, digits and Han characters only. */
  public static ByteBuffer of(String text) {
    int[] kept =
        Normalizer.normalize(text, Normalizer.Form.NFKC)
            .toLowerCase(java.util.Locale.ROOT)
            .codePoints()
            .filter(Character::isLetterOrDigit)
            .limit(AT_MOST + 1)
            .toArray();
    int[] hashes = new int[Math.max(0, kept.length - 1)];
    for (int i = 0; i < hashes.length; i++) {
      hashes[i] = hash(kept[i], kept[i + 1]);
    }
    int[] sorted = Arrays.stream(hashes).sorted().distinct().toArray();
    ByteBuffer bytes = ByteBuffer.allocate(sorted.length * 2);
    for (int hash : sorted) {
      bytes.putShort((short) hash);
    }
    return bytes.flip();
  }

  private static int hash(int first, int second) {
    int mixed = (first * 31 + second) * 0x9E3779B1;
    return mixed >>> 16;
  }

  /** How many pairs two texts share. */
  public static int shared(ByteBuffer a, ByteBuffer b) {
    int i = a.position();
    int j = b.position();
    int shared = 0;
    while (i < a.limit() && j < b.limit()) {
      int left = a.getShort(i) & 0xFFFF;
      int right = b.getShort(j) & 0xFFFF;
      if (left == right) {
        shared++;
      }
      i += left <= right ? 2 : 0;
      j += right <= left ? 2 : 0;
    }
    return shared;
  }

  /** Shared pairs over the pairs of the shorter text, 0 to 1; 0 where either has none. */
  public static double similarity(ByteBuffer a, ByteBuffer b) {
    int shorter = Math.min(a.remaining(), b.remaining()) / 2;
    return shorter == 0 ? 0 : (double) shared(a, b) / shorter;
  }
}
