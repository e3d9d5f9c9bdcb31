package org.courtyard.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PerformanceDocumentTest {

  @Test
  void says_what_was_measured_how_and_where() throws IOException {
    // Given
    Report report =
        new Report("throughput", "./courtyard bench throughput --seed 7", Instant.EPOCH);
    report.setting("runs", 3);
    report.table(
        "Messages a second", List.of("mix", "ratio"), List.of(List.of("half|half", "0.61")));
    report.check("every message has an outcome", true, "10 of 10");
    JsonNode written = new ObjectMapper().readTree(report.figures().toString());

    // When
    String document =
        PerformanceDocument.write(List.of(written), "performance", "## Tried\n\nNothing.");

    // Then
    assertThat(document)
        .contains("`./courtyard bench throughput --seed 7`, 1970-01-01T00:00:00Z.")
        .contains("Settings: runs 3.")
        .contains("| half\\|half | 0.61 |")
        .contains("1 checks of its own, 0 failed.")
        .endsWith("## Tried\n\nNothing.\n");
  }

  @Test
  void a_failed_check_stands_in_the_document() throws IOException {
    // Given
    Report report = new Report("kill", "./courtyard bench kill", Instant.EPOCH);
    report.check("no message is lost", false, "9 of 10");

    // When
    String document =
        PerformanceDocument.write(
            List.of(new ObjectMapper().readTree(report.figures().toString())), "performance", "");

    // Then
    assertThat(report.holds()).isFalse();
    assertThat(document).contains("- failed: no message is lost: 9 of 10");
  }

  @Test
  void plots_lie_beside_the_json_that_names_them(@TempDir Path directory) throws IOException {
    // Given
    Report report = new Report("scale", "./courtyard bench scale", Instant.EPOCH);
    report.plot("rates", new Plot("Rates", "s", "messages/s").line("one", List.of()).svg());

    // When
    report.writePlots(directory);

    // Then
    assertThat(report.figures().path("plots").get(0).asText()).isEqualTo("scale-rates.svg");
    assertThat(Files.readString(directory.resolve("scale-rates.svg"))).startsWith("<svg");
  }
}
