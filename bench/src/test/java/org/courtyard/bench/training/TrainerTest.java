package org.courtyard.bench.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.courtyard.router.triage.PlainText;
import org.courtyard.router.triage.TextModel;
import org.courtyard.schemas.Intent;
import org.junit.jupiter.api.Test;

class TrainerTest {
  private static final List<String> WRONG =
      List.of("三单元的灯不亮了", "楼道灯坏了没人修", "垃圾堆在门口没人收", "垃圾桶满了三天没人清", "下水道又堵了", "厕所下水堵了没人管");
  private static final List<String> TALK =
      List.of("今晚吃火锅去不去", "周末天气真好", "孩子考试考得不错", "谁去超市带我一个", "早上好各位邻居", "哈哈哈笑死我了");

  @Test
  void tellsWhatItHasSeenApartAndGeneralises() {
    // When
    TextModel model = train(documents());

    // Then
    assertThat(model.read(PlainText.of("二单元灯坏了没人修")).act(0)).isGreaterThan(0.5);
    assertThat(model.read(PlainText.of("晚上吃火锅")).act(0)).isLessThan(0.5);
    assertThat(model.read(PlainText.of("垃圾没人收")).category().label()).isEqualTo("RUBBISH");
    assertThat(model.read(PlainText.of("楼下灯坏了")).kind(null).label()).isEqualTo("GRIEVANCE");
  }

  @Test
  void tellsTalkFromElsewhereWhereItHasReadAny() {
    // Given
    List<Document> documents = documents();
    for (int i = 0; i < 30; i++) {
      documents.add(elsewhere(documents.size(), "新赛季主力球员坏了膝盖没人顶替"));
    }

    // When
    TextModel model = train(documents);

    // Then
    assertThat(model.head(TextModel.HERE).scale()[0]).isNotEqualTo(1);
    assertThat(model.read(PlainText.of("主力球员坏了没人")).act(0)).isLessThan(0.5);
    assertThat(model.read(PlainText.of("二单元灯坏了没人修")).act(0)).isGreaterThan(0.5);
  }

  @Test
  void theSameDocumentsGiveTheSameBytes() throws IOException {
    // When
    byte[] first = bytes(train(documents()));
    byte[] second = bytes(train(documents()));

    // Then
    assertThat(second).isEqualTo(first);
  }

  @Test
  void aModelThatWasWrittenJudgesAsBefore() throws IOException {
    // Given
    TextModel model = train(documents());

    // When
    TextModel read = TextModel.read(new ByteArrayInputStream(bytes(model)));

    // Then
    assertThat(read.version()).isEqualTo(model.version());
    assertThat(read.sources()).isEqualTo(model.sources());
    for (String text : WRONG) {
      assertThat(read.read(PlainText.of(text)).act(0))
          .isEqualTo(model.read(PlainText.of(text)).act(0));
    }
  }

  @Test
  void theFileHoldsNoText() throws IOException {
    // When
    byte[] plain =
        new GZIPInputStream(new ByteArrayInputStream(bytes(train(documents())))).readAllBytes();

    // Then
    String words = new String(plain, StandardCharsets.UTF_8);
    assertThat(WRONG).noneMatch(words::contains);
    assertThat(words).doesNotContain("垃圾", "灯");
  }

  @Test
  void namesWhatWeighedMost() {
    // Given
    List<Document> told = documents();
    told.addAll(documents());
    TextModel model = train(told);

    // When
    List<TextModel.Feature> strongest =
        model.read(PlainText.of("灯坏了没人修")).strongest(TextModel.ACT, "yes", 3);

    // Then
    assertThat(strongest).hasSize(3).allMatch(feature -> !feature.stretch().isEmpty());
    assertThat(strongest.getFirst().weight()).isPositive();
    assertThat(Math.abs(strongest.getFirst().weight()))
        .isGreaterThanOrEqualTo(Math.abs(strongest.getLast().weight()));
  }

  private static TextModel train(List<Document> documents) {
    return new Trainer(List.of(new TextModel.Source("chat/lines.csv", 12, "00")), Map.of())
        .train(documents);
  }

  private static List<Document> documents() {
    List<Document> documents = new ArrayList<>();
    for (int i = 0; i < WRONG.size(); i++) {
      String category = List.of("LIGHTING", "RUBBISH", "SEWAGE").get(i / 2);
      documents.add(document(documents.size(), WRONG.get(i), Intent.GRIEVANCE, category));
      documents.add(document(documents.size(), TALK.get(i), Intent.CHATTER, null));
    }
    return documents;
  }

  private static Document document(int row, String text, Intent kind, String category) {
    return new Document(
        "chat/lines.csv", row, "", "", text, kind, kind == Intent.GRIEVANCE, null, category, null);
  }

  private static Document elsewhere(int row, String text) {
    return new Document(
        "chatter/sport.csv", row, "", "", text, Intent.CHATTER, false, null, null, null);
  }

  private static byte[] bytes(TextModel model) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    model.write(out);
    return out.toByteArray();
  }
}
