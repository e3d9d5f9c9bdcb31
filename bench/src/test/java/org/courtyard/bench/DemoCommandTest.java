package org.courtyard.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class DemoCommandTest {
  @TempDir private Path directory;
  private final StringWriter err = new StringWriter();

  private int demo(String... args) {
    return new CommandLine(new DemoCommand()).setErr(new PrintWriter(err, true)).execute(args);
  }

  @Test
  void malformedBurstIsRefusedWithItsLinesBeforeAnythingStarts() throws Exception {
    Path file =
        Files.writeString(
            directory.resolve("bad.ndjson"),
            """
            {"burst":"b","tenant":"t","platform":"w","start":"2026-06-29T08:00:00+08:00"}
            {"at":"0:00:01","chat":"g","id":"m","sender":"u","text":"x"}
            nonsense
            {"at":"soon","chat":"g","id":"m","sender":"u","text":"x"}
            """);

    int exit = demo("--once", "--burst", file.toString());

    assertThat(exit).isEqualTo(2);
    assertThat(err.toString())
        .contains("bad.ndjson")
        .contains("line 3: not JSON")
        .contains("line 4: at: not an offset")
        .doesNotContain("line 2");
  }

  @Test
  void missingBurstIsNamed() {
    int exit = demo("--once", "--burst", directory.resolve("none.ndjson").toString());

    assertThat(exit).isEqualTo(2);
    assertThat(err.toString()).contains("none.ndjson").contains("cannot be read");
  }

  @Test
  void sheetsNextToTheBurstWinOverTheSampleWorld() throws Exception {
    Path world = Files.createDirectory(directory.resolve("world"));
    Path burst = Files.writeString(directory.resolve("b.ndjson"), "");
    assertThat(Demo.samplesFor(burst, world)).isEqualTo(world);

    Files.writeString(directory.resolve("places.csv"), "id\n");

    assertThat(Demo.samplesFor(burst, world)).isEqualTo(directory);
  }
}
