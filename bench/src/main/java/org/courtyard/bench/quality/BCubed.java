package org.courtyard.bench.quality;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;

import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * How well items were put together (Bagga and Baldwin 1998). Precision of an item: of the items
 * that share its cluster, itself included, the share that truly belongs with it. Recall of an item:
 * of the items that truly belong with it, itself included, the share in its cluster. Both are means
 * over all items.
 */
public record BCubed(double precision, double recall) {

  /**
   * One item.
   *
   * @param truth what it belongs to
   * @param cluster where it was put; an item that was left out has one of its own
   */
  public record Item(String truth, String cluster) {}

  /** Measures these items; both figures are 1 where there are none. */
  public static BCubed of(List<Item> items) {
    Map<String, Long> truths = count(items, Item::truth);
    Map<String, Long> clusters = count(items, Item::cluster);
    Map<Item, Long> both = count(items, Function.identity());
    double precision = 0;
    double recall = 0;
    for (Item item : items) {
      double together = both.get(item);
      precision += together / clusters.get(item.cluster);
      recall += together / truths.get(item.truth);
    }
    int n = items.size();
    return n == 0 ? new BCubed(1, 1) : new BCubed(precision / n, recall / n);
  }

  private static <K> Map<K, Long> count(List<Item> items, Function<Item, K> by) {
    return items.stream().collect(groupingBy(by, counting()));
  }

  /** Harmonic mean of both; 0 where both are. */
  public double f1() {
    return precision + recall == 0 ? 0 : 2 * precision * recall / (precision + recall);
  }
}
