package org.courtyard.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PortsTest {

  @Test
  void allMoveWithTheBaseAndEachByItself() {
    // When
    Ports ports =
        Ports.from(Map.of("COURTYARD_PORT_BASE", "20000", "COURTYARD_PORT_INGEST", "8888"));

    // Then
    assertThat(ports.of(Port.BROKER)).isEqualTo(20000);
    assertThat(ports.of(Port.INGEST)).isEqualTo(8888);
    assertThat(ports.numbers().values()).doesNotHaveDuplicates();
  }

  @Test
  void whatIsNoPortIsRefusedByName() {
    assertThatThrownBy(() -> Ports.from(Map.of("COURTYARD_PORT_ROUTER", "eighty")))
        .isInstanceOf(StackException.class)
        .hasMessage("COURTYARD_PORT_ROUTER is no port: eighty");
  }

  @Test
  void aBusyPortIsNamedTogetherWithTheWayOut() throws Exception {
    // Given
    try (ServerSocket busy = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int taken = busy.getLocalPort();
      Ports ports = Ports.from(Map.of("COURTYARD_PORT_REGISTRY", Integer.toString(taken)));

      // Then
      assertThatThrownBy(() -> ports.requireFree(List.of(Port.REGISTRY)))
          .isInstanceOf(StackException.class)
          .hasMessageContaining("Port " + taken + " (registry) is in use")
          .hasMessageContaining("COURTYARD_PORT_REGISTRY=")
          .hasMessageContaining("COURTYARD_PORT_BASE=");
    }
  }
}
