package org.courtyard.schemas;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Keeps the topic table of ARCHITECTURE.md equal to the catalogue. */
class TopicTableTest {

  /** An intended change: copy target/topic-table.md over the table. */
  @Test
  void theArchitectureDocumentShowsTheCatalogue() throws IOException {
    // Given
    String table = table();
    Files.writeString(Path.of("target/topic-table.md"), table);
    // When
    String document = Files.readString(Path.of("../ARCHITECTURE.md"));
    // Then
    assertThat(document).contains(table);
  }

  private static String table() {
    return "| topic | value | keyed by | partitions | cleanup | kept | written by | read by | what for |\n"
        + "| --- | --- | --- | --- | --- | --- | --- | --- | --- |\n"
        + Topics.ALL.stream().map(TopicTableTest::row).collect(joining());
  }

  private static String row(Topic<?> topic) {
    return "| `%s` | %s | %s | %d | %s | %s | %s | %s | %s |\n"
        .formatted(
            topic.name(),
            topic.value() == null ? "original bytes" : topic.value().getSimpleName(),
            topic.keyedBy().name().toLowerCase(java.util.Locale.ROOT),
            topic.partitions(),
            topic.cleanup().name().toLowerCase(java.util.Locale.ROOT),
            topic.retention().isZero()
                ? "the latest"
                : topic.retention().toDays() > 0
                    ? topic.retention().toDays() + " d"
                    : topic.retention().toHours() + " h",
            String.join(", ", topic.writers()),
            String.join(", ", topic.readers()),
            topic.purpose());
  }
}
