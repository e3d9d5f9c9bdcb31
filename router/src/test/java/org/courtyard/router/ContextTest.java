package org.courtyard.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.courtyard.router.World.says;

import java.nio.file.Path;
import java.util.List;
import org.courtyard.schemas.CaseEvent;
import org.courtyard.schemas.ContentType;
import org.courtyard.schemas.Message;
import org.courtyard.schemas.Outcome;
import org.courtyard.schemas.OutcomeKind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What short lines mean next to the cases of their group. */
class ContextTest {
  private static final int DAY = 24 * 60;

  @TempDir Path state;
  private TestRouter router;

  @BeforeEach
  void start() {
    router = new TestRouter(state);
  }

  @AfterEach
  void stop() {
    router.close();
  }

  @Test
  void aFragmentRightAfterOnesReportBelongsToIt() {
    // Given
    String lift = router.say("g1", "li", "m1", 0, "电梯坏了").getCaseId();
    // When
    Outcome more = router.say("g1", "li", "m2", 1, "三单元的");
    Outcome yetMore = router.say("g1", "li", "m3", 2, "现在根本下不去");
    // Then
    assertThat(List.of(more.getCaseId(), yetMore.getCaseId())).containsOnly(lift);
    assertThat(List.of(more.getKind(), yetMore.getKind())).containsOnly(OutcomeKind.ATTACHED);
  }

  @Test
  void whatDecidedAndHowSureItWasIsTold() {
    // Given
    String lift = router.say("g1", "li", "m1", 0, "电梯坏了").getCaseId();
    router.events();
    // When
    router.say("g1", "li", "m2", 1, "三单元的");
    // Then
    CaseEvent told = router.events().getLast();
    assertThat(told.getReason().getBy()).isEqualTo("same-sender");
    assertThat(told.getReason().getScore()).isBetween(0.0, 1.0);
    assertThat(told.getReason().getSimilarCase()).isEqualTo(lift);
  }

  @Test
  void smallTalkAfterAReportStaysChatter() {
    // Given
    router.say("g1", "li", "m1", 0, "电梯坏了");
    router.events();
    // When
    Outcome greeting = router.say("g1", "wang", "m2", 3, "大家好，晚上一起跳广场舞");
    // Then
    assertThat(greeting.getKind()).isEqualTo(OutcomeKind.CHATTER);
    assertThat(router.events()).isEmpty();
  }

  @Test
  void aReporterAsksDaysLaterInOtherWords() {
    // Given
    String lift = router.say("g1", "li", "m1", 0, "电梯坏了").getCaseId();
    // When
    Outcome asks = router.say("g1", "li", "m2", DAY, "说好今天来的，师傅呢？电梯还不动");
    // Then
    assertThat(asks.getCaseId()).isEqualTo(lift);
  }

  @Test
  void ofTwoOpenMattersThatOneIsMeantWhoseWordsAreUsed() {
    // Given
    String lift = router.say("g1", "li", "m1", 0, "电梯坏了，按钮不亮").getCaseId();
    String rubbish = router.say("g1", "wang", "m2", 5, "垃圾没人收，桶都满出来了").getCaseId();
    // When
    Outcome first = router.say("g1", "head", "m3", 30, "桶马上去看，垃圾今天清掉");
    Outcome second = router.say("g1", "head", "m4", 31, "电梯按钮马上去看");
    // Then
    assertThat(first.getCaseId()).isEqualTo(rubbish);
    assertThat(second.getCaseId()).isEqualTo(lift);
    assertThat(List.of(first.getKind(), second.getKind())).containsOnly(OutcomeKind.HANDLED);
  }

  @Test
  void aPictureBelongsToWhatItsSenderJustSaid() {
    // Given
    router.say("g1", "li", "m1", 0, "电梯坏了");
    String rubbish = router.say("g1", "wang", "m2", 1, "垃圾没人收").getCaseId();
    Message picture = says("g1", "wang", "m3", 2, "");
    picture.setType(ContentType.IMAGE);
    // When / Then
    assertThat(router.say(picture).getCaseId()).isEqualTo(rubbish);
  }

  @Test
  void anExactRepeatByANeighbourJoins() {
    // Given
    String first = router.say("g1", "li", "m1", 0, "东门口的垃圾没人收，臭得不行").getCaseId();
    // When
    Outcome repeat = router.say("g1", "wang", "m2", 90, "东门口的垃圾没人收，臭得不行！");
    // Then
    assertThat(repeat.getCaseId()).isEqualTo(first);
    assertThat(repeat.getKind()).isEqualTo(OutcomeKind.JOINED);
  }

  @Test
  void chatterThatWasLookedAtNextToTheCasesLeavesNothingBehind() {
    // Given
    router.say("g1", "li", "m1", 0, "电梯坏了");
    // When the platform repeats a line that concerned no case
    router.say("g1", "wang", "m2", 20, "大家好，晚上一起跳广场舞");
    Outcome again = router.say("g1", "wang", "m2", 20, "大家好，晚上一起跳广场舞");
    // Then it is chatter again, because nobody remembers it
    assertThat(again.getKind()).isEqualTo(OutcomeKind.CHATTER);
  }
}
