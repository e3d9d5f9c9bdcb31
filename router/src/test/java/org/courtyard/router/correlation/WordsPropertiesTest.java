package org.courtyard.router.correlation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** The inverted index against a map of sets. */
class WordsPropertiesTest {
  /** The first and the last that there may be, and some that share their places. */
  private static final int TOKENS = 120;

  private static final int SLOTS = 700;

  @Property(tries = 100)
  void countsAllAndListsThoseThatFewHave(@ForAll long seed) {
    // Given
    Random random = new Random(seed);
    Words words = new Words();
    Map<Character, Set<Integer>> having = new HashMap<>();
    // When more and more have a token, and then fewer and fewer
    for (int change = 0; change < 20_000; change++) {
      char token = token(random.nextInt(TOKENS));
      int slot = random.nextInt(SLOTS);
      Set<Integer> slots = having.computeIfAbsent(token, t -> new HashSet<>());
      boolean adds = random.nextInt(20_000) > change;
      if (adds && slots.add(slot)) {
        words.add(token, slot);
      } else if (!adds && slots.remove(slot) && words.remove(token, slot)) {
        words.list(token, slots.stream().mapToInt(Integer::intValue).toArray());
      }
    }
    // Then
    for (int n = 0; n < TOKENS; n++) {
      char token = token(n);
      Set<Integer> expected = having.getOrDefault(token, Set.of());
      assertThat(words.count(token)).isEqualTo(expected.size());
      Set<Integer> listed = new HashSet<>();
      words.each(token, listed::add);
      assertThat(listed).isEqualTo(expected.size() > Words.TOO_COMMON ? Set.of() : expected);
    }
  }

  private static char token(int n) {
    return switch (n) {
      case 0 -> 0;
      case 1 -> 0xFFFE;
      default -> (char) (n % 3 == 0 ? n : n * 521);
    };
  }
}
