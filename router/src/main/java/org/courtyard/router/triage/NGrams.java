package org.courtyard.router.triage;

import java.util.Arrays;

/**
 * A text as its neighbouring characters, one to three at a time, each hashed to one of {@value
 * #BUCKETS} numbers: all that the {@link TextModel} sees of it. Marks and spaces part, figures are
 * one, beginning and end count as characters.
 */
public final class NGrams {
  /** How many different numbers there are. */
  public static final int BUCKETS = 1 << 18;

  private static final int SHIFT = 64 - 18;
  private static final long MIX = 0x9E3779B97F4A7C15L;
  private static final char EDGE = '\n';
  private static final char GAP = ' ';

  /** Longer texts are judged by their beginning. */
  private static final int CHARACTERS_READ = 2000;

  private final char[] text;
  private final int length;
  private final int[] slots;
  private final byte[] times;
  private final int[] distinct;
  private int size;

  private NGrams(String plain) {
    text = new char[Math.min(plain.length(), CHARACTERS_READ) + 2];
    length = read(plain);
    int most = 3 * length + 1;
    slots = new int[Integer.highestOneBit(most) * 4];
    times = new byte[slots.length];
    distinct = new int[most];
    readGrams();
  }

  /** Those of a text in its {@linkplain PlainText plain form}. */
  public static NGrams of(String plain) {
    return new NGrams(plain);
  }

  /** How many different ones there are. */
  public int size() {
    return size;
  }

  /** The number of one of them, from 0 on in order of first occurrence. */
  public int bucket(int i) {
    return slots[distinct[i]] - 1;
  }

  /** How much one of them counts: 1, and slowly more the more often it occurs. */
  public int weight(int i) {
    int n = times[distinct[i]];
    return n == 1 ? 1 : n <= 4 ? 2 : n <= 12 ? 3 : 4;
  }

  private int read(String plain) {
    int n = 0;
    text[n++] = EDGE;
    int end = Math.min(plain.length(), CHARACTERS_READ);
    for (int i = 0; i < end; i++) {
      char c = token(plain.charAt(i));
      if ((c != GAP && c != '0') || c != text[n - 1]) {
        text[n++] = c;
      }
    }
    text[n++] = EDGE;
    return n;
  }

  /** Questions and exclamations say something; other marks only part. */
  private static char token(char c) {
    if (c >= 0x4E00 && c <= 0x9FFF || c >= 'a' && c <= 'z') {
      return c;
    }
    if (c >= '0' && c <= '9') {
      return '0';
    }
    return c == '?' || c == '!' || Character.isLetter(c) || Character.isSurrogate(c) ? c : GAP;
  }

  private void readGrams() {
    add(length < 8 ? 1 : length < 14 ? 2 : length < 24 ? 3 : length < 45 ? 4 : length < 90 ? 5 : 6);
    long two = 0;
    for (int i = 0; i < length; i++) {
      long one = text[i];
      add(one << 40);
      if (i > 0) {
        two = (long) text[i - 1] << 16 | one;
        add(two | 1L << 32);
      }
      if (i > 1) {
        add((long) text[i - 2] << 32 | two | 1L << 48);
      }
    }
  }

  private void add(long gram) {
    int bucket = hash(gram);
    int mask = slots.length - 1;
    int slot = bucket & mask;
    while (slots[slot] != 0 && slots[slot] != bucket + 1) {
      slot = slot + 1 & mask;
    }
    if (slots[slot] == 0) {
      slots[slot] = bucket + 1;
      distinct[size++] = slot;
    }
    if (times[slot] < Byte.MAX_VALUE) {
      times[slot]++;
    }
  }

  /** The stretch of text behind each number, for explanations; the first where several share it. */
  static String[] stretches(String plain, int[] buckets) {
    NGrams whole = new NGrams(plain);
    String[] found = new String[buckets.length];
    for (int size = 3; size >= 1; size--) {
      for (int i = 0; i + size <= whole.length; i++) {
        String stretch = new String(whole.text, i, size);
        int bucket = bucketOf(stretch);
        for (int b = 0; b < buckets.length; b++) {
          if (buckets[b] == bucket && found[b] == null) {
            found[b] = stretch.replace(EDGE, '^');
          }
        }
      }
    }
    Arrays.setAll(found, b -> found[b] == null ? "(length)" : found[b]);
    return found;
  }

  private static int bucketOf(String stretch) {
    long gram =
        switch (stretch.length()) {
          case 1 -> (long) stretch.charAt(0) << 40;
          case 2 -> (long) stretch.charAt(0) << 16 | stretch.charAt(1) | 1L << 32;
          default ->
              (long) stretch.charAt(0) << 32
                  | (long) stretch.charAt(1) << 16
                  | stretch.charAt(2)
                  | 1L << 48;
        };
    return hash(gram);
  }

  private static int hash(long gram) {
    return (int) (gram * MIX >>> SHIFT);
  }
}
