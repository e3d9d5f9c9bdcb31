package org.courtyard.bench.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CopiesTest {
  private static final int BY = 40;

  @Test
  void whatNamesACommunityNamesOneFurtherOn() {
    // When
    String key = Copies.renamed("Q0012|B000123|Q0012-1B3456", BY);
    String group = Copies.renamed("wecom|bench|b000123-1|" + person(), BY);
    String community = Copies.renamed("C0012", BY);
    // Then
    assertThat(key).isEqualTo("Q0052|B000523|Q0052-1B3456");
    assertThat(group).isEqualTo("wecom|bench|b000523-1|" + person());
    assertThat(community).isEqualTo("C0052");
  }

  @Test
  void everyCopyOfAMessageHasAnIdOfItsOwn() {
    // When
    String one = Copies.renamed("wecom|bench|seed-17", BY);
    String other = Copies.renamed("wecom|bench|seed-17", 2 * BY);
    // Then
    assertThat(one).isEqualTo("wecom|bench|seed-40-17").isNotEqualTo(other);
  }

  @Test
  void whatIsSaidStaysAsItIs() {
    // Given
    String text = "12单元电梯又停了，B座也是，电话13800138000";
    // When
    String said = Copies.renamed(text, BY);
    // Then
    assertThat(said).isEqualTo(text);
  }

  private static String person() {
    return "00b123456c1234q00ffffffffff8000f1edcb0000000000000b123456c12340b";
  }
}
