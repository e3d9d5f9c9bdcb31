package org.courtyard.stack;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waits until a process really works, and says at once when it died instead. */
final class Readiness {
  private static final HttpClient HTTP =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
  private static final int TAIL_LINES = 25;

  private Readiness() {}

  /**
   * @throws StackException with the end of its log when it dies or takes too long
   */
  static void await(Child child, BooleanSupplier ready, Duration limit) {
    long deadline = System.nanoTime() + limit.toNanos();
    while (!ready.getAsBoolean()) {
      if (!child.alive()) {
        throw died(child);
      }
      if (System.nanoTime() > deadline) {
        throw new StackException(
            "%s is not ready after %d s. The end of its log, %s:%n%s"
                .formatted(child.name(), limit.toSeconds(), child.log(), child.tail(TAIL_LINES)));
      }
      pause();
    }
  }

  static StackException died(Child child) {
    return new StackException(
        "%s died. The end of its log, %s:%n%s"
            .formatted(child.name(), child.log(), child.tail(TAIL_LINES)));
  }

  /** Whether the address answers 2xx. */
  static boolean answers(String url) {
    try {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(5)).build();
      return HTTP.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() / 100 == 2;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StackException("Interrupted while waiting", e);
    }
  }

  /** Whether somebody listens there. */
  static boolean listens(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress("127.0.0.1", port), 1000);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static void pause() {
    try {
      Thread.sleep(200);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StackException("Interrupted while waiting", e);
    }
  }
}
