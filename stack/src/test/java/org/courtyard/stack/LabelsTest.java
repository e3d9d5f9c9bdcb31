package org.courtyard.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.courtyard.schemas.Actor;
import org.courtyard.schemas.Intent;
import org.courtyard.schemas.Label;
import org.junit.jupiter.api.Test;

class LabelsTest {

  private static Label label(String id, String text, Intent intent, String category) {
    return Label.newBuilder()
        .setMessageId(id)
        .setTenant("fz")
        .setCaseId("FZ-AAAAAA")
        .setText(text)
        .setIntent(intent)
        .setCategory(category)
        .setBy(new Actor(null, "操作员"))
        .setAt(Instant.EPOCH)
        .build();
  }

  @Test
  void theLastWordAboutAMessageIsWrittenInTheShapeThatTrainingReads() {
    // Given
    List<Label> given =
        List.of(
            label("w|fz|m1", "电梯坏了", Intent.CHATTER, null),
            label("w|fz|m2", "谁有梯子,借\"一下\"", Intent.MUTUAL_HELP, null),
            label("w|fz|m1", "电梯坏了", Intent.GRIEVANCE, "LIFT"));
    // When
    Labels labels = Labels.of(given);
    // Then
    assertThat(labels.size()).isEqualTo(2);
    assertThat(labels.csv())
        .isEqualTo(
            """
            id,text,kind,category,urgent,place
            w|fz|m1,电梯坏了,grievance,LIFT,,
            w|fz|m2,"谁有梯子,借""一下\""",mutual_help,,,
            """);
  }
}
