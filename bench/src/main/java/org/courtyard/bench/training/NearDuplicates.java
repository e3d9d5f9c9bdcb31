package org.courtyard.bench.training;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Puts texts that are nearly the same into one group, so that none is judged by a model that has
 * seen its twin. Texts are compared by their pairs of Chinese characters where they share several
 * of their rarest ones; one may be the other with its stop words left out.
 */
public final class NearDuplicates {
  private NearDuplicates() {}

  private static final int RAREST = 12;
  private static final int RAREST_SHARED = 3;
  private static final int MOST_IN_COMMON = 60;
  private static final double SAME_FROM = 0.5;

  /** The group of each text: the index of one of its members. */
  public static int[] groups(List<String> texts) {
    int[][] pairs = texts.stream().map(NearDuplicates::pairs).toArray(int[][]::new);
    Map<Integer, Integer> frequency = new HashMap<>();
    for (int[] text : pairs) {
      for (int pair : text) {
        frequency.merge(pair, 1, Integer::sum);
      }
    }
    Map<Integer, List<Integer>> byRarePair = new HashMap<>();
    int[] group = IntStream.range(0, texts.size()).toArray();
    for (int i = 0; i < pairs.length; i++) {
      Map<Integer, Integer> shared = new HashMap<>();
      for (int pair : rarest(pairs[i], frequency)) {
        List<Integer> others = byRarePair.computeIfAbsent(pair, p -> new ArrayList<>());
        others.forEach(other -> shared.merge(other, 1, Integer::sum));
        if (others.size() < MOST_IN_COMMON) {
          others.add(i);
        }
      }
      for (Map.Entry<Integer, Integer> other : shared.entrySet()) {
        if (other.getValue() >= Math.min(RAREST_SHARED, pairs[i].length)
            && same(pairs[i], pairs[other.getKey()])) {
          group[root(group, i)] = root(group, other.getKey());
        }
      }
    }
    return IntStream.range(0, group.length).map(i -> root(group, i)).toArray();
  }

  private static int root(int[] group, int i) {
    int at = i;
    while (group[at] != at) {
      group[at] = group[group[at]];
      at = group[at];
    }
    return at;
  }

  private static boolean same(int[] some, int[] others) {
    int shared = 0;
    int i = 0;
    int j = 0;
    while (i < some.length && j < others.length) {
      int left = some[i];
      int right = others[j];
      shared += left == right ? 1 : 0;
      i += left <= right ? 1 : 0;
      j += right <= left ? 1 : 0;
    }
    return shared >= SAME_FROM * Math.min(some.length, others.length);
  }

  private static int[] rarest(int[] pairs, Map<Integer, Integer> frequency) {
    return Arrays.stream(pairs)
        .boxed()
        .filter(pair -> frequency.get(pair) > 1)
        .sorted(Comparator.<Integer>comparingInt(frequency::get).thenComparing(pair -> pair))
        .limit(RAREST)
        .mapToInt(Integer::intValue)
        .toArray();
  }

  /** Sorted and distinct. */
  private static int[] pairs(String text) {
    int[] letters = text.codePoints().filter(c -> c >= 0x4E00 && c <= 0x9FFF).toArray();
    return IntStream.range(1, letters.length)
        .map(i -> letters[i - 1] << 16 | letters[i])
        .sorted()
        .distinct()
        .toArray();
  }
}
