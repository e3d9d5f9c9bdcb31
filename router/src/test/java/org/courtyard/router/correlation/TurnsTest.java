package org.courtyard.router.correlation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TurnsTest {

  @Test
  void everyChoiceOfAWordIsFoundWhereverItStands() {
    // Given words that are kept as one with choices, [来通]了

    // When // Then
    assertThat(Turns.in("水来了")).containsExactly(Turns.CHANGED);
    assertThat(Turns.in("路通了吗")).containsExactly(Turns.CHANGED);
    assertThat(Turns.in("水去了")).isEmpty();
  }

  @Test
  void someTurnsAreOnlyWhereATextBeginsOrEnds() {
    // Given 另外 as the beginning of something new, 呢 as the end of a question

    // When // Then
    assertThat(Turns.in("另外门也坏了")).contains(Turns.NEW_TOPIC);
    assertThat(Turns.in("门另外也坏了")).doesNotContain(Turns.NEW_TOPIC);
    assertThat(Turns.in("人呢?!")).contains(Turns.STILL);
    assertThat(Turns.in("呢子大衣")).isEmpty();
    assertThat(Turns.in("hi")).containsExactly(Turns.GREETS);
    assertThat(Turns.in("hint")).isEmpty();
  }

  @Test
  void marksThatMeanSomethingElsewhereAreMarks() {
    // Given +1 and [狗头], which are no patterns

    // When // Then
    assertThat(Turns.in("+1")).containsExactly(Turns.SAME_HERE);
    assertThat(Turns.in("11")).isEmpty();
    assertThat(Turns.in("[狗头]")).containsExactly(Turns.LAUGHS);
  }
}
