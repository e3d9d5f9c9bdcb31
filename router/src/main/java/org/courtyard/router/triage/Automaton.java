package org.courtyard.router.triage;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * An Aho–Corasick automaton: finds every occurrence of many words in one pass over a text. All of
 * its edges lie in one table, small enough for the processor's second cache with thousands of
 * words. Immutable and safe for use by many threads.
 */
public final class Automaton {
  private static final int ROOT = 0;
  private static final long MIX = 0x9E3779B97F4A7C15L;

  /** An edge is its state and its character, and in its last bits the state that it leads to. */
  private static final int TARGET_BITS = 24;

  private static final int MOST_STATES = 1 << TARGET_BITS;
  private static final int SPARSE = 4;

  /** Where each character leads from the root: where most of a text is read. */
  private final int[] fromRoot = new int[Character.MAX_VALUE + 1];

  private long[] edges = new long[256];
  private int edgesUsed;
  private int states = 1;

  /** The state of the longest suffix that some word begins with. */
  private final int[] suffix;

  /** By state the words that end there, the longest first; null for none. */
  private final int[][] ending;

  private final int[] lengths;

  /** Told of every occurrence. */
  public interface Hearer {
    /**
     * A word occurs.
     *
     * @param word its number
     * @param begin where its first character stands
     * @param end behind its last character
     */
    void hear(int word, int begin, int end);
  }

  /**
   * An automaton of words, which are numbered as they come.
   *
   * @throws IllegalArgumentException when a word is empty, or they are too many
   */
  public Automaton(List<String> words) {
    lengths = words.stream().mapToInt(String::length).toArray();
    List<Integer> ends = new ArrayList<>();
    for (String word : words) {
      ends.add(grow(word));
    }
    suffix = new int[states];
    ending = new int[states][];
    for (int word = 0; word < lengths.length; word++) {
      ending[ends.get(word)] = and(ending[ends.get(word)], new int[] {word});
    }
    link(words);
  }

  private int grow(String word) {
    if (word.isEmpty()) {
      throw new IllegalArgumentException("empty word");
    }
    int state = ROOT;
    for (int i = 0; i < word.length(); i++) {
      int next = child(state, word.charAt(i));
      state = next == ROOT ? add(state, word.charAt(i)) : next;
    }
    return state;
  }

  private int add(int state, char c) {
    if (states == MOST_STATES) {
      throw new IllegalArgumentException("too many words");
    }
    if (state == ROOT) {
      fromRoot[c] = states;
    } else {
      if (++edgesUsed * SPARSE > edges.length) {
        long[] before = edges;
        edges = new long[before.length * 2];
        Arrays.stream(before).filter(edge -> edge != 0).forEach(this::put);
      }
      put(key(state, c) << TARGET_BITS | states);
    }
    return states++;
  }

  private void put(long edge) {
    int slot = slot(edge >>> TARGET_BITS);
    while (edges[slot] != 0) {
      slot = slot + 1 & edges.length - 1;
    }
    edges[slot] = edge;
  }

  /** All words at once, character by character: what a state falls back to is shorter. */
  private void link(List<String> words) {
    int[] at = words.stream().mapToInt(word -> fromRoot[word.charAt(0)]).toArray();
    boolean[] linked = new boolean[states];
    int longest = Arrays.stream(lengths).max().orElse(0);
    for (int i = 1; i < longest; i++) {
      for (int word = 0; word < at.length; word++) {
        if (i < lengths[word]) {
          char c = words.get(word).charAt(i);
          int from = at[word];
          int state = child(from, c);
          at[word] = state;
          if (!linked[state]) {
            linked[state] = true;
            suffix[state] = next(suffix[from], c);
            ending[state] = and(ending[state], ending[suffix[state]]);
          }
        }
      }
    }
  }

  private static int[] and(int[] some, int[] more) {
    if (some == null || more == null) {
      return some == null ? more : some;
    }
    int[] both = Arrays.copyOf(some, some.length + more.length);
    System.arraycopy(more, 0, both, some.length, more.length);
    return both;
  }

  /** Tells of every word in a text, in the order in which they end. */
  public void find(String text, Hearer hearer) {
    int state = ROOT;
    for (int i = 0; i < text.length(); i++) {
      state = next(state, text.charAt(i));
      if (ending[state] != null) {
        for (int word : ending[state]) {
          hearer.hear(word, i + 1 - lengths[word], i + 1);
        }
      }
    }
  }

  private int next(int state, char c) {
    int from = state;
    while (from != ROOT) {
      int to = child(from, c);
      if (to != ROOT) {
        return to;
      }
      from = suffix[from];
    }
    return fromRoot[c];
  }

  /** Where a character leads from a state; the root where it leads nowhere. */
  private int child(int state, char c) {
    if (state == ROOT) {
      return fromRoot[c];
    }
    long key = key(state, c);
    int slot = slot(key);
    while (edges[slot] != 0) {
      if (edges[slot] >>> TARGET_BITS == key) {
        return (int) (edges[slot] & MOST_STATES - 1);
      }
      slot = slot + 1 & edges.length - 1;
    }
    return ROOT;
  }

  private static long key(int state, char c) {
    return (long) state << Character.SIZE | c;
  }

  private int slot(long key) {
    return (int) (key * MIX >>> 32) & edges.length - 1;
  }
}
