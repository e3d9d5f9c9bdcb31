package org.courtyard.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StartCacheTest {
  @TempDir private Path directory;
  private StartCache cache;
  private Launch usual;

  @BeforeEach
  void aProcessThatSaysItsVersion() {
    cache = new StartCache(directory.resolve("start"));
    usual =
        new Launch(
            "version",
            List.of(Launch.java(), "-XX:+UseSerialGC", "-Xmx64m", "-version"),
            Map.of(),
            directory.resolve("version.log"));
  }

  @Test
  void withoutACacheAProcessStartsAsEver() {
    assertThat(cache.use(usual)).isEqualTo(usual);
  }

  @Test
  void whatAProcessLearnedIsUsedAtItsNextStart() throws Exception {
    // Given
    Files.createDirectories(cache.directory());
    Launch learning = usual.flagged(cache.learning("version").toArray(String[]::new));
    assertThat(ended(cache.use(learning))).isZero();

    // When
    cache.create(learning);

    // Then
    Launch next = cache.use(usual);
    assertThat(next.command()).contains("-XX:AOTCache=" + directory.resolve("start/version.aot"));
    assertThat(ended(next)).isZero();
    assertThat(cache.use(learning)).as("learns anew").isEqualTo(learning);
    assertThat(cache.directory()).isDirectoryContaining("glob:**/version.aot");
    assertThat(cache.directory()).isDirectoryNotContaining("glob:**/version.{new,notes}");
  }

  @Test
  void aCacheThatIsOfNoUseKeepsNothingFromStarting() throws Exception {
    // Given
    Files.createDirectories(cache.directory());
    Files.writeString(cache.directory().resolve("version.aot"), "what another JDK left");

    // When
    int code = ended(cache.use(usual));

    // Then
    assertThat(code).isZero();
    assertThat(Files.readString(usual.log())).contains("openjdk");
  }

  @Test
  void withoutNotesThereIsNoCacheAndTheReasonIsNamed() {
    assertThatThrownBy(() -> cache.create(usual))
        .isInstanceOf(StackException.class)
        .hasMessageContaining("version.log");
    assertThat(cache.use(usual)).isEqualTo(usual);
  }

  private static int ended(Launch launch) throws IOException, InterruptedException {
    return launch.builder().start().waitFor();
  }
}
