package org.courtyard.router.correlation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.courtyard.router.World.says;

import org.junit.jupiter.api.Test;

class LiveTalkTest {
  private final LiveTalk talk = new LiveTalk(4);

  @Test
  void whereNobodySpokeOfAMatterTalkIsChatter() {
    assertThat(talk.mayConcern(says("g1", "li", "m1", 0, "三单元的"), false)).isFalse();
  }

  @Test
  void aGroupGoesOnSpeakingOfWhatWasSaidLately() {
    // Given
    talk.heard(says("g1", "li", "m1", 0, "电梯坏了"));
    // When / Then
    assertThat(talk.mayConcern(says("g1", "wang", "m2", 20, "三单元的"), false)).isTrue();
    assertThat(talk.mayConcern(says("g1", "wang", "m3", 40, "三单元的"), false)).isFalse();
    assertThat(talk.mayConcern(says("g2", "wang", "m4", 20, "三单元的"), false)).isFalse();
  }

  @Test
  void whoeverReportedAndWhoeverAnswersComesBackToItDaysLater() {
    // Given
    talk.heard(says("g1", "li", "m1", 0, "电梯坏了"));
    int threeDays = 3 * 24 * 60;
    // When / Then
    assertThat(talk.mayConcern(says("g1", "li", "m2", threeDays, "配件到了吗"), false)).isTrue();
    assertThat(talk.mayConcern(says("g1", "head", "m3", threeDays, "明天到"), true)).isTrue();
    assertThat(talk.mayConcern(says("g1", "wang", "m4", threeDays, "明天到"), false)).isFalse();
  }

  @Test
  void thoseSilentLongestAreForgottenWhenThereAreTooMany() {
    // Given
    talk.heard(says("g1", "li", "m1", 0, "电梯坏了"));
    talk.heard(says("g2", "wang", "m2", 1, "电梯坏了"));
    // When
    talk.heard(says("g3", "zhao", "m3", 2, "电梯坏了"));
    // Then
    assertThat(talk.mayConcern(says("g1", "li", "m4", 3, "三单元的"), false)).isFalse();
    assertThat(talk.mayConcern(says("g3", "li", "m5", 3, "三单元的"), false)).isTrue();
  }
}
