package org.courtyard.router.triage;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;

/**
 * Classes of words that mean the same for triage ("not working", "nobody comes", "for sale"): what
 * a model that has seen "the lift is broken" needs to know to understand "the barrier is out of
 * order". One lexicon for every tenant; models are trained with it.
 *
 * <p>Its words are short and many, so every stretch of a text is looked up by its hash, as far as a
 * word that begins with these two characters can reach: a table and a bit set that fit the
 * processor's first caches turn nearly all stretches away.
 */
final class Lexicon {
  private static final Lexicon BUILT_IN = new Lexicon();
  private static final long MIX = 0x9E3779B97F4A7C15L;
  private static final int DOOR_BITS = 18;
  private static final int TABLE_BITS = 17;
  private static final int REACH_BITS = 15;

  private final List<String> classes = new ArrayList<>();
  private final long[] door = new long[1 << DOOR_BITS - 6];
  private final long[] hashes = new long[1 << TABLE_BITS];
  private final short[][] classesOfWord = new short[1 << TABLE_BITS][];

  /** The longest word of those that begin with two characters, by their hash; 0 for none. */
  private final byte[] reach = new byte[1 << REACH_BITS];

  private final String version;

  private Lexicon() {
    String lines = resource();
    Map<String, short[]> words = new HashMap<>();
    for (String line : lines.split("\n")) {
      if (!line.startsWith("#")) {
        String[] parts = line.split("\t", 2);
        short[] number = {(short) classes.size()};
        for (String word : parts[1].split("\\|")) {
          words.merge(PlainText.of(word), number, Lexicon::together);
        }
        classes.add(parts[0]);
      }
    }
    words.forEach(this::put);
    CRC32 sum = new CRC32();
    sum.update(lines.getBytes(StandardCharsets.UTF_8));
    version = HexFormat.of().toHexDigits((int) sum.getValue());
  }

  static Lexicon builtIn() {
    return BUILT_IN;
  }

  /** Eight hexadecimal digits that name this very lexicon. */
  String version() {
    return version;
  }

  String name(int number) {
    return classes.get(number);
  }

  /** The classes whose names begin so, as a set of bits. */
  long[] classes(List<String> beginnings) {
    long[] found = new long[(classes.size() + 63) / 64];
    for (int i = 0; i < classes.size(); i++) {
      if (beginnings.stream().anyMatch(classes.get(i)::startsWith)) {
        found[i >>> 6] |= 1L << i;
      }
    }
    return found;
  }

  /** The classes of which a word occurs, as a set of bits. */
  long[] heard(String plain) {
    long[] heard = new long[(classes.size() + 63) / 64];
    int length = plain.length();
    for (int from = 0; from < length; from++) {
      long hash = next(0, plain.charAt(from));
      lookUp(hash, heard);
      int end = from + 1 < length ? from + reach(next(hash, plain.charAt(from + 1))) : 0;
      for (int i = from + 1; i < Math.min(length, end); i++) {
        hash = next(hash, plain.charAt(i));
        lookUp(hash, heard);
      }
    }
    return heard;
  }

  private int reach(long hashOfTwo) {
    return reach[(int) (hashOfTwo >>> 64 - REACH_BITS)];
  }

  private void lookUp(long hash, long[] heard) {
    int bit = (int) (hash >>> 64 - DOOR_BITS);
    if ((door[bit >>> 6] & 1L << bit) != 0) {
      hear(hash, heard);
    }
  }

  private void hear(long hash, long[] heard) {
    short[] found = classesOfWord[slot(hash)];
    if (found != null) {
      for (short number : found) {
        heard[number >>> 6] |= 1L << number;
      }
    }
  }

  private void put(String word, short[] of) {
    long hash = 0;
    for (int i = 0; i < word.length(); i++) {
      hash = next(hash, word.charAt(i));
      if (i == 1) {
        int pair = (int) (hash >>> 64 - REACH_BITS);
        reach[pair] = (byte) Math.max(reach[pair], word.length());
      }
    }
    int bit = (int) (hash >>> 64 - DOOR_BITS);
    door[bit >>> 6] |= 1L << bit;
    int slot = slot(hash);
    hashes[slot] = hash;
    classesOfWord[slot] = of;
  }

  /** Where this hash is kept, or would be. */
  private int slot(long hash) {
    int mask = hashes.length - 1;
    int slot = (int) (hash >>> 20) & mask;
    while (hashes[slot] != 0 && hashes[slot] != hash) {
      slot = slot + 1 & mask;
    }
    return slot;
  }

  private static long next(long hash, char c) {
    return (hash + c + 1) * MIX;
  }

  private static short[] together(short[] some, short[] others) {
    short[] all = Arrays.copyOf(some, some.length + others.length);
    System.arraycopy(others, 0, all, some.length, others.length);
    return all;
  }

  private static String resource() {
    try (InputStream in = Lexicon.class.getResourceAsStream("lexicon.txt")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
