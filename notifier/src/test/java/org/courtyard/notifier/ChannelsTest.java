package org.courtyard.notifier;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.equalToJson;
import static com.github.tomakehurst.wiremock.client.WireMock.ok;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.client.MappingBuilder;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.courtyard.notifier.delivery.Answer;
import org.courtyard.notifier.delivery.Destination;
import org.courtyard.notifier.delivery.Pending;
import org.courtyard.notifier.delivery.Sending;
import org.courtyard.notifier.delivery.Texts;
import org.courtyard.schemas.Delivery;
import org.courtyard.schemas.DeliveryPurpose;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChannelsTest {
  private static final Instant NOW = Instant.parse("2026-06-29T08:00:00Z");
  private static final String SECRET = "It's a Secret to Everybody";

  @RegisterExtension
  static final WireMockExtension PEER =
      WireMockExtension.newInstance()
          .options(WireMockConfiguration.options().dynamicPort().notifier(new Quiet()))
          .build();

  private final HttpPost http =
      new HttpPost(Duration.ofSeconds(2), Duration.ofMillis(700), InstantSource.fixed(NOW));
  private final Channel webhook = new WebhookChannel(http, InstantSource.fixed(NOW));
  private final Channel robot = new WecomRobotChannel(http);

  /** Bodies belong into no log, a test's neither. */
  private static final class Quiet implements com.github.tomakehurst.wiremock.common.Notifier {
    @Override
    public void info(String message) {}

    @Override
    public void error(String message) {}

    @Override
    public void error(String message, Throwable t) {}
  }

  @AfterEach
  void close() {
    http.close();
  }

  private static Destination destination(Destination.Type type) {
    return new Destination("d", type, URI.create(PEER.baseUrl() + "/in?key=k"), SECRET, 20);
  }

  private static Sending sending(String... ids) {
    List<Pending> deliveries =
        List.of(ids).stream()
            .map(id -> Samples.delivery(id, "d", DeliveryPurpose.RESULT))
            .map(delivery -> new Pending(delivery, 0, 0, NOW))
            .toList();
    return new Sending(deliveries, 0, NOW);
  }

  private static void peerAnswers(ResponseDefinitionBuilder answer) {
    MappingBuilder any = post(urlEqualTo("/in?key=k"));
    PEER.stubFor(any.willReturn(answer));
  }

  private Answer toWebhook() {
    return webhook.send(sending("a"), destination(Destination.Type.WEBHOOK));
  }

  private Answer toRobot(String... ids) {
    return robot.send(sending(ids), destination(Destination.Type.WECOM_ROBOT));
  }

  @Test
  void signatureMatchesThePublishedVector() {
    assertThat(WebhookChannel.signature(SECRET, "Hello, World!".getBytes(UTF_8)))
        .isEqualTo("757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17");
  }

  @Test
  void webhookIsSignedOverTimestampAndRawBodyAndRecognisableWhenRepeated() {
    // Given
    peerAnswers(okJson("{\"id\":\"sim-7\"}"));
    // When
    Answer answer = toWebhook();
    // Then
    assertThat(answer).isEqualTo(new Answer.Accepted(Optional.of("sim-7")));
    LoggedRequest request = PEER.findAll(postRequestedFor(urlEqualTo("/in?key=k"))).getFirst();
    String signed = "1782720000." + request.getBodyAsString();
    assertThat(request.getHeader("X-Courtyard-Signature"))
        .isEqualTo("sha256=" + WebhookChannel.signature(SECRET, signed.getBytes(UTF_8)));
    assertThat(request.getHeader("X-Courtyard-Timestamp")).isEqualTo("1782720000");
    assertThat(request.getHeader("Idempotency-Key")).isEqualTo("a");
    assertThat(request.getHeader("Content-Type")).startsWith("application/json");
    Delivery delivery = Samples.delivery("a", "d", DeliveryPurpose.RESULT);
    PEER.verify(
        postRequestedFor(urlEqualTo("/in?key=k"))
            .withRequestBody(
                equalToJson(
                    """
                    {"id": "a", "case": "%s", "purpose": "RESULT", "text": "%s"}
                    """
                        .formatted(delivery.getCaseId(), delivery.getText()),
                    true,
                    true)));
  }

  @Test
  void aWebhookThatSaysNothingHasTakenIt() {
    peerAnswers(ok());
    assertThat(toWebhook()).isEqualTo(new Answer.Accepted(Optional.empty()));
  }

  @Test
  void theStatusDecidesHoweverLongTheBodyIs() {
    String endless = " ".repeat(1_000_000);
    peerAnswers(okJson("{\"id\":\"sim-7\"}" + endless));
    assertThat(toWebhook()).isEqualTo(new Answer.Accepted(Optional.of("sim-7")));
    peerAnswers(okJson(endless + "{\"id\":\"sim-7\"}"));
    assertThat(toWebhook()).isEqualTo(new Answer.Accepted(Optional.empty()));
    peerAnswers(ok("x".repeat(64 * 1024)));
    assertThat(toWebhook()).isEqualTo(new Answer.Accepted(Optional.empty()));
    peerAnswers(aResponse().withStatus(400).withBody(endless));
    assertThat(toWebhook()).isEqualTo(new Answer.Refused("HTTP 400"));
  }

  @Test
  void whateverAChannelThrowsIsAFailedAttempt() {
    Channel broken =
        (sending, destination) -> {
          throw new OutOfMemoryError("told to");
        };
    assertThat(DeliverySender.answer(broken, sending("a"), destination(Destination.Type.WEBHOOK)))
        .isEqualTo(new Answer.Failed(Optional.empty(), "OutOfMemoryError"));
  }

  @Test
  void robotGetsOneTextForABundle() {
    // Given
    peerAnswers(okJson("{\"errcode\":0,\"errmsg\":\"ok\"}"));
    // When
    Answer answer = toRobot("a", "b");
    // Then
    assertThat(answer).isInstanceOf(Answer.Accepted.class);
    PEER.verify(
        postRequestedFor(urlEqualTo("/in?key=k"))
            .withHeader("Idempotency-Key", equalTo(sending("a", "b").key()))
            .withRequestBody(
                equalToJson(
                    """
                    {"msgtype": "text", "text": {"content": "电梯修好了 a\\n\\n电梯修好了 b"}}
                    """)));
  }

  @Test
  void robotNeverGetsMoreThanItTakes() {
    // Given
    peerAnswers(okJson("{\"errcode\":0}"));
    Delivery endless = Samples.delivery("a", "d", DeliveryPurpose.RESULT);
    endless.setText("修".repeat(3_000));
    // When
    robot.send(
        new Sending(List.of(new Pending(endless, 0, 0, NOW)), 0, NOW),
        destination(Destination.Type.WECOM_ROBOT));
    // Then
    String body =
        PEER.findAll(postRequestedFor(urlEqualTo("/in?key=k"))).getFirst().getBodyAsString();
    assertThat(Texts.bytes(body.replaceAll(".*\"content\":\"|\".*", ""))).isBetween(2_000, 2_048);
  }

  @Test
  void twoHundredWithAnErrorCodeIsNoSuccess() {
    peerAnswers(okJson("{\"errcode\":93000,\"errmsg\":\"invalid webhook url\"}"));
    assertThat(toRobot("a")).isEqualTo(new Answer.Refused("errcode 93000"));
    peerAnswers(okJson("{\"errcode\":-1,\"errmsg\":\"system busy\"}"));
    assertThat(toRobot("a")).isInstanceOf(Answer.Failed.class);
    peerAnswers(ok("<html>"));
    assertThat(toRobot("a")).isInstanceOf(Answer.Failed.class);
    peerAnswers(okJson("{}"));
    assertThat(toRobot("a")).isInstanceOf(Answer.Failed.class);
  }

  @Test
  void tooOftenIsToldApartFromFailure() {
    peerAnswers(okJson("{\"errcode\":45009,\"errmsg\":\"api freq out of limit\"}"));
    assertThat(toRobot("a")).isEqualTo(new Answer.Throttled(Optional.empty(), "errcode 45009"));
    peerAnswers(aResponse().withStatus(429).withHeader("Retry-After", "17"));
    assertThat(toRobot("a"))
        .isEqualTo(new Answer.Throttled(Optional.of(Duration.ofSeconds(17)), "HTTP 429"));
    peerAnswers(
        aResponse().withStatus(429).withHeader("Retry-After", "Mon, 29 Jun 2026 08:00:30 GMT"));
    assertThat(toWebhook())
        .isEqualTo(new Answer.Throttled(Optional.of(Duration.ofSeconds(30)), "HTTP 429"));
    peerAnswers(aResponse().withStatus(429).withHeader("Retry-After", "999999999"));
    assertThat(toWebhook())
        .isEqualTo(new Answer.Throttled(Optional.of(Duration.ofHours(1)), "HTTP 429"));
    peerAnswers(aResponse().withStatus(429).withHeader("Retry-After", "soon"));
    assertThat(toWebhook()).isEqualTo(new Answer.Throttled(Optional.empty(), "HTTP 429"));
  }

  @ParameterizedTest
  @ValueSource(ints = {408, 500, 502, 503})
  void whatMayPassIsTriedAgain(int status) {
    peerAnswers(aResponse().withStatus(status).withHeader("Retry-After", "5"));
    assertThat(toWebhook())
        .isEqualTo(new Answer.Failed(Optional.of(Duration.ofSeconds(5)), "HTTP " + status));
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 400, 401, 404, 410, 413})
  void whatWillNotPassIsGivenUpAndNoRedirectIsFollowed(int status) {
    peerAnswers(aResponse().withStatus(status).withHeader("Location", "/elsewhere"));
    assertThat(toWebhook()).isEqualTo(new Answer.Refused("HTTP " + status));
    PEER.verify(0, postRequestedFor(urlEqualTo("/elsewhere")));
  }

  @Test
  void aTimeoutAfterAcceptanceIsTriedAgainWithTheSameKey() {
    // Given
    peerAnswers(ok().withFixedDelay(2_000));
    // When
    Answer answer = toWebhook();
    // Then
    assertThat(answer).isInstanceOf(Answer.Failed.class);
    PEER.verify(
        1, postRequestedFor(urlEqualTo("/in?key=k")).withHeader("Idempotency-Key", equalTo("a")));
  }

  @Test
  void aBodyThatDripsForeverIsATimeoutToo() {
    peerAnswers(okJson("{\"errcode\":0}").withChunkedDribbleDelay(10, 5_000));
    assertThat(toRobot("a")).isInstanceOf(Answer.Failed.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"CONNECTION_RESET_BY_PEER", "EMPTY_RESPONSE", "MALFORMED_RESPONSE_CHUNK"})
  void brokenConnectionsAreFailuresThatNameNoAddress(String fault) {
    peerAnswers(aResponse().withFault(Fault.valueOf(fault)));
    assertThat(toWebhook())
        .isInstanceOfSatisfying(
            Answer.Failed.class, failed -> assertThat(failed.error()).doesNotContain("key="));
  }

  @Test
  void nobodyThereIsAFailure() {
    Destination nobody =
        new Destination(
            "d", Destination.Type.WEBHOOK, URI.create("http://127.0.0.1:1/"), SECRET, 20);
    assertThat(webhook.send(sending("a"), nobody)).isInstanceOf(Answer.Failed.class);
  }
}
