package org.courtyard.bench.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TableTest {

  @ParameterizedTest
  @CsvSource({
    "'', 0",
    "lift, 4",
    "电梯, 4",
    "电梯A座, 7",
    "，。, 4",
    "坏了😡, 6",
    "👍🏽, 2",
    "é, 1",
    "e\u0301, 1",
  })
  void wideCharactersTakeTwoColumns(String text, int columns) {
    assertThat(Width.of(text)).isEqualTo(columns);
  }

  @Test
  void longTextIsCutWithinItsColumns() {
    assertThat(Width.cut("电梯又坏了，没人管", 10)).isEqualTo("电梯又坏…");
    assertThat(Width.of(Width.cut("电梯又坏了，没人管", 10))).isLessThanOrEqualTo(10);
  }

  @Test
  void shortTextIsKeptOnOneLine() {
    assertThat(Width.cut("  水管\n爆了 ", 10)).isEqualTo("水管 爆了");
  }

  @Test
  void columnsAlignAndFiguresStandOnTheRight() {
    String table = new Table("category", "cases").row("电梯", 12).row("lighting", 3).render(" ");

    assertThat(table)
        .isEqualTo(
            """
             category  cases
             ────────  ─────
             电梯         12
             lighting      3
            """);
  }

  @Test
  void emptyCellIsBlank() {
    assertThat(new Table("a", "b").row(null, "x").render("")).isEqualTo("a  b\n─  ─\n   x\n");
  }

  @Test
  void rowMustFitItsHeader() {
    assertThatThrownBy(() -> new Table("a", "b").row("x"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
