package org.courtyard.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.courtyard.schemas.DomainTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class StackTest {
  private static final DomainTime FAST =
      new DomainTime(
          Instant.parse("2026-11-21T08:00:00Z"), Instant.parse("2026-06-29T00:00:00Z"), 600);

  @TempDir Path directory;

  @Test
  void aBusyPortKeepsEverythingFromStarting() throws Exception {
    // Given
    try (ServerSocket busy = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Map<Port, Integer> numbers = new EnumMap<>(Ports.free().numbers());
      numbers.put(Port.ROUTER, busy.getLocalPort());
      List<String> told = new ArrayList<>();

      // When
      StackOptions options = options(new Ports(numbers)).telling(told::add);

      // Then
      assertThatThrownBy(() -> Stack.up(options))
          .isInstanceOf(StackException.class)
          .hasMessageContaining("Port " + busy.getLocalPort() + " (router) is in use");
      assertThat(told).isEmpty();
      assertThat(directory).isEmptyDirectory();
    }
  }

  @Test
  void attachingRemembersPortsAndTimeOfWhatWasStarted() {
    // Given
    Ports ports = Ports.base(20_000);
    new StackDirectory(directory).remember(options(ports).at(FAST));

    // When
    Stack stack = Stack.attach(options(Ports.USUAL));

    // Then
    assertThat(stack.bootstrapServers()).isEqualTo("127.0.0.1:20000");
    assertThat(stack.time()).isEqualTo(FAST);
    assertThat(stack.process(Stack.BROKER)).isEmpty();
  }

  @Test
  void whereThereWasNoStackTheUsualPortsAreTried() {
    assertThat(Stack.attach(options(Ports.USUAL)).ingestUrl()).isEqualTo("http://127.0.0.1:8080");
  }

  @Test
  void whatIsStartedAgainKeepsTimeAndDestinations() {
    // Given
    StackOptions started =
        options(Ports.USUAL).at(FAST).withDestinations(directory.resolve("own.csv"));
    new StackDirectory(directory).remember(started);

    // When
    StackOptions again = up(Map.of(), "--detach");

    // Then
    assertThat(again.time()).isEqualTo(FAST);
    assertThat(again.destinations()).isEqualTo(directory.resolve("own.csv"));
    assertThat(again.detached()).isTrue();
  }

  @Test
  void whatIsToldGoesBeforeWhatIsRemembered() {
    // Given
    new StackDirectory(directory).remember(options(Ports.USUAL).at(FAST));
    Map<String, String> environment = Map.of("COURTYARD_DESTINATIONS_FILE", "/etc/ours.csv");

    // Then
    assertThat(up(environment).destinations()).isEqualTo(Path.of("/etc/ours.csv"));
    assertThat(up(environment, "--destinations", "/etc/theirs.csv").destinations())
        .isEqualTo(Path.of("/etc/theirs.csv"));
    assertThat(up(Map.of(), "--speed", "1").time()).isEqualTo(DomainTime.REAL);
    assertThat(up(Map.of(), "--speed", "60").time().speed()).isEqualTo(60);
  }

  @Test
  void whatIsStartedAgainFitsWhatStillRuns() {
    // Given
    StackDirectory known = new StackDirectory(directory);
    known.remember(options(Ports.base(20_000)).at(FAST));
    known.remember(new Child(Stack.BROKER, ProcessHandle.current(), known.log(Stack.BROKER)));

    // Then
    assertThat(up(Map.of()).ports()).isEqualTo(Ports.base(20_000));
    assertThatThrownBy(() -> up(Map.of(), "--speed", "60"))
        .isInstanceOf(StackException.class)
        .hasMessageContaining("has a domain time already");
  }

  @Test
  void wipingDeletesWhatTheStackWroteAndNothingElse() throws Exception {
    // Given
    StackDirectory known = new StackDirectory(directory);
    known.remember(options(Ports.USUAL));
    known.secrets().identityKey();
    known.secrets().destinations(directory.resolve("none.csv"), "http://127.0.0.1:1");
    write("data/router/rocksdb/LOCK");
    write("logs/router.log");
    write("pids/router");
    write("data/photos/cat.jpg");
    write("secrets/mine");
    write("compose/identity.key");
    write("demo/stack.properties");

    // When
    boolean wiped = Stack.attach(options(Ports.USUAL)).wipe();

    // Then
    assertThat(wiped).isTrue();
    assertThat(files())
        .containsExactlyInAnyOrder(
            "data/photos/cat.jpg", "secrets/mine", "compose/identity.key", "demo/stack.properties");
    assertThat(directory.resolve("logs")).doesNotExist();
  }

  @Test
  void wipingLeavesNoDirectoryWhereNobodyElseKeepsAnything() {
    // Given
    Path own = directory.resolve("demo");
    new StackDirectory(own).remember(options(Ports.USUAL));

    // When
    Stack.attach(options(Ports.USUAL).in(own)).wipe();

    // Then
    assertThat(own).doesNotExist();
    assertThat(directory).exists();
  }

  @Test
  void whereThereWasNoStackNothingIsWiped() throws Exception {
    // Given
    write("data/router/novel.txt");

    // When
    boolean wiped = Stack.attach(options(Ports.USUAL)).wipe();

    // Then
    assertThat(wiped).isFalse();
    assertThat(files()).containsExactly("data/router/novel.txt");
  }

  /** What {@code ./courtyard up} would start in the directory. */
  private StackOptions up(Map<String, String> environment, String... arguments) {
    Map<String, String> here = new HashMap<>(environment);
    here.put(StackOptions.DIRECTORY, directory.toString());
    return CommandLine.populateCommand(new UpCommand(), arguments).options(here);
  }

  private void write(String file) throws IOException {
    Files.createDirectories(directory.resolve(file).getParent());
    Files.writeString(directory.resolve(file), "");
  }

  private List<String> files() throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      return all.filter(Files::isRegularFile)
          .map(file -> directory.relativize(file).toString())
          .toList();
    }
  }

  private StackOptions options(Ports ports) {
    return new StackOptions(
        directory,
        ports,
        DomainTime.REAL,
        directory.resolve("destinations.csv"),
        false,
        line -> {},
        Set.copyOf(Stack.SERVICES),
        false,
        Map.of());
  }
}
