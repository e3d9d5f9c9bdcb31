package org.courtyard.router.triage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MentionsTest {

  @ParameterizedTest
  @CsvSource({
    "三单元的电梯又停了, 3单元",
    "3 单元灯不亮, 3单元",
    "二门楼道里堆着纸箱, 2单元",
    "5层声控灯, 5层",
    "十二楼漏水, 12层",
    "二十楼没水, 20层",
    "６号楼门禁坏了, 6号楼",
    "7栋, 7号楼",
    "7#楼停电, 7号楼",
    "５０２室漏水, 502室",
    "五零二家里, 502室",
    "1203户, 1203室",
    "东门井盖, 东门",
    "北门进不来车, 北门",
    "地下一层积水, B1层",
    "B2车库没灯, B2层",
    "顶楼漏雨, 顶层",
    "502卫生间漏水滴到我家402了, 502室;402室",
    "1203阳台漏雨, 1203室",
    "3-502漏水, 3单元;502室",
    "7-3-502漏水, 7号楼;3单元;502室",
    "7号楼3单元5层502室, 7号楼;3单元;5层;502室"
  })
  void aSpotIsFoundHoweverItIsWritten(String text, String spots) {
    assertThat(Mentions.of(text)).containsExactly(spots.split(";"));
  }

  @ParameterizedTest
  @CsvSource({
    "晚上一起吃饭吗",
    "楼下有人吵",
    "阳台上落了一层灰",
    "2026-06-29 停水通知",
    "打010-67891234",
    "三门峡的苹果",
    "12345已经打了",
    "快打119和120",
    "一共1205元",
    "2019年换的",
    "王楼长在吗",
    "十几层的楼"
  })
  void otherNumbersAreNoSpots(String text) {
    assertThat(Mentions.of(text)).isEmpty();
  }

  @Test
  void eachSpotIsNamedOnce() {
    assertThat(Mentions.of("三单元！3单元！三门！")).isEqualTo(List.of("3单元"));
  }

  @Property
  void figuresAndChineseNumeralsNameTheSameFloor(@ForAll @IntRange(min = 1, max = 99) int floor) {
    // Given
    String spoken = spoken(floor);

    // Then
    assertThat(Mentions.of(spoken + "层漏水"))
        .isEqualTo(Mentions.of(floor + "楼漏水"))
        .containsExactly(floor + "层");
  }

  @Property
  void anyTextIsAccepted(@ForAll String text) {
    assertThat(Mentions.of(text)).doesNotContainNull();
  }

  private static String spoken(int number) {
    String digits = "零一二三四五六七八九";
    String tens = number < 10 ? "" : number < 20 ? "十" : digits.charAt(number / 10) + "十";
    return tens + (number % 10 == 0 ? "" : String.valueOf(digits.charAt(number % 10)));
  }
}
