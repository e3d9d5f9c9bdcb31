package org.courtyard.router.triage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.courtyard.schemas.Category;
import org.courtyard.schemas.ContentType;
import org.courtyard.schemas.Intent;
import org.courtyard.schemas.Message;
import org.courtyard.schemas.Rules;
import org.courtyard.schemas.SameMatter;
import org.courtyard.schemas.Tier;
import org.courtyard.schemas.TriageRule;
import org.courtyard.schemas.Urgency;
import org.courtyard.schemas.Verdict;
import org.junit.jupiter.api.Test;

class TriageTest {

  private static final Triage TRIAGE =
      Triage.compile(
          rules(
              rule("lift", Intent.GRIEVANCE, 10).setCategory("LIFT").setAll(terms("电梯|直梯", "坏|停")),
              rule("lift-trapped", Intent.GRIEVANCE, 20)
                  .setCategory("LIFT")
                  .setUrgency(Urgency.EMERGENCY)
                  .setAll(terms("电梯"))
                  .setAny(terms("困住", "关人")),
              rule("water", Intent.GRIEVANCE, 10).setCategory("WATER").setAny(terms("停水")),
              rule("selling", Intent.CHATTER, 30).setAny(terms("出售", "转让")),
              rule("claim", Intent.CLAIM, 15).setAny(terms("马上去看")),
              rule("done", Intent.DONE, 15).setAny(terms("修好了")).setNone(terms("没修好|才修好")),
              rule("first", Intent.SATISFIED, 5).setAny(terms("满意")),
              rule("second", Intent.FOLLOW_UP, 5).setAny(terms("满意")),
              rule("chase", Intent.FOLLOW_UP, 40).setAny(terms("还没修", "白修"))));

  @Test
  void everyTermOfAllMustOccurInOneOfItsAlternatives() {
    // When
    Verdict broken = resident("直梯又坏了");
    Verdict lost = resident("电梯卡谁捡到了");

    // Then
    assertThat(broken.getIntent()).isEqualTo(Intent.GRIEVANCE);
    assertThat(broken.getCategory()).isEqualTo("LIFT");
    assertThat(broken.getUrgency()).isEqualTo(Urgency.URGENT);
    assertThat(broken.getRule()).isEqualTo("lift");
    assertThat(broken.getWords()).containsExactlyInAnyOrder("直梯", "坏");
    assertThat(broken.getRulesVersion()).isEqualTo("v1");
    assertThat(lost.getIntent()).isEqualTo(Intent.CHATTER);
    assertThat(lost.getRule()).isEqualTo("none");
  }

  @Test
  void theHighestPriorityWinsAndBringsItsUrgency() {
    assertThat(resident("电梯停了，困住两个人").getUrgency()).isEqualTo(Urgency.EMERGENCY);
  }

  @Test
  void chatterOfHigherPrioritySilencesAGrievance() {
    assertThat(resident("出售二手电梯，坏的也卖").getRule()).isEqualTo("selling");
    assertThat(handler("转让店铺，马上去看").getIntent()).isEqualTo(Intent.CHATTER);
  }

  @Test
  void equalPrioritiesGoToTheEarlierRule() {
    assertThat(resident("满意").getRule()).isEqualTo("first");
  }

  @Test
  void aWordOfNoneKeepsARuleFromFiring() {
    assertThat(resident("没修好了？").getIntent()).isEqualTo(Intent.CHATTER);
  }

  @Test
  void whatHandlersSayIsPreferredFromAHandlerOnly() {
    // Given
    String text = "电梯坏了？我马上去看";

    // Then
    assertThat(handler(text).getIntent()).isEqualTo(Intent.CLAIM);
    assertThat(resident(text).getIntent()).isEqualTo(Intent.GRIEVANCE);
    assertThat(resident("马上去看").getIntent()).isEqualTo(Intent.CLAIM);
  }

  @Test
  void aFollowUpSaysWhatItIsAboutWhereItCan() {
    assertThat(resident("白修了，电梯又停").getIntent()).isEqualTo(Intent.FOLLOW_UP);
    assertThat(resident("白修了，电梯又停").getCategory()).isEqualTo("LIFT");
    assertThat(resident("还没修？").getCategory()).isNull();
  }

  @Test
  void aTagAlwaysMakesAGrievance() {
    assertThat(resident("#诉求 小广告太多")).satisfies(v -> expect(v, "OTHER", "tag"));
    assertThat(resident("＃诉求出售电梯，停了")).satisfies(v -> expect(v, "LIFT", "tag"));
    assertThat(handler("@小院 停水了")).satisfies(v -> expect(v, "WATER", "tag"));
    assertThat(TRIAGE.judge(message(ContentType.LINK, "#诉求 停水"), false))
        .satisfies(v -> expect(v, "WATER", "tag"));
  }

  @Test
  void picturesWithoutWordsAreLeftToTheContext() {
    assertThat(TRIAGE.judge(message(ContentType.IMAGE, ""), false).getRule()).isEqualTo("media");
    assertThat(TRIAGE.judge(message(ContentType.VIDEO, "👆👆[图片]"), false).getRule())
        .isEqualTo("media");
    assertThat(TRIAGE.judge(message(ContentType.TEXT, "？？？"), false).getRule()).isEqualTo("none");
    assertThat(TRIAGE.judge(message(ContentType.IMAGE, "停水了"), false).getIntent())
        .isEqualTo(Intent.GRIEVANCE);
  }

  @Test
  void aLinkIsAboutSomewhereElse() {
    assertThat(TRIAGE.judge(message(ContentType.LINK, "某小区电梯坏了一个月"), false).getRule())
        .isEqualTo("link");
  }

  @Test
  void writingDoesNotHideAWord() {
    assertThat(List.of("電梯壞了", "电 梯 坏 了", "电\u200B梯坏了", "电梯[裂开]坏了", "电梯 ，坏啦！！！"))
        .allSatisfy(text -> assertThat(resident(text).getCategory()).isEqualTo("LIFT"));
    assertThat(resident("电梯[裂开][停]").getIntent()).isEqualTo(Intent.GRIEVANCE);
  }

  @Test
  void aBadRuleIsRefusedByName() {
    assertThatThrownBy(() -> Triage.compile(rules(rule("empty", Intent.CHATTER, 1))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("empty");
    assertThatThrownBy(
            () -> Triage.compile(rules(rule("gap", Intent.CHATTER, 1).setAny(terms("好||坏")))))
        .hasMessageContaining("gap");
    assertThatThrownBy(
            () ->
                Triage.compile(
                    rules(
                        rule("lost", Intent.GRIEVANCE, 1)
                            .setCategory("NOWHERE")
                            .setAny(terms("坏")))))
        .hasMessageContaining("lost")
        .hasMessageContaining("NOWHERE");
    assertThatThrownBy(
            () -> Triage.compile(rules(rule("bare", Intent.QUESTION, 1).setAny(terms("坏")))))
        .hasMessageContaining("bare");
  }

  @Test
  void noRulesAtAllStillJudge() {
    assertThat(Triage.compile(rules()).judge(message(ContentType.TEXT, "停水"), false).getRule())
        .isEqualTo("none");
  }

  @Property(tries = 500)
  void anyTextGetsTheSameVerdictTwice(@ForAll String text, @ForAll boolean fromHandler) {
    // Given
    Message message = message(ContentType.TEXT, text);

    // Then
    assertThatCode(() -> TRIAGE.judge(message, fromHandler)).doesNotThrowAnyException();
    assertThat(TRIAGE.judge(message, fromHandler)).isEqualTo(TRIAGE.judge(message, fromHandler));
  }

  @Property(tries = 500)
  void neitherSurroundingsNorWidthHideAWord(@ForAll String before, @ForAll String after) {
    assertThat(PlainText.of(before + "。停水。" + after)).contains("停水");
    assertThat(PlainText.of(before + "。Ａ１Ｂ。" + after)).contains("a1b");
  }

  private static void expect(Verdict verdict, String category, String rule) {
    assertThat(verdict.getIntent()).isEqualTo(Intent.GRIEVANCE);
    assertThat(verdict.getCategory()).isEqualTo(category);
    assertThat(verdict.getRule()).isEqualTo(rule);
  }

  private static Verdict resident(String text) {
    return TRIAGE.judge(message(ContentType.TEXT, text), false);
  }

  private static Verdict handler(String text) {
    return TRIAGE.judge(message(ContentType.TEXT, text), true);
  }

  private static Message message(ContentType type, String text) {
    return Message.newBuilder()
        .setId("wecom|t|m1")
        .setTenant("t")
        .setPlatform("wecom")
        .setGroup("wecom|t|g1")
        .setSender("somebody")
        .setType(type)
        .setText(text)
        .setOccurredAt(Instant.EPOCH)
        .setAcceptedAt(Instant.EPOCH)
        .build();
  }

  private static TriageRule.Builder rule(String id, Intent intent, int priority) {
    return TriageRule.newBuilder().setId(id).setIntent(intent).setPriority(priority);
  }

  private static List<String> terms(String... terms) {
    return List.of(terms);
  }

  private static Rules rules(TriageRule.Builder... rules) {
    return Rules.newBuilder()
        .setTenant("t")
        .setVersion("v1")
        .setTiers(List.of())
        .setCategories(List.of(category("LIFT", Urgency.URGENT), category("WATER", Urgency.URGENT)))
        .setTriage(List.of(rules).stream().map(TriageRule.Builder::build).toList())
        .setClocks(List.of())
        .setTemplates(List.of())
        .build();
  }

  private static Category category(String code, Urgency urgency) {
    return new Category(code, code, code, Tier.BUILDING, urgency, SameMatter.BUILDING, 24, "", "");
  }
}
