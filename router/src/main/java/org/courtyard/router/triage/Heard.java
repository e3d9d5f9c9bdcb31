package org.courtyard.router.triage;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** The words of the rules that occur in a text, by their numbers, and where. */
final class Heard {
  private record Hit(int word, int begin, int end) {}

  private final BitSet words;
  private final List<Hit> hits;

  /**
   * @param places whether where they stand will be asked
   */
  Heard(int vocabulary, boolean places) {
    words = new BitSet(vocabulary);
    hits = places ? new ArrayList<>() : null;
  }

  void hear(int word, int begin, int end) {
    words.set(word);
    if (hits != null) {
      hits.add(new Hit(word, begin, end));
    }
  }

  BitSet words() {
    return words;
  }

  /** Whether every term occurs within one stretch of so many characters. */
  boolean together(List<BitSet> terms, int within) {
    return hits.stream()
        .mapToInt(Hit::begin)
        .anyMatch(from -> terms.stream().allMatch(term -> occurs(term, from, from + within)));
  }

  private boolean occurs(BitSet term, int from, int to) {
    return hits.stream().anyMatch(hit -> hit.begin >= from && hit.end <= to && term.get(hit.word));
  }
}
