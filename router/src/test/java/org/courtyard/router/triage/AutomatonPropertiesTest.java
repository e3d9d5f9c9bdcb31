package org.courtyard.router.triage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class AutomatonPropertiesTest {

  private record Hit(int word, int begin, int end) {}

  @Property(tries = 500)
  void findsEveryOccurrenceOfEveryWord(
      @ForAll("words") List<String> words, @ForAll("texts") String text) {
    // Given words that are parts of each other
    Automaton automaton = new Automaton(words);

    // When
    List<Hit> found = new ArrayList<>();
    automaton.find(text, (word, begin, end) -> found.add(new Hit(word, begin, end)));

    // Then
    List<Hit> expected = new ArrayList<>();
    for (int word = 0; word < words.size(); word++) {
      int length = words.get(word).length();
      for (int begin = 0; begin + length <= text.length(); begin++) {
        if (text.startsWith(words.get(word), begin)) {
          expected.add(new Hit(word, begin, begin + length));
        }
      }
    }
    assertThat(found).containsExactlyInAnyOrderElementsOf(expected);
  }

  @Example
  void findsNothingWithoutWordsAndRefusesEmptyOnes() {
    // Given // When // Then
    List<Integer> found = new ArrayList<>();
    new Automaton(List.of()).find("电梯坏了", (word, begin, end) -> found.add(word));
    assertThat(found).isEmpty();
    assertThatThrownBy(() -> new Automaton(List.of("灯", "")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Provide
  Arbitrary<List<String>> words() {
    return Arbitraries.strings()
        .withChars("灯坏了a")
        .ofMinLength(1)
        .ofMaxLength(4)
        .list()
        .uniqueElements()
        .ofMaxSize(300);
  }

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.strings().withChars("灯坏了a没").ofMaxLength(40);
  }
}
