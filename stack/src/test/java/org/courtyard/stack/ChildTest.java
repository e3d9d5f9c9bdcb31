package org.courtyard.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChildTest {
  @TempDir Path directory;

  @Test
  void aChildThatDiesIsReportedWithTheEndOfItsLog() {
    // Given
    Child child = start("for i in $(seq 40); do echo line $i; done; echo out of luck >&2; exit 3");

    // Then
    assertThatThrownBy(() -> Readiness.await(child, () -> false, Duration.ofSeconds(10)))
        .isInstanceOf(StackException.class)
        .hasMessageContaining("router died")
        .hasMessageContaining("out of luck")
        .hasMessageContaining("line 40")
        .hasMessageNotContaining("line 7\n");
  }

  @Test
  void aChildThatIsNeverReadyIsReportedToo() {
    // Given
    Child child = start("echo still thinking; exec sleep 60");

    // Then
    assertThatThrownBy(() -> Readiness.await(child, () -> false, Duration.ofMillis(500)))
        .hasMessageContaining("router is not ready after 0 s")
        .hasMessageContaining("still thinking");
    child.kill();
  }

  @Test
  void whatIgnoresTheFirstSignalIsKilled() {
    // Given
    Child child = start("trap '' TERM; echo deaf; while true; do sleep 0.1; done");
    Readiness.await(child, () -> child.tail(1).equals("deaf"), Duration.ofSeconds(10));

    // When
    child.stop(Duration.ofMillis(300));

    // Then
    assertThat(child.alive()).isFalse();
  }

  @Test
  void theDirectoryFindsARunningChildAgainAndNoOther() throws Exception {
    // Given
    StackDirectory stack = new StackDirectory(directory);
    Child child = start("exec sleep 60");
    stack.remember(child);

    // When
    var found = stack.running("router");
    // A pid that now belongs to somebody else: the same number, another start.
    Files.writeString(directory.resolve("pids/registry"), child.handle().pid() + " 1");

    // Then
    assertThat(found).hasValueSatisfying(is -> assertThat(is.handle()).isEqualTo(child.handle()));
    assertThat(stack.running("registry")).isEmpty();
    child.kill();
    assertThat(stack.running("router")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "4711", "4711 ", "x y", "99999999999999999999 1"})
  void aTornPidFileStandsForNoProcess(String content) throws Exception {
    // Given
    Files.createDirectories(directory.resolve("pids"));
    Files.writeString(directory.resolve("pids/router"), content);

    // Then
    assertThat(new StackDirectory(directory).running("router")).isEmpty();
  }

  @Test
  void whoReadsASecretSeesItWhole() throws Exception {
    // Given
    Secrets secrets = new Secrets(directory.resolve("secrets"), true);
    Path file = secrets.write("tokens.csv", "before");

    // When
    try (var reader = Files.newBufferedReader(file)) {
      secrets.write("tokens.csv", "after");

      // Then
      assertThat(reader.readLine()).isEqualTo("before");
    }
    assertThat(file).hasContent("after");
    assertThat(file.getParent()).isDirectoryNotContaining("glob:**.new");
    assertThat(
            java.nio.file.attribute.PosixFilePermissions.toString(
                Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-r--r--");
  }

  @Test
  void secretsOpenToTheirOwnerOnlyAndTheKeyStays() throws Exception {
    // Given
    Secrets secrets = new Secrets(directory.resolve("secrets"), false);

    // When
    Path key = secrets.identityKey();
    byte[] first = Files.readAllBytes(key);

    // Then
    assertThat(Files.readAllBytes(secrets.identityKey())).isEqualTo(first).hasSize(32);
    assertThat(
            java.nio.file.attribute.PosixFilePermissions.toString(
                Files.getPosixFilePermissions(key)))
        .isEqualTo("rw-------");
  }

  private Child start(String script) {
    return Child.start(
        new Launch(
            "router", List.of("bash", "-c", script), Map.of(), directory.resolve("router.log")));
  }
}
