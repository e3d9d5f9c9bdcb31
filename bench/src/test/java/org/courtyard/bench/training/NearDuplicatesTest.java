package org.courtyard.bench.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearDuplicatesTest {

  @Test
  void aTextAndItsTwinWithoutStopWordsAreOneGroup() {
    // Given
    String letter = "我是幸福路小区的居民，小区门口的路灯已经坏了三个月，晚上老人出门非常危险，希望尽快修复。";
    String twin = "幸福路小区居民小区门口路灯已经坏三个月晚上老人出门非常危险希望尽快修复";
    String other = "某某中学违规补课收费，家长多次反映无人处理，请教育局核查并退还费用，谢谢领导。";

    // When
    int[] groups = NearDuplicates.groups(List.of(letter, other, twin, other + "！"));

    // Then
    assertThat(groups[2]).isEqualTo(groups[0]);
    assertThat(groups[3]).isEqualTo(groups[1]);
    assertThat(groups[1]).isNotEqualTo(groups[0]);
  }

  @Test
  void shortLinesWithOneWordInCommonStayApart() {
    // When
    int[] groups = NearDuplicates.groups(List.of("电梯坏了", "电梯里捡到一把钥匙", "停水了吗"));

    // Then
    assertThat(groups).doesNotHaveDuplicates();
  }
}
