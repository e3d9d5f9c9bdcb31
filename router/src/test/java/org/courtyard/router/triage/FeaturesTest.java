package org.courtyard.router.triage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class FeaturesTest {

  @Test
  void neitherScriptNorWidthNorFiguresMatter() {
    assertThat(buckets("３單元電梯壞了！")).isEqualTo(buckets("12单元电梯坏了!"));
  }

  @Test
  void wordsOfOneClassShareAFeature() {
    // When
    int[] shared =
        Arrays.stream(buckets("电梯停运"))
            .filter(bucket -> Arrays.stream(buckets("直梯坏了")).anyMatch(b -> b == bucket))
            .toArray();

    // Then: more than the one character that both have
    assertThat(shared).hasSizeGreaterThan(2);
  }

  @Test
  void inALongTextWhatComesOftenCountsMoreButSlowly() {
    // When
    Features features = Features.of("哈".repeat(200) + "吵");

    // Then
    int heaviest = IntStream.range(0, features.size()).map(features::weight).max().orElseThrow();
    assertThat(heaviest).isEqualTo(4);
    assertThat(buckets("哈".repeat(200) + "吵")).doesNotHaveDuplicates();
  }

  @Property(tries = 300)
  void anyTextHasFeatures(@ForAll String text) {
    Features features = Features.of(PlainText.of(text));
    assertThat(features.size()).isPositive();
    for (int i = 0; i < features.size(); i++) {
      assertThat(features.bucket(i)).isBetween(0, Features.BUCKETS - 1);
      assertThat(features.weight(i)).isBetween(1, 4);
    }
  }

  private static int[] buckets(String text) {
    Features features = Features.of(PlainText.of(text));
    return IntStream.range(0, features.size()).map(features::bucket).toArray();
  }
}
