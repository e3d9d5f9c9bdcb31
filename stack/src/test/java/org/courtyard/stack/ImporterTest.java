package org.courtyard.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImporterTest {
  private static final Pattern PART = Pattern.compile("; name=\"([^\"]+)\"");

  private final Queue<String> bodies = new ConcurrentLinkedQueue<>();
  @TempDir Path directory;
  private HttpServer server;
  private Importer importer;

  @BeforeEach
  void listen() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/v1/tenants/fz/rules",
        exchange -> {
          bodies.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
          byte[] answer = "{\"added\":1}".getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    server.start();
    String url = "http://127.0.0.1:" + server.getAddress().getPort();
    importer = new Importer(new IngestClient(url, Duration.ofSeconds(5)), "fz");
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void decisionsGoWithTheRulesWhereTheyAreThere() throws Exception {
    // Given
    write("tiers", "categories", "triage", "clocks", "templates");
    // When
    importer.directory(directory);
    write("decisions");
    importer.directory(directory);
    // Then
    assertThat(parts(bodies.remove()))
        .containsExactly("tiers", "categories", "triage", "clocks", "templates");
    assertThat(parts(bodies.remove()))
        .containsExactly("tiers", "categories", "triage", "clocks", "templates", "decisions");
  }

  @Test
  void decisionsAloneAreNoRules() throws Exception {
    // Given
    write("decisions");
    // Then
    assertThatThrownBy(() -> importer.directory(directory))
        .isInstanceOf(StackException.class)
        .hasMessageContaining("[tiers, categories, triage, clocks, templates]");
    assertThat(bodies).isEmpty();
  }

  private void write(String... sheets) throws IOException {
    for (String sheet : sheets) {
      Files.writeString(directory.resolve(sheet + ".csv"), "a sheet\n");
    }
  }

  private static List<String> parts(String body) {
    return PART.matcher(body).results().map(part -> part.group(1)).toList();
  }
}
