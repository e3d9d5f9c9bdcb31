package org.courtyard.ingest.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class DiffTest {

  @Property
  void applyingADifferenceGivesWhatIsWanted(
      @ForAll @Size(max = 8)
          Map<@CharRange(from = 'a', to = 'h') Character, @IntRange(max = 2) Integer> before,
      @ForAll @Size(max = 8)
          Map<@CharRange(from = 'a', to = 'h') Character, @IntRange(max = 2) Integer> after) {
    // Given
    Map<String, Integer> current = named(before);
    Map<String, Integer> wanted = named(after);
    // When
    Diff<Integer> diff = Diff.between(current, wanted);
    // Then
    Map<String, Integer> result = new TreeMap<>(current);
    diff.removed().forEach(result::remove);
    result.putAll(diff.added());
    result.putAll(diff.changed());
    assertThat(result).isEqualTo(wanted);
    assertThat(current).doesNotContainKeys(diff.added().keySet().toArray(String[]::new));
    assertThat(diff.added().size() + diff.changed().size() + diff.unchanged())
        .isEqualTo(wanted.size());
  }

  @Property
  void nothingDiffersFromItself(@ForAll Map<Character, Integer> map) {
    Map<String, Integer> named = named(map);
    assertThat(Diff.between(named, named))
        .isEqualTo(new Diff<>(Map.of(), Map.of(), List.of(), named.size()));
  }

  private static Map<String, Integer> named(Map<Character, Integer> map) {
    Map<String, Integer> named = new TreeMap<>();
    map.forEach((key, value) -> named.put(key.toString(), value));
    return named;
  }
}
