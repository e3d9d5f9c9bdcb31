package org.courtyard.router.triage;

import java.util.Arrays;

/**
 * All that a {@link TextModel} sees of a text, each feature hashed to one of {@value #BUCKETS}
 * numbers: its neighbouring characters, one to three at a time; the {@link Lexicon}'s classes whose
 * words occur; how long it is. Marks and spaces part, figures are one, beginning and end count as
 * characters.
 */
public final class Features {
  /** How many different numbers there are. */
  public static final int BUCKETS = 1 << 20;

  private static final int SHIFT = 64 - 20;
  private static final long MIX = 0x9E3779B97F4A7C15L;
  private static final char EDGE = '\n';
  private static final char GAP = ' ';

  /** Longer texts are judged by their beginning. */
  private static final int CHARACTERS_READ = 2000;

  private static final long TWO = 1L << 48;
  private static final long THREE = 1L << 49;
  private static final long CLASS = 1L << 50;
  private static final long LENGTH = 1L << 51;

  private static final Lexicon LEXICON = Lexicon.builtIn();

  /** In texts up to here hardly anything occurs twice, and what does counts as often. */
  private static final int SHORT = 120;

  private final char[] text;
  private final int length;

  /** Every feature as it came, before it is hashed. */
  private long[] seen;

  private int size;

  /** Of a long text: each feature once, and how much it counts; null for a short one. */
  private int[] buckets;

  private byte[] weights;

  private Features(String plain) {
    text = new char[Math.min(plain.length(), CHARACTERS_READ) + 2];
    length = read(plain);
    seen = new long[3 * length + 16];
    readCharacters();
    readClasses(plain);
    if (length > SHORT) {
      count();
    }
  }

  /** Those of a text in its {@linkplain PlainText plain form}. */
  public static Features of(String plain) {
    return new Features(plain);
  }

  /** Names the words that features are made of: models fit only these. */
  public static String version() {
    return LEXICON.version();
  }

  /** How many there are. */
  public int size() {
    return weights == null ? size : weights.length;
  }

  /** The number of one of them; the same may come again in a short text. */
  public int bucket(int i) {
    return buckets == null ? hash(seen[i]) : buckets[i];
  }

  /** How much one of them counts: 1, and in a long text slowly more the more often it occurs. */
  public int weight(int i) {
    return weights == null ? 1 : weights[i];
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

  private void readCharacters() {
    add(LENGTH | lengthClass());
    long two = 0;
    for (int i = 0; i < length; i++) {
      add(text[i]);
      if (i > 0) {
        two = (long) text[i - 1] << 16 | text[i];
        add(two | TWO);
      }
      if (i > 1) {
        add((long) text[i - 2] << 32 | two | THREE);
      }
    }
  }

  private int lengthClass() {
    return length < 8 ? 1 : length < 14 ? 2 : length < 24 ? 3 : length < 45 ? 4 : 5;
  }

  private void readClasses(String plain) {
    long[] heard = LEXICON.heard(plain);
    for (int word = 0; word < heard.length; word++) {
      for (long bits = heard[word]; bits != 0; bits &= bits - 1) {
        add(CLASS | (word * 64 + Long.numberOfTrailingZeros(bits)));
      }
    }
  }

  private void add(long feature) {
    if (size == seen.length) {
      seen = Arrays.copyOf(seen, size * 2);
    }
    seen[size++] = feature;
  }

  private static int hash(long feature) {
    return (int) (feature * MIX >>> SHIFT);
  }

  /** Each feature once, its weight growing with the logarithm of how often it occurs. */
  private void count() {
    buckets = Arrays.stream(seen, 0, size).mapToInt(Features::hash).sorted().toArray();
    byte[] counts = new byte[size];
    int distinct = 0;
    for (int from = 0, to = 0; from < size; from = to) {
      while (to < size && buckets[to] == buckets[from]) {
        to++;
      }
      int n = to - from;
      buckets[distinct] = buckets[from];
      counts[distinct++] = (byte) (n == 1 ? 1 : n <= 4 ? 2 : n <= 12 ? 3 : 4);
    }
    weights = Arrays.copyOf(counts, distinct);
  }

  /** What stands behind a number in this text, for people; the first where several share it. */
  String name(int bucket) {
    for (int i = 0; i < size; i++) {
      if (hash(seen[i]) == bucket) {
        return name(seen[i]);
      }
    }
    throw new IllegalArgumentException("no feature " + bucket);
  }

  private static String name(long feature) {
    if (feature >= LENGTH) {
      return "(length)";
    }
    if (feature >= CLASS) {
      return "<" + LEXICON.name((int) (feature & 0xFFFF)) + ">";
    }
    StringBuilder characters = new StringBuilder();
    for (int shift = feature >= THREE ? 32 : feature >= TWO ? 16 : 0; shift >= 0; shift -= 16) {
      char c = (char) (feature >>> shift & 0xFFFF);
      characters.append(c == EDGE ? '^' : c);
    }
    return characters.toString();
  }
}
