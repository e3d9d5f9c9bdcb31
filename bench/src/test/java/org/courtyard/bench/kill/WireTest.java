package org.courtyard.bench.kill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import org.courtyard.stack.Ports;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WireTest {
  private ServerSocket far;
  private Wire wire;

  @BeforeEach
  void somebodyWhoRepeatsEveryByte() throws IOException {
    far = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    wire = new Wire(Ports.anyFree(), far.getLocalPort());
    Thread.ofVirtual().start(this::repeat);
  }

  @AfterEach
  void end() throws IOException {
    wire.close();
    far.close();
  }

  @Test
  void whatIsHeldBackWhileFrozenPassesAfterwards() throws IOException {
    try (Socket near = call()) {
      // Given
      near.getOutputStream().write(1);
      assertThat(near.getInputStream().read()).isEqualTo(1);

      // When
      wire.freeze();
      near.getOutputStream().write(2);
      near.setSoTimeout(100);

      // Then
      assertThatThrownBy(() -> near.getInputStream().read())
          .isInstanceOf(SocketTimeoutException.class);
      wire.thaw();
      near.setSoTimeout(10_000);
      assertThat(near.getInputStream().read()).isEqualTo(2);
    }
  }

  @Test
  void aCutEndsConnectionsAndRefusesOthersUntilMended() throws IOException {
    try (Socket near = call()) {
      // Given
      near.getOutputStream().write(1);
      assertThat(near.getInputStream().read()).isEqualTo(1);

      // When
      wire.cut();

      // Then
      assertThat(ended(near)).isTrue();
      assertThatThrownBy(this::call).isInstanceOf(ConnectException.class);
    }
    wire.mend();
    await().untilAsserted(this::passes);
  }

  private void passes() throws IOException {
    try (Socket near = call()) {
      near.getOutputStream().write(3);
      assertThat(near.getInputStream().read()).isEqualTo(3);
    }
  }

  private static boolean ended(Socket socket) {
    try {
      return socket.getInputStream().read() < 0;
    } catch (IOException e) {
      return true;
    }
  }

  private Socket call() throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), wire.port());
  }

  private void repeat() {
    while (!far.isClosed()) {
      try {
        Socket socket = far.accept();
        Thread.ofVirtual().start(() -> repeat(socket));
      } catch (IOException e) {
        return;
      }
    }
  }

  private static void repeat(Socket socket) {
    try (socket) {
      for (int read = socket.getInputStream().read(); read >= 0; ) {
        socket.getOutputStream().write(read);
        read = socket.getInputStream().read();
      }
    } catch (IOException e) {
      // The other end is gone.
    }
  }
}
