package org.courtyard.router.triage;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.BitSet;

/**
 * What each feature of a text weighs in several sums: a row of bytes for each feature that weighs
 * anything, so that a short message is summed in a microsecond. Eight sums grow at once in the
 * lanes of two long words. Immutable and safe for use by many threads.
 */
public final class FeatureTable {
  private static final long EVEN = 0x00FF00FF00FF00FFL;

  /** Bytes are stored from 0 to 255 and mean -128 to 127. */
  private static final int ZERO = 128;

  /** Sixteen bits hold so many bytes of 255. */
  private static final int BEFORE_OVERFLOW = 257;

  private static final int WORDS_PRESENT = Features.BUCKETS / 64;

  private final int columns;
  private final int words;
  private final long[] present;
  private final int[] rowsBefore = new int[WORDS_PRESENT];
  private final long[] rows;

  private FeatureTable(int columns, long[] present) {
    this.columns = columns;
    this.words = (columns + 7) / 8;
    this.present = present;
    int count = 0;
    for (int i = 0; i < WORDS_PRESENT; i++) {
      rowsBefore[i] = count;
      count += Long.bitCount(present[i]);
    }
    this.rows = new long[count * words];
  }

  /**
   * A table of these features.
   *
   * @param columns for each sum a signed byte for each of all features
   * @param features those that get a row; what others weigh is forgotten
   */
  public static FeatureTable of(byte[][] columns, BitSet features) {
    long[] present = new long[WORDS_PRESENT];
    long[] some = features.toLongArray();
    System.arraycopy(some, 0, present, 0, some.length);
    FeatureTable table = new FeatureTable(columns.length, present);
    for (int column = 0; column < columns.length; column++) {
      int row = 0;
      for (int b = features.nextSetBit(0); b >= 0; b = features.nextSetBit(b + 1)) {
        table.set(row++, column, columns[column][b]);
      }
    }
    return table;
  }

  private void set(int row, int column, byte weight) {
    rows[row * words + column / 8] |= (long) (weight + ZERO & 0xFF) << column % 8 * 8;
  }

  private byte get(int row, int column) {
    return (byte) ((rows[row * words + column / 8] >>> column % 8 * 8 & 0xFF) - ZERO);
  }

  private int count() {
    return rows.length / words;
  }

  /** What a feature weighs in a sum, -128 to 127; 0 when it has no row. */
  int weight(int bucket, int column) {
    int row = row(bucket);
    return row < 0 ? 0 : get(row, column);
  }

  private int row(int bucket) {
    long word = present[bucket >>> 6];
    long bit = 1L << bucket;
    return (word & bit) == 0 ? -1 : rowsBefore[bucket >>> 6] + Long.bitCount(word & (bit - 1));
  }

  /** The sums over all features of a text. */
  int[] sums(Features features) {
    int[] sums = new int[words * 8];
    int size = features.size();
    int[] found = new int[size];
    int[] weights = new int[size];
    int rowsFound = 0;
    int all = 0;
    for (int i = 0; i < size; i++) {
      int row = row(features.bucket(i));
      if (row >= 0) {
        found[rowsFound] = row * words;
        weights[rowsFound++] = features.weight(i);
        all += features.weight(i);
      }
    }
    for (int from = 0; from < rowsFound; ) {
      int to = from;
      int together = 0;
      while (to < rowsFound && together + weights[to] <= BEFORE_OVERFLOW) {
        together += weights[to++];
      }
      for (int word = 0; word < words; word++) {
        add(word, found, weights, from, to, sums);
      }
      from = to;
    }
    for (int i = 0; i < sums.length; i++) {
      sums[i] -= ZERO * all;
    }
    return sums;
  }

  /** Sums up one word of some rows; no lane overflows. */
  private void add(int word, int[] found, int[] weights, int from, int to, int[] sums) {
    long even = 0;
    long odd = 0;
    for (int i = from; i < to; i++) {
      long bytes = rows[found[i] + word];
      even += (bytes & EVEN) * weights[i];
      odd += (bytes >>> 8 & EVEN) * weights[i];
    }
    for (int lane = 0; lane < 4; lane++) {
      sums[word * 8 + lane * 2] += (int) (even >>> lane * 16 & 0xFFFF);
      sums[word * 8 + lane * 2 + 1] += (int) (odd >>> lane * 16 & 0xFFFF);
    }
  }

  void write(DataOutputStream out) throws IOException {
    out.writeInt(columns);
    for (long bits : present) {
      out.writeLong(bits);
    }
    // Column by column, because the bytes of one column are alike and pack well.
    byte[] weights = new byte[count()];
    for (int column = 0; column < columns; column++) {
      for (int row = 0; row < weights.length; row++) {
        weights[row] = get(row, column);
      }
      out.write(weights);
    }
  }

  static FeatureTable read(DataInputStream in) throws IOException {
    int columns = in.readInt();
    long[] present = new long[WORDS_PRESENT];
    for (int i = 0; i < present.length; i++) {
      present[i] = in.readLong();
    }
    FeatureTable table = new FeatureTable(columns, present);
    for (int column = 0; column < columns; column++) {
      byte[] weights = in.readNBytes(table.count());
      for (int row = 0; row < weights.length; row++) {
        table.set(row, column, weights[row]);
      }
    }
    return table;
  }
}
