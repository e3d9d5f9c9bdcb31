package org.courtyard.router.triage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.courtyard.schemas.Category;
import org.courtyard.schemas.ContentType;
import org.courtyard.schemas.Intent;
import org.courtyard.schemas.Message;
import org.courtyard.schemas.Rules;
import org.courtyard.schemas.SameMatter;
import org.courtyard.schemas.Thresholds;
import org.courtyard.schemas.Tier;
import org.courtyard.schemas.TriageRule;
import org.courtyard.schemas.Urgency;
import org.courtyard.schemas.Verdict;
import org.junit.jupiter.api.Test;

class RulesAndModelTest {
  private static final String IMPLICIT = "孩子一晚上没睡";
  private static final String SMALL_TALK = "晚上吃火锅去不去";

  /** Knows one grievance by heart, and one piece of small talk. */
  private final TextModel model = knows(IMPLICIT, SMALL_TALK);

  @Test
  void theModelHearsWhatNoRuleSays() {
    // When
    Verdict verdict = judge(IMPLICIT, rules(0.7));

    // Then
    assertThat(verdict.getIntent()).isEqualTo(Intent.GRIEVANCE);
    assertThat(verdict.getCategory()).isEqualTo("NOISE");
    assertThat(verdict.getRule()).isEqualTo("model");
    assertThat(verdict.getScore()).isGreaterThan(0.7);
    assertThat(verdict.getThreshold()).isEqualTo(0.7);
    assertThat(verdict.getModel()).isEqualTo(model.version());
    assertThat(verdict.getAsk()).isFalse();
  }

  @Test
  void reasonsAreGivenWhereTheyAreKept() {
    // Given
    Triage triage = Triage.compile(rules(0.7), Optional.of(model));

    // When
    Verdict verdict = triage.judge(message(IMPLICIT), false);

    // Then
    assertThat(verdict.getFeatures()).hasSize(5).allMatch(feature -> feature.matches(".+ [+-].+"));
  }

  @Test
  void betweenTheThresholdsSomebodyIsAsked() {
    // Given
    double score = judge(IMPLICIT, rules(0.7)).getScore();

    // When
    Verdict verdict = judge(IMPLICIT, rules(score + 0.001));

    // Then
    assertThat(verdict.getIntent()).isEqualTo(Intent.GRIEVANCE);
    assertThat(verdict.getAsk()).isTrue();
  }

  @Test
  void whatSoundsLikeTalkFromElsewhereIsNoMatterHoweverMuchItComplains() {
    // Given
    TextModel doubtful =
        model.withHeads(
            head ->
                head.name().equals(TextModel.HERE)
                    ? new TextModel.Head(
                        head.name(), head.labels(), head.scale(), head.bias(), head.slope(), -50)
                    : head);
    Triage triage = Triage.compile(rules(0.7), Optional.of(doubtful));

    // When
    Verdict verdict = triage.judge(message(IMPLICIT), false);

    // Then
    assertThat(verdict.getIntent()).isEqualTo(Intent.CHATTER);
    assertThat(verdict.getScore()).isLessThan(0.01);
  }

  @Test
  void aRuleTipsTheScalesBothWays() {
    // Given
    Rules undecided = rules(0.7);
    undecided.setTriage(
        List.of(
            rule("not-here", Intent.CHATTER, null, 10, "没睡"),
            rule("lights", Intent.GRIEVANCE, "LIGHTING", 10, "路灯")));

    // When
    Verdict talkedDown = judge(IMPLICIT, undecided, 20);
    Verdict talkedUp = judge("路灯", undecided, 20);
    Verdict tooLight = judge(IMPLICIT, undecided, 0.01);

    // Then
    assertThat(talkedDown.getIntent()).isEqualTo(Intent.CHATTER);
    assertThat(talkedDown.getRule()).isEqualTo("not-here");
    assertThat(talkedUp.getIntent()).isEqualTo(Intent.GRIEVANCE);
    assertThat(talkedUp.getCategory()).isEqualTo("LIGHTING");
    assertThat(tooLight.getIntent()).isEqualTo(Intent.GRIEVANCE);
    assertThat(tooLight.getRule()).isEqualTo("model");
  }

  @Test
  void whatIsSurelyTalkFollowsUpNothing() {
    // Given
    Rules following = rules(0.7);
    following.setTriage(List.of(rule("me-too", Intent.FOLLOW_UP, null, 10, "去不去", "也是")));

    // When
    Verdict talk = judge(SMALL_TALK, following, 0.5);
    Verdict undecided = judge("我也是", following, 0.5);

    // Then
    assertThat(talk.getIntent()).isEqualTo(Intent.CHATTER);
    assertThat(talk.getScore()).isLessThan(0.3);
    assertThat(undecided.getIntent()).isEqualTo(Intent.FOLLOW_UP);
    assertThat(undecided.getScore()).isLessThan(0.7);
  }

  @Test
  void whatHasNoWordsIsLeftToTheRules() {
    // Given
    Rules following = rules(0.7);
    following.setTriage(List.of(rule("me-too", Intent.FOLLOW_UP, null, 10, "+1")));

    // Then
    assertThat(judge("+1", following, 0.5).getIntent()).isEqualTo(Intent.FOLLOW_UP);
  }

  @Test
  void aRuleOfHighestPriorityDecidesAlone() {
    // Given
    Rules certain = rules(0.7);
    certain.setTriage(List.of(rule("hotpot", Intent.GRIEVANCE, "NOISE", 100, "火锅")));

    // When
    Verdict verdict = judge(SMALL_TALK, certain, 0);

    // Then
    assertThat(verdict.getIntent()).isEqualTo(Intent.GRIEVANCE);
    assertThat(verdict.getRule()).isEqualTo("hotpot");
    assertThat(verdict.getScore()).isNull();
  }

  @Test
  void aCategoryThatTheTenantHasNotIsAnythingElse() {
    // Given
    Rules without = rules(0.7);
    without.setCategories(List.of(category("LIGHTING"), category(Triage.OTHER)));

    // When and then
    assertThat(judge(IMPLICIT, without).getCategory()).isEqualTo(Triage.OTHER);
  }

  @Test
  void nearWordsMustStandTogether() {
    // Given
    Rules near = rules(0.7);
    TriageRule rule = rule("lamp-broken", Intent.GRIEVANCE, "LIGHTING", 100);
    rule.setNear(List.of("灯", "坏|不亮"));
    rule.setNearWithin(5);
    near.setTriage(List.of(rule));

    // When and then
    assertThat(judge("楼道灯都坏了", near).getRule()).isEqualTo("lamp-broken");
    assertThat(judge("看灯会去，我手机昨天摔坏了", near).getRule()).isNotEqualTo("lamp-broken");
  }

  @Test
  void anExplanationNamesEverythingThatWentIn() {
    // Given
    Rules rules = rules(0.7);
    rules.setTriage(List.of(rule("sleep", Intent.GRIEVANCE, "NOISE", 10, "没睡")));

    // When
    Explanation explained =
        Triage.compile(rules, Optional.of(model)).explain(message("3号楼" + IMPLICIT), false, 4);

    // Then
    assertThat(explained.fired())
        .singleElement()
        .satisfies(fired -> assertThat(fired.words()).containsExactly("没睡"));
    assertThat(explained.places()).containsExactly("3号楼");
    assertThat(explained.byModel())
        .hasValueSatisfying(
            byModel -> {
              assertThat(byModel.forAndAgainst()).hasSize(4);
              assertThat(byModel.category().label()).isEqualTo("NOISE");
              assertThat(byModel.mainClass().label()).isEqualTo("环境保护");
            });
  }

  private Verdict judge(String text, Rules rules) {
    return judge(text, rules, 1);
  }

  private Verdict judge(String text, Rules rules, double ruleWeight) {
    rules.getThresholds().setRuleWeight(ruleWeight);
    return Triage.compile(rules, Optional.of(model)).judge(message(text), false);
  }

  private static Rules rules(double caseFrom) {
    return Rules.newBuilder()
        .setTenant("t")
        .setVersion("1")
        .setTiers(List.of())
        .setCategories(List.of(category("NOISE"), category("LIGHTING"), category(Triage.OTHER)))
        .setTriage(List.of())
        .setClocks(List.of())
        .setTemplates(List.of())
        .setThresholds(new Thresholds(caseFrom, caseFrom - 0.05, 1.0))
        .build();
  }

  private static Category category(String code) {
    return new Category(
        code, code, code, Tier.BUILDING, Urgency.ORDINARY, SameMatter.TEXT, 24, "", "");
  }

  private static TriageRule rule(
      String id, Intent intent, String category, int priority, String... any) {
    return TriageRule.newBuilder()
        .setId(id)
        .setIntent(intent)
        .setCategory(category)
        .setAny(List.of(any))
        .setPriority(priority)
        .build();
  }

  private static Message message(String text) {
    return Message.newBuilder()
        .setId("p|t|1")
        .setTenant("t")
        .setPlatform("p")
        .setGroup("p|t|g")
        .setSender("s")
        .setType(ContentType.TEXT)
        .setText(text)
        .setOccurredAt(java.time.Instant.EPOCH)
        .setAcceptedAt(java.time.Instant.EPOCH)
        .build();
  }

  private static TextModel knows(String grievance, String talk) {
    byte[] squares = new byte[Features.BUCKETS];
    java.util.Arrays.fill(squares, (byte) 1);
    byte[] wrong = new byte[Features.BUCKETS];
    byte[] right = new byte[Features.BUCKETS];
    learn(grievance, wrong, 100);
    learn(talk, wrong, -100);
    learn(talk, right, 100);
    java.util.BitSet every = new java.util.BitSet();
    every.set(0, Features.BUCKETS);
    return new TextModel(
        List.of(),
        List.of(
            head(TextModel.ACT, List.of("yes"), 3),
            head(TextModel.HERE, List.of("yes"), 9),
            head(TextModel.KIND, List.of("CHATTER", "GRIEVANCE"), 1),
            head(TextModel.MAIN_CLASS, List.of("环境保护", "城乡建设"), 1),
            head(TextModel.CATEGORY, List.of("LIGHTING", "NOISE"), 1)),
        FeatureTable.of(new byte[][] {wrong, wrong, right, wrong, squares}, every),
        FeatureTable.of(new byte[][] {wrong, right}, every),
        FeatureTable.of(new byte[][] {right, wrong}, every));
  }

  private static void learn(String text, byte[] weights, int weight) {
    Features features = Features.of(PlainText.of(text));
    for (int i = 0; i < features.size(); i++) {
      weights[features.bucket(i)] = (byte) weight;
    }
  }

  private static TextModel.Head head(String name, List<String> labels, float slope) {
    float[] scale = new float[labels.size()];
    java.util.Arrays.fill(scale, 0.002f);
    return new TextModel.Head(name, labels, scale, new float[labels.size()], slope, 0);
  }
}
