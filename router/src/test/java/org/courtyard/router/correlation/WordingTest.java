package org.courtyard.router.correlation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WordingTest {

  @Test
  void isWhatItWasAfterBeingKept() {
    // Given
    Wording wording = Wording.of("北门的路灯不亮了");
    // When
    Wording kept = Wording.from(wording.bytes());
    // Then
    assertThat(kept.bytes()).isEqualTo(wording.bytes());
    assertThat(kept.size()).isPositive();
  }

  @Test
  void leavesOutWhatEverySentenceHas() {
    assertThat(Wording.of("你们那里怎么了").size()).isZero();
  }

  @Test
  void growsWithWhatElseIsSaidButNotWithoutBounds() {
    // Given
    Wording all = Wording.of("");
    // When
    for (char c = '一'; c < '一' + 2000; c += 20) {
      StringBuilder text = new StringBuilder();
      for (char next = c; next < c + 20; next++) {
        text.append(next);
      }
      all = all.and(Wording.of(text.toString()));
    }
    // Then
    assertThat(all.size()).isBetween(Wording.KEPT, Wording.KEPT + 2 * Wording.CHARACTERS_READ);
  }

  @Test
  void equalTextsHaveEqualFingerprintsWhateverTheirMarksWidthAndScript() {
    assertThat(Wording.fingerprint("電梯壞了！ 3单元"))
        .isEqualTo(Wording.fingerprint("电梯坏了，３单元"))
        .isNotEqualTo(Wording.fingerprint("电梯坏了，4单元"));
  }
}
