package org.courtyard.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.courtyard.schemas.DomainTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StackTest {
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
    DomainTime time =
        new DomainTime(
            Instant.parse("2026-11-21T08:00:00Z"), Instant.parse("2026-06-29T00:00:00Z"), 600);
    Ports ports = Ports.base(20_000);
    new StackDirectory(directory).remember(ports, time);

    // When
    Stack stack = Stack.attach(options(Ports.USUAL));

    // Then
    assertThat(stack.bootstrapServers()).isEqualTo("127.0.0.1:20000");
    assertThat(stack.time()).isEqualTo(time);
    assertThat(stack.process(Stack.BROKER)).isEmpty();
  }

  @Test
  void whereThereWasNoStackTheUsualPortsAreTried() {
    assertThat(Stack.attach(options(Ports.USUAL)).ingestUrl()).isEqualTo("http://127.0.0.1:8080");
  }

  private StackOptions options(Ports ports) {
    return new StackOptions(
        directory,
        ports,
        DomainTime.REAL,
        directory.resolve("destinations.csv"),
        false,
        line -> {});
  }
}
