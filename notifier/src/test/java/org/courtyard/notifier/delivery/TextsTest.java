package org.courtyard.notifier.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class TextsTest {
  @Property
  void neverLongerThanTheLimitAndNeverHalfACharacter(
      @ForAll String text, @ForAll @IntRange(min = 0, max = 200) int limit) {
    String clean = text.replaceAll("\\p{Cs}", "");
    String cut = Texts.cut(clean, limit);
    assertThat(Texts.bytes(cut)).isLessThanOrEqualTo(limit);
    assertThat(clean).startsWith(cut.equals(clean) ? cut : cut.replaceAll("…$", ""));
    assertThat(cut.codePoints()).noneMatch(c -> Character.getType(c) == Character.SURROGATE);
  }

  @Test
  void aFamilyOfEmojiGoesWhole() {
    assertThat(Texts.cut("好👨‍👩‍👧好好", 12)).isEqualTo("好…");
  }
}
