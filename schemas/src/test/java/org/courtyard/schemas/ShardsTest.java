package org.courtyard.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ShardsTest {

  @Test
  void aCaseNumberIsTheSameAgainOnReplay() {
    // When
    String once = Shards.caseId("FGY1", "wecom|fangzhuang|m1", 0);
    String again = Shards.caseId("FGY1", "wecom|fangzhuang|m1", 0);
    // Then
    assertThat(once).isEqualTo(again).matches("FGY1-[0-9A-HJKMNP-TV-Z]{6}");
    assertThat(Shards.ofCase(once)).isEqualTo("FGY1");
  }

  @Test
  void aCollisionGetsOneCharacterMore() {
    // When
    String shorter = Shards.caseId("FGY1", "m1", 0);
    String longer = Shards.caseId("FGY1", "m1", 1);
    // Then
    assertThat(longer).startsWith(shorter).hasSize(shorter.length() + 1);
  }

  @Test
  void whatHasNoShardIsNoCaseNumber() {
    assertThatThrownBy(() -> Shards.ofCase("ABCDEF")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Shards.ofCase("-ABCDEF")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void shardsSpreadOverAllPartitions() {
    // When
    var used =
        IntStream.range(0, 440)
            .mapToObj(i -> Shards.partition("C" + i, 4))
            .collect(Collectors.groupingBy(p -> p, Collectors.counting()));
    // Then
    assertThat(used.keySet()).containsExactlyInAnyOrder(0, 1, 2, 3);
    assertThat(used.values()).allMatch(count -> count > 80);
  }
}
