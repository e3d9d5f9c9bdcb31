package org.courtyard.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.courtyard.stack.StackException;
import org.courtyard.stack.simulator.Accepted;
import org.courtyard.stack.simulator.ChatSimulator;

/** What the chat simulator says that it took. */
public final class PlatformLog {
  private PlatformLog() {}

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /**
   * Fetches it.
   *
   * @param simulator base address
   * @throws StackException when the simulator does not answer, or not with its log
   */
  public static List<Accepted> fetch(String simulator) throws InterruptedException {
    try (HttpClient http = HttpClient.newBuilder().connectTimeout(PATIENCE).build()) {
      var request =
          HttpRequest.newBuilder(URI.create(simulator + "/log")).timeout(PATIENCE).build();
      var response = http.send(request, BodyHandlers.ofLines());
      try (Stream<String> lines = response.body()) {
        if (response.statusCode() != 200) {
          throw new StackException(request.uri() + " answered " + response.statusCode());
        }
        return ChatSimulator.parseLog(lines);
      }
    } catch (IOException | UncheckedIOException | IllegalArgumentException e) {
      throw new StackException("No chat simulator answers at " + simulator, e);
    }
  }
}
