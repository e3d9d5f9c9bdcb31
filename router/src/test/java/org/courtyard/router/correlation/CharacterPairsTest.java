package org.courtyard.router.correlation;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class CharacterPairsTest {

  @Test
  void theSameWordsInOtherPunctuationAreTheSame() {
    assertThat(similarity("楼下垃圾堆了三天，没人收！", "楼下垃圾堆了三天没人收")).isEqualTo(1);
  }

  @Test
  void wordsInCommonCountAndOthersDoNot() {
    assertThat(similarity("楼下垃圾没人收", "垃圾没人收臭死了")).isGreaterThan(0.4);
    assertThat(similarity("楼下垃圾没人收", "谁家有多余的快递袋")).isZero();
  }

  @Property
  void similarityIsSymmetricAndOneWithItself(@ForAll String a, @ForAll String b) {
    assertThat(similarity(a, b)).isEqualTo(similarity(b, a)).isBetween(0.0, 1.0);
    if (CharacterPairs.of(a).hasRemaining()) {
      assertThat(similarity(a, a)).isEqualTo(1);
    }
  }

  private static double similarity(String a, String b) {
    return CharacterPairs.similarity(CharacterPairs.of(a), CharacterPairs.of(b));
  }
}
