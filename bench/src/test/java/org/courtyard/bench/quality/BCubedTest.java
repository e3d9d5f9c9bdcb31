package org.courtyard.bench.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.courtyard.bench.quality.BCubed.Item;
import org.junit.jupiter.api.Test;

class BCubedTest {

  private static Item item(String truth, String cluster) {
    return new Item(truth, cluster);
  }

  @Test
  void isOneWhereEverythingIsWhereItBelongs() {
    // When
    BCubed measured = BCubed.of(List.of(item("a", "1"), item("a", "1"), item("b", "2")));
    // Then
    assertThat(measured.precision()).isEqualTo(1);
    assertThat(measured.recall()).isEqualTo(1);
    assertThat(measured.f1()).isEqualTo(1);
  }

  @Test
  void losesRecallWhereAMatterIsSplit() {
    // When a matter of four is split in halves: each item finds two of four
    BCubed measured =
        BCubed.of(List.of(item("a", "1"), item("a", "1"), item("a", "2"), item("a", "2")));
    // Then
    assertThat(measured.precision()).isEqualTo(1);
    assertThat(measured.recall()).isEqualTo(0.5);
    assertThat(measured.f1()).isCloseTo(2 / 3.0, within(1e-9));
  }

  @Test
  void losesPrecisionWhereMattersAreMixed() {
    // When three of a and one of b share a cluster: (3·3/4 + 1·1/4) / 4
    BCubed measured =
        BCubed.of(List.of(item("a", "1"), item("a", "1"), item("a", "1"), item("b", "1")));
    // Then
    assertThat(measured.precision()).isCloseTo(0.625, within(1e-9));
    assertThat(measured.recall()).isEqualTo(1);
  }

  @Test
  void anItemThatIsLeftOutIsAlone() {
    // When of three that belong together one is left out: recall (2·2/3 + 1/3) / 3
    BCubed measured = BCubed.of(List.of(item("a", "1"), item("a", "1"), item("a", "alone")));
    // Then
    assertThat(measured.precision()).isEqualTo(1);
    assertThat(measured.recall()).isCloseTo(5 / 9.0, within(1e-9));
  }
}
