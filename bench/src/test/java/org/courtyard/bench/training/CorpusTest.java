package org.courtyard.bench.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.courtyard.schemas.Intent;
import org.courtyard.stack.StackException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CorpusTest {
  @TempDir private Path directory;

  @Test
  void readsEveryLayout() throws IOException {
    // Given
    write("grievances/labelled.csv", "title,time,text,label\n路灯坏了,,请修一下,城乡建设\n");
    write("grievances/labelled_segmented.csv", "label,segmented_text\n交通运输,公交 站 太 远\n");
    write("chatter/reviews.csv", "label,review\n1,好吃\n");
    write("chatter/headlines.csv", "title,class\n球队换帅,体育\n");
    write(
        "chat/lines.csv",
        "id,text,kind,category,urgent,place\nA1,灯不亮,grievance,LIGHTING,no,\nA2,\"行, 好\",chatter,,no,\n");
    write("chat/threads.csv", "thread,seq,minutes_offset,building,sender,text,matter\n");

    // When
    Corpus corpus = Corpus.read(List.of(directory));

    // Then
    assertThat(corpus.sources()).hasSize(5);
    Document letter = corpus.of("grievances/labelled.csv").getFirst();
    assertThat(letter.full()).isEqualTo("路灯坏了。请修一下");
    assertThat(letter.mainClass()).isEqualTo("城乡建设");
    assertThat(corpus.of("grievances/labelled_segmented.csv").getFirst().text()).isEqualTo("公交站太远");
    assertThat(corpus.of("chatter/reviews.csv").getFirst().act()).isFalse();
    assertThat(corpus.of("chatter/headlines.csv").getFirst())
        .extracting(Document::title, Document::text, Document::full)
        .containsExactly("球队换帅", "球队换帅", "球队换帅");
    assertThat(corpus.of("chat/lines.csv"))
        .extracting(Document::kind, Document::category, Document::author)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(Intent.GRIEVANCE, "LIGHTING", "A"),
            org.assertj.core.groups.Tuple.tuple(Intent.CHATTER, null, "A"));
  }

  @Test
  void saysWhichKindItDoesNotKnow() throws IOException {
    // Given
    write("chat/lines.csv", "id,text,kind\n1,灯不亮,complaint\n");

    // When and then
    assertThatThrownBy(() -> Corpus.read(List.of(directory)))
        .isInstanceOf(StackException.class)
        .hasMessageContaining("complaint");
  }

  @Test
  void saysWhenThereIsNothingToRead() {
    assertThatThrownBy(() -> Corpus.read(List.of(directory)))
        .isInstanceOf(StackException.class)
        .hasMessageContaining("No labelled texts");
  }

  private void write(String file, String text) throws IOException {
    Files.createDirectories(directory.resolve(file).getParent());
    Files.writeString(directory.resolve(file), text);
  }
}
