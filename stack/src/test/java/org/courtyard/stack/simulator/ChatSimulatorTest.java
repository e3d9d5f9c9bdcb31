package org.courtyard.stack.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.courtyard.stack.simulator.Behaviour.Mode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChatSimulatorTest {
  @TempDir Path directory;
  private final HttpClient http = HttpClient.newHttpClient();
  private Path destinations;
  private ChatSimulator simulator;

  @BeforeEach
  void start() throws Exception {
    destinations = directory.resolve("destinations.csv");
    Files.write(
        destinations,
        List.of(
                "name,type,url,secret,per_minute",
                "cadre,webhook,{simulator}/webhook/cadre-1,a secret,",
                "robot,wecom-robot,{simulator}/cgi-bin/webhook/send?key=r1,,",
                "tight,wecom-robot,{simulator}/cgi-bin/webhook/send?key=r2,,2")
            .stream()
            .map(line -> line.replace("{simulator}", "http://127.0.0.1:8099"))
            .toList());
    simulator = ChatSimulator.start(0, directory, destinations);
  }

  @AfterEach
  void stop() {
    simulator.close();
  }

  @Test
  void robotTakesTextAndKeepsIt() throws Exception {
    // When
    HttpResponse<String> answer = robot("r1", "电梯修好了", "d-1");

    // Then
    assertThat(answer.body()).isEqualTo("{\"errcode\":0,\"errmsg\":\"ok\"}");
    assertThat(simulator.accepted())
        .singleElement()
        .satisfies(
            one -> {
              assertThat(one.destination()).isEqualTo("r1");
              assertThat(one.text()).isEqualTo("电梯修好了");
              assertThat(one.key()).isEqualTo("d-1");
              assertThat(one.repeated()).isFalse();
            });
  }

  @Test
  void robotRefusesWhatIsTooLong() throws Exception {
    assertThat(robot("r1", "长".repeat(683), "d-1").body()).contains("40058");
    assertThat(robot("r1", "长".repeat(682), "d-2").body()).contains("\"errcode\":0");
  }

  @Test
  void robotRefusesTheTwentyFirstMessageOfAMinute() throws Exception {
    // Given
    for (int i = 0; i < 20; i++) {
      assertThat(robot("r1", "一", "d-" + i).body()).contains("\"errcode\":0");
    }

    // Then
    assertThat(robot("r1", "一", "d-20").body()).contains("45009");
    assertThat(robot("another", "一", "d-21").body()).contains("\"errcode\":0");
    assertThat(simulator.accepted()).hasSize(21);
  }

  @Test
  void aRobotsOwnLimitComesFromItsDestination() throws Exception {
    robot("r2", "一", "d-1");
    robot("r2", "二", "d-2");
    assertThat(robot("r2", "三", "d-3").body()).contains("45009");
  }

  @Test
  void webhookWantsTheSignatureOfTimestampAndBody() throws Exception {
    String body = "{\"text\":\"Hello\"}";
    // HMAC-SHA256 of "1782720000." and the body under "a secret", computed with openssl.
    String signature = "sha256=" + HMAC_OF_HELLO;

    assertThat(webhook("cadre-1", body, null).statusCode()).isEqualTo(401);
    assertThat(webhook("cadre-1", body.replace("Hello", "hello"), signature).statusCode())
        .isEqualTo(401);
    assertThat(webhook("cadre-1", body, signature, "1782720001").statusCode()).isEqualTo(401);
    assertThat(post("/webhook/cadre-1", body, "X-Courtyard-Signature", signature).statusCode())
        .as("no timestamp")
        .isEqualTo(401);
    assertThat(webhook("cadre-1", body, signature).body()).isEqualTo("{\"id\":\"sim-1\"}");
  }

  @Test
  void webhookWithoutAKnownSecretTakesEverybody() throws Exception {
    assertThat(webhook("stranger", "{\"text\":\"Hello\"}", null).statusCode()).isEqualTo(200);
  }

  @Test
  void refusesAsToldForAsManyRequestsAsTold() throws Exception {
    // Given
    control("{\"match\":\"r1\",\"mode\":\"429\",\"count\":1,\"seconds\":7}");

    // When
    HttpResponse<String> first = robot("r1", "一", "d-1");
    HttpResponse<String> second = robot("r1", "一", "d-1");

    // Then
    assertThat(first.statusCode()).isEqualTo(429);
    assertThat(first.headers().firstValue("Retry-After")).contains("7");
    assertThat(second.statusCode()).isEqualTo(200);
    assertThat(simulator.accepted()).hasSize(1);
  }

  @Test
  void failsForMatchingDestinationsOnly() throws Exception {
    // Given
    control("{\"match\":\"r1\",\"mode\":\"500\"}");
    control("{\"match\":\"r2\",\"mode\":\"errcode\"}");

    // Then
    assertThat(robot("r1", "一", "d-1").statusCode()).isEqualTo(500);
    assertThat(robot("r2", "一", "d-2").body()).contains("\"errcode\":-1");
    assertThat(robot("r3", "一", "d-3").body()).contains("\"errcode\":0");
  }

  @Test
  void silenceMeansTakenButNeverAnswered() {
    // Given
    simulator.tell(Behaviour.of("", Mode.SILENT, 0));

    // Then
    assertThatThrownBy(() -> robot("r1", "一", "d-1")).isInstanceOf(HttpTimeoutException.class);
    assertThat(simulator.accepted()).hasSize(1);
  }

  @Test
  void aRepeatedKeyIsAnsweredAsBeforeAlsoAfterARestart() throws Exception {
    // Given
    String first = webhook("stranger", "{\"text\":\"Hello\"}", null).body();
    simulator.close();
    Files.writeString(
        directory.resolve("accepted.ndjson"),
        "{\"at\":\"torn",
        java.nio.file.StandardOpenOption.APPEND);

    // When
    simulator = ChatSimulator.start(0, directory, destinations);
    String again = webhook("stranger", "{\"text\":\"Hello\"}", null).body();

    // Then
    assertThat(again).isEqualTo(first);
    assertThat(simulator.accepted()).extracting(Accepted::repeated).containsExactly(false, true);
  }

  @Test
  void anUnknownModeIsRefusedWithTheKnownOnes() throws Exception {
    HttpResponse<String> answer = control("{\"mode\":\"sulk\"}");
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("ok, slow, 429, 500, errcode, silent");
  }

  private static final String HMAC_OF_HELLO =
      "d625091bc9167b904bea7294ee4328866780dedaa56710ecd9287fcec9288d84";

  private HttpResponse<String> robot(String key, String text, String id) throws Exception {
    String body = "{\"msgtype\":\"text\",\"text\":{\"content\":\"" + text + "\"}}";
    return post("/cgi-bin/webhook/send?key=" + key, body, "Idempotency-Key", id);
  }

  private HttpResponse<String> webhook(String chat, String body, String signature)
      throws Exception {
    return signature == null
        ? post("/webhook/" + chat, body, "Idempotency-Key", "d-1")
        : webhook(chat, body, signature, "1782720000");
  }

  private HttpResponse<String> webhook(String chat, String body, String signature, String timestamp)
      throws Exception {
    return send(
        "POST",
        "/webhook/" + chat,
        body,
        "X-Courtyard-Signature",
        signature,
        "X-Courtyard-Timestamp",
        timestamp);
  }

  private HttpResponse<String> post(String path, String body, String header, String value)
      throws Exception {
    return send("POST", path, body, header, value);
  }

  private HttpResponse<String> control(String body) throws Exception {
    return send("PUT", "/control", body, "Accept", "application/json");
  }

  private HttpResponse<String> send(String method, String path, String body, String... headers)
      throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(simulator.url() + path))
            .timeout(Duration.ofSeconds(2))
            .headers(headers)
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build();
    return http.send(request, HttpResponse.BodyHandlers.ofString());
  }
}
