package org.courtyard.router.triage;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MaskingTest {

  @ParameterizedTest
  @CsvSource({
    "打我电话13800001111谢谢, 打我电话***********谢谢",
    "138-0000-1111, *************",
    "138 0000 1111, *************",
    "１３８００００１１１１, ***********",
    "幺三八零零零零幺幺幺幺, ***********",
    "座机010-67000000找物业, 座机************找物业",
    "物业67000000, 物业********",
    "(010)67000000, *************",
    "400-800-0000, ************",
    "身份证11010619500101123X, 身份证******************",
    "卡号6222 0000 0000 0000 000, 卡号***********************",
    "京A12345堵门, 京******堵门",
    "京AD12345占车位, 京*******占车位",
    "京A·12345, 京*******"
  })
  void privateNumbersAreStarredOut(String text, String masked) {
    assertThat(Masking.mask(text)).isEqualTo(masked);
  }

  @ParameterizedTest
  @CsvSource({
    "7号楼3单元502室漏水",
    "2026-06-29 08:00 起停水",
    "20260629停水",
    "已经打了12345和110",
    "案件FZ13-7K3M9Q怎么样了",
    "一共1200元，3个月",
    "新GB标准出来了"
  })
  void everythingElseStaysReadable(String text) {
    assertThat(Masking.mask(text)).isEqualTo(text);
  }

  @Property
  void noMobileNumberSurvives(
      @ForAll @LongRange(min = 13_000_000_000L, max = 19_999_999_999L) long mobile) {
    assertThat(Masking.mask("电话" + mobile + "，找我")).isEqualTo("电话***********，找我");
  }

  @Property
  void theLengthStaysAndASecondPassChangesNothing(@ForAll String text) {
    // When
    String masked = Masking.mask(text);

    // Then
    assertThat(masked).hasSameSizeAs(text);
    assertThat(Masking.mask(masked)).isEqualTo(masked);
  }
}
