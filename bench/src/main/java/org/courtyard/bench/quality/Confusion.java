package org.courtyard.bench.quality;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** How often one label was taken for another. */
final class Confusion {
  private final Map<String, Map<String, Integer>> counts = new TreeMap<>();
  private int all;
  private int right;

  void add(String truth, String guess) {
    counts.computeIfAbsent(truth, t -> new TreeMap<>()).merge(guess, 1, Integer::sum);
    all++;
    right += truth.equals(guess) ? 1 : 0;
  }

  int size() {
    return all;
  }

  /** Share that was right, 0 to 1. */
  double accuracy() {
    return all == 0 ? 0 : (double) right / all;
  }

  /** Harmonic mean of precision and recall, averaged over the labels that occur in truth. */
  double macroF1() {
    return counts.keySet().stream().mapToDouble(this::f1).average().orElse(0);
  }

  /** F1 of one label, 0 to 1. */
  double f1(String label) {
    int hits = count(label, label);
    int truths = counts.getOrDefault(label, Map.of()).values().stream().mapToInt(n -> n).sum();
    int guesses = counts.keySet().stream().mapToInt(truth -> count(truth, label)).sum();
    return hits == 0 ? 0 : 2.0 * hits / (truths + guesses);
  }

  /** Every label that is true of something. */
  Set<String> labels() {
    return new TreeSet<>(counts.keySet());
  }

  int count(String truth, String guess) {
    return counts.getOrDefault(truth, Map.of()).getOrDefault(guess, 0);
  }
}
