package org.courtyard.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import org.courtyard.stack.StackException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OpenLoopTest {
  private final Queue<Integer> answers = new ConcurrentLinkedQueue<>();
  private final Queue<String> taken = new ConcurrentLinkedQueue<>();
  private HttpServer ingest;
  private OpenLoop load;

  @BeforeEach
  void start() throws IOException {
    ingest = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    ingest.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    ingest.createContext(
        "/v1/messages",
        exchange -> {
          Integer told = answers.poll();
          int status = told == null ? 202 : told;
          byte[] body = exchange.getRequestBody().readAllBytes();
          if (status == 202) {
            taken.add(new String(body, StandardCharsets.UTF_8));
          }
          byte[] answer = "{}".getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    ingest.start();
    load = new OpenLoop("http://127.0.0.1:" + ingest.getAddress().getPort(), 4);
  }

  @AfterEach
  void stop() {
    load.close();
    ingest.stop(0);
  }

  @Test
  void eachIsTakenOnceAndCountsFromItsPlan() {
    // Given
    List<byte[]> bodies = bodies(20);
    Map<Integer, Long> planned = new ConcurrentHashMap<>();

    // When
    load.send(bodies, index -> index * 1_000_000L, (index, plan, at) -> planned.put(index, plan));

    // Then
    assertThat(taken).hasSize(20).doesNotHaveDuplicates();
    assertThat(planned.get(19) - planned.get(0)).isEqualTo(19_000_000L);
    assertThat(load.refusals()).isZero();
  }

  @Test
  void whoIsAskedForPatienceIsSentAgain() {
    // Given
    answers.addAll(List.of(429, 503));

    // When
    load.send(bodies(5), index -> 0, (index, plan, at) -> {});

    // Then
    assertThat(taken).hasSize(5).doesNotHaveDuplicates();
    assertThat(load.refusals()).isEqualTo(2);
  }

  @Test
  void whatIsRefusedForGoodEndsIt() {
    // Given
    answers.add(400);

    // Then
    assertThatThrownBy(() -> load.send(bodies(5), index -> 0, (index, plan, at) -> {}))
        .isInstanceOf(StackException.class)
        .hasMessageContaining("400");
  }

  private static List<byte[]> bodies(int count) {
    List<byte[]> bodies = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      bodies.add(("{\"id\":" + i + "}").getBytes(StandardCharsets.UTF_8));
    }
    return bodies;
  }
}
