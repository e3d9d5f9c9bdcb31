package org.courtyard.router.triage;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;

/** The words of the rules that occur in a text, by their numbers, and where: a handful. */
final class Heard implements Automaton.Hearer {
  private static final int FEW = 8;

  private int[] words = new int[FEW];
  private int[] begins = new int[FEW];
  private int[] ends = new int[FEW];
  private int size;

  @Override
  public void hear(int word, int begin, int end) {
    if (size == words.length) {
      words = Arrays.copyOf(words, size * 2);
      begins = Arrays.copyOf(begins, size * 2);
      ends = Arrays.copyOf(ends, size * 2);
    }
    words[size] = word;
    begins[size] = begin;
    ends[size++] = end;
  }

  int size() {
    return size;
  }

  int word(int i) {
    return words[i];
  }

  /** Whether one of these words occurs. */
  boolean any(BitSet of) {
    for (int i = 0; i < size; i++) {
      if (of.get(words[i])) {
        return true;
      }
    }
    return false;
  }

  /** Those of these words that occur. */
  BitSet among(BitSet of) {
    BitSet found = new BitSet();
    for (int i = 0; i < size; i++) {
      if (of.get(words[i])) {
        found.set(words[i]);
      }
    }
    return found;
  }

  /** Whether every term occurs within one stretch of so many characters. */
  boolean together(List<BitSet> terms, int within) {
    return IntStream.range(0, size)
        .map(i -> begins[i])
        .anyMatch(from -> terms.stream().allMatch(term -> occurs(term, from, from + within)));
  }

  private boolean occurs(BitSet term, int from, int to) {
    for (int i = 0; i < size; i++) {
      if (begins[i] >= from && ends[i] <= to && term.get(words[i])) {
        return true;
      }
    }
    return false;
  }
}
