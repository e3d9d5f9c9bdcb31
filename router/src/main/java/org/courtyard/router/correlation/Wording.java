package org.courtyard.router.correlation;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.EnumSet;
import org.courtyard.router.triage.PlainText;
import org.courtyard.router.triage.Subject;

/**
 * A text as the set of its characters and neighbouring pairs, each hashed to 16 bits: small, and
 * good enough to tell whether two messages speak of the same thing. What every sentence has (的, 了,
 * 我, 怎么) is left out. Immutable.
 */
public final class Wording {

  /** Longer texts are compared by their beginning: what is wrong and where comes first. */
  static final int CHARACTERS_READ = 160;

  /** So much of all that was said about a matter is kept. */
  static final int KEPT = 320;

  /** Frequent in any talk: alone they say nothing, and nor does a pair of two of them. */
  private static final String EVERYWHERE =
      "的了是在我有和就不人都一个上也很到说要去你会着没看好自己这那他她它们吗呢吧啊呀哦嘛哈把被给让跟对还又再才只从来过得地里下大小多少能可以"
          + "想知道今天明昨年月日时分点半后前次家什么怎样咋啥谁几哪为请问麻烦谢老是总已经现在刚等起出进回开用做叫打找发听见但而且所因如果或者与及"
          + "等于向至每各该其此之本位事情行比最太更真挺非常先生您大家各啦喽嗯额呵噢哎唉么别无二两三四五六七八九十零百千"
          + "区市县省镇街道路问题投诉反映咨询建议关于相部严重领导政府居民业主希望求楼号栋单元";

  /** From here on tokens are subjects. */
  private static final char SUBJECTS = 0xFFC0;

  /** How a text begins, or its title: so many letters. */
  static final int HEAD = 24;

  /**
   * What a message is compared by.
   *
   * @param head how it begins
   * @param all of it, as far as it is read
   * @param subjects what it speaks of
   * @param fingerprint of all of it
   */
  record Said(Wording head, Wording all, Wording subjects, long fingerprint) {
    static Said of(String text) {
      String plain = PlainText.of(text);
      Wording all = ofPlain(plain, CHARACTERS_READ);
      return new Said(
          plain.length() <= HEAD ? all : ofPlain(plain, HEAD),
          all,
          subjectsOf(plain),
          fingerprintOfPlain(plain));
    }

    /** What is kept of it with all that is said of its matter. */
    Wording talk() {
      return all.and(subjects);
    }
  }

  private static final boolean[] COMMON = new boolean[Character.MAX_VALUE + 1];

  static {
    EVERYWHERE.chars().forEach(c -> COMMON[c] = true);
  }

  private static final int MIX = 0x9E3779B1;
  private static final long FINGERPRINT_MIX = 0x9E3779B97F4A7C15L;

  private final char[] tokens;

  private Wording(char[] tokens) {
    this.tokens = tokens;
  }

  /** That of a text as people type it. */
  public static Wording of(String text) {
    return ofPlain(PlainText.of(text), CHARACTERS_READ);
  }

  private static Wording subjectsOf(String plain) {
    EnumSet<Subject> subjects = Subject.in(plain);
    char[] tokens = new char[subjects.size()];
    int n = 0;
    for (Subject subject : subjects) {
      tokens[n++] = (char) (SUBJECTS + subject.ordinal());
    }
    return new Wording(tokens);
  }

  private static Wording ofPlain(String plain, int letters) {
    char[] found = new char[2 * letters];
    int size = 0;
    int read = 0;
    char before = 0;
    for (int i = 0; i < plain.length() && read < letters; i++) {
      char c = plain.charAt(i);
      if (!Character.isLetterOrDigit(c) && !Character.isSurrogate(c)) {
        before = 0;
        continue;
      }
      read++;
      if (says(c)) {
        found[size++] = token(0, c);
      }
      if (before != 0 && !(COMMON[before] && COMMON[c]) && figure(before) == figure(c)) {
        found[size++] = token(before, c);
      }
      before = c;
    }
    return sorted(Arrays.copyOf(found, size));
  }

  /** One character that means something alone: neither figures nor Latin letters do. */
  private static boolean says(char c) {
    return !COMMON[c] && c >= 0x3400;
  }

  /** 7栋 and A3 name places, and whoever names places is compared by them. */
  private static boolean figure(char c) {
    return c < 0x80;
  }

  private static char token(int before, int c) {
    char token = (char) ((before * 31 + c) * MIX >>> 16);
    return token >= SUBJECTS ? (char) (token - SUBJECTS) : token;
  }

  private static Wording sorted(char[] found) {
    Arrays.sort(found);
    int kept = 0;
    for (int i = 0; i < found.length; i++) {
      if (i == 0 || found[i] != found[i - 1]) {
        found[kept++] = found[i];
      }
    }
    return new Wording(Arrays.copyOf(found, kept));
  }

  /** As it is kept: two bytes for each. */
  public static Wording from(ByteBuffer bytes) {
    char[] tokens = new char[bytes.remaining() / 2];
    for (int i = 0; i < tokens.length; i++) {
      tokens[i] = bytes.getChar(bytes.position() + 2 * i);
    }
    return new Wording(tokens);
  }

  /** To be kept. */
  public ByteBuffer bytes() {
    ByteBuffer bytes = ByteBuffer.allocate(2 * tokens.length);
    for (char token : tokens) {
      bytes.putChar(token);
    }
    return bytes.flip();
  }

  /** Together with what else was said, as long as there is room. */
  public Wording and(Wording more) {
    if (tokens.length >= KEPT || more.tokens.length == 0) {
      return this;
    }
    char[] both = Arrays.copyOf(tokens, tokens.length + more.tokens.length);
    System.arraycopy(more.tokens, 0, both, tokens.length, more.tokens.length);
    return sorted(both);
  }

  int size() {
    return tokens.length;
  }

  char token(int i) {
    return tokens[i];
  }

  /** How many subjects it has; they come last. */
  int subjects() {
    int n = 0;
    while (n < tokens.length && tokens[tokens.length - 1 - n] >= SUBJECTS) {
      n++;
    }
    return n;
  }

  /** How many subjects it shares with another. */
  int subjectsShared(Wording other) {
    int shared = 0;
    for (int i = tokens.length - subjects(); i < tokens.length; i++) {
      shared += other.has(tokens[i]) ? 1 : 0;
    }
    return shared;
  }

  boolean has(char token) {
    return Arrays.binarySearch(tokens, token) >= 0;
  }

  /** Equal for texts that are equal but for width, case, script, marks and spaces; 0 for none. */
  public static long fingerprint(String text) {
    return fingerprintOfPlain(PlainText.of(text));
  }

  private static long fingerprintOfPlain(String plain) {
    long hash = 0;
    for (int i = 0; i < plain.length(); i++) {
      char c = plain.charAt(i);
      if (Character.isLetterOrDigit(c) || Character.isSurrogate(c)) {
        hash = (hash ^ c) * FINGERPRINT_MIX;
        hash ^= hash >>> 29;
      }
    }
    return hash;
  }
}
