package org.courtyard.stack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Speaks to ingest over HTTP as any outsider does: keeps connections open, and tries again for as
 * long as ingest is away or asks for patience.
 */
public final class IngestClient {
  /** Environment variable with the token that ingest wants, where it wants one. */
  static final String TOKEN = "COURTYARD_TOKEN";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();
  private final String url;
  private final Duration patience;

  /**
   * @param url base address of ingest
   * @param patience how long to try one request again
   */
  public IngestClient(String url, Duration patience) {
    this.url = url;
    this.patience = patience;
  }

  /**
   * What ingest said.
   *
   * @param status of HTTP; 0 when it never answered
   * @param body as JSON; missing where it was none
   * @param location where to ask what became of it
   */
  public record Answer(int status, JsonNode body, Optional<String> location) {
    public boolean taken() {
      return status / 100 == 2;
    }

    /** Why it was refused, each reason with its line or field where it has one. */
    public List<String> reasons() {
      List<String> reasons = new ArrayList<>();
      for (JsonNode error : body.path("errors")) {
        String line = error.has("line") ? "line " + error.get("line").asInt() + ", " : "";
        String part = error.has("part") ? error.get("part").asText() + " " : "";
        reasons.add(
            part + line + error.path("field").asText() + ": " + error.path("detail").asText());
      }
      if (reasons.isEmpty()) {
        reasons.add(body.path("detail").asText("no reason given") + " (" + status + ")");
      }
      return reasons;
    }
  }

  /** Sends it, again and again while ingest is away or busy, until the patience is over. */
  public Answer send(String method, String path, String contentType, BodyPublisher body)
      throws InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url + path))
            .timeout(Duration.ofSeconds(30))
            .header("Content-Type", contentType)
            .method(method, body);
    Optional.ofNullable(System.getenv(TOKEN))
        .ifPresent(token -> request.header("Authorization", "Bearer " + token));
    long giveUp = System.nanoTime() + patience.toNanos();
    Duration pause = FIRST_PAUSE;
    while (true) {
      Duration wait = pause;
      Answer answer;
      try {
        HttpResponse<byte[]> response =
            http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        answer = answer(response);
        wait = retryAfter(response).orElse(pause);
      } catch (IOException e) {
        String detail = "ingest at " + url + " does not answer: " + e;
        answer = new Answer(0, JSON.createObjectNode().put("detail", detail), Optional.empty());
      }
      if (!passing(answer.status()) || System.nanoTime() + wait.toNanos() > giveUp) {
        return answer;
      }
      Thread.sleep(wait);
      pause =
          pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0
              ? LONGEST_PAUSE
              : pause.multipliedBy(2);
    }
  }

  /** Sends JSON. */
  public Answer post(String path, JsonNode body) throws InterruptedException {
    return send(
        "POST", path, "application/json", HttpRequest.BodyPublishers.ofString(body.toString()));
  }

  private static boolean passing(int status) {
    return status == 0 || status == 429 || status >= 500;
  }

  private static Optional<Duration> retryAfter(HttpResponse<?> response) {
    return response
        .headers()
        .firstValue("Retry-After")
        .filter(value -> value.chars().allMatch(Character::isDigit))
        .map(value -> Duration.ofSeconds(Long.parseLong(value)));
  }

  private static Answer answer(HttpResponse<byte[]> response) {
    JsonNode body;
    try {
      body = JSON.readTree(response.body());
    } catch (IOException e) {
      body = JSON.missingNode();
    }
    return new Answer(response.statusCode(), body, response.headers().firstValue("Location"));
  }
}
