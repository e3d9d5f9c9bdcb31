package org.courtyard.ingest;

import static io.restassured.RestAssured.given;
import static java.time.temporal.ChronoUnit.MILLIS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.courtyard.ingest.Http.JSON;
import static org.courtyard.ingest.Http.NDJSON;
import static org.courtyard.ingest.Http.PROBLEM;
import static org.courtyard.ingest.Http.asIs;
import static org.courtyard.schemas.Topics.MESSAGES;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.startsWith;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.courtyard.ingest.identity.Identity;
import org.courtyard.schemas.ContentType;
import org.courtyard.schemas.Message;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(Surroundings.class)
class MessagesTest {

  /** A group of its own for every test, so that each finds only its own records. */
  private final String chat = "chat-" + UUID.randomUUID();

  @Inject Identity identity;

  @BeforeEach
  void untilReady() {
    Http.awaitReady();
  }

  @Test
  void aMessageIsInKafkaOnceItIsAccepted() {
    // Given
    Instant before = Instant.now().minusMillis(1);
    String body =
        """
        {"tenant":"fz","platform":"wecom","chat":"%s","id":"m1","sender":"王阿姨","type":"text",
         "text":"电梯坏了😡","quote":"m0","media":["pic-1"],"occurredAt":"%s"}
        """
            .formatted(chat, before.minusSeconds(60));
    // When
    post(JSON, body)
        .statusCode(202)
        .body("id", equalTo("wecom|fz|m1"))
        .body("group", equalTo("wecom|fz|" + chat));
    // Then
    var found = found().getFirst();
    Message message = found.value();
    assertThat(found.key()).isEqualTo("wecom|fz|" + chat);
    assertThat(Instant.ofEpochMilli(found.timestamp()))
        .isBetween(before, Instant.now())
        .isEqualTo(message.getAcceptedAt());
    assertThat(message.getText()).isEqualTo("电梯坏了😡");
    assertThat(message.getType()).isEqualTo(ContentType.TEXT);
    assertThat(message.getSender()).isEqualTo(identity.of("wecom", "王阿姨")).hasSize(32);
    assertThat(message.getQuotedId()).isEqualTo("wecom|fz|m0");
    assertThat(message.getMedia()).containsExactly("pic-1");
    assertThat(message.getOccurredAt()).isEqualTo(before.minusSeconds(60).truncatedTo(MILLIS));
    assertThat(message.getClaimedAt()).isNull();
  }

  @Test
  void aRepeatedIdIsAcceptedAgain() {
    // Given
    post(JSON, text("m1", "漏水")).statusCode(202);
    // When
    post(JSON, text("m1", "漏水")).statusCode(202).body("id", equalTo("wecom|fz|m1"));
    // Then
    assertThat(found()).extracting(found -> found.value().getId()).containsOnly("wecom|fz|m1");
  }

  @Test
  void aTimeInTheFutureBecomesTheTimeOfAcceptance() {
    // Given
    Instant tomorrow = Instant.now().plus(Duration.ofDays(1)).truncatedTo(MILLIS);
    // When
    post(JSON, said("m1", "\"text\":\"早上好\",\"occurredAt\":\"" + tomorrow + "\"")).statusCode(202);
    // Then
    Message message = found().getFirst().value();
    assertThat(message.getOccurredAt()).isEqualTo(message.getAcceptedAt());
    assertThat(message.getClaimedAt()).isEqualTo(tomorrow);
  }

  @Test
  void anAncientTimeIsRefused() {
    Instant ancient = Instant.now().minus(Duration.ofDays(15));
    post(JSON, said("m1", "\"text\":\"旧\",\"occurredAt\":\"" + ancient + "\""))
        .statusCode(422)
        .contentType(PROBLEM)
        .body("errors[0].field", equalTo("occurredAt"))
        .body("errors[0].detail", containsString("14 days"));
    assertThat(found()).isEmpty();
  }

  @Test
  void everyMissingFieldIsNamed() {
    post(JSON, "{}")
        .statusCode(422)
        .contentType(PROBLEM)
        .body("status", equalTo(422))
        .body("type", equalTo("urn:courtyard:problem:invalid"))
        .body(
            "errors.field", equalTo(List.of("tenant", "platform", "chat", "id", "sender", "type")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      textBlock =
          """
          {"tenant":"fz"                ~ body     ~ not JSON
          {"tenant":"fz"} {}            ~ body     ~ nothing after it
          {"tenant":"fz","tenant":"x"}  ~ body     ~ Duplicate field
          {"sendr":"u1"}                ~ sendr    ~ not a field
          {"text":5}                    ~ text     ~ text in quotes
          {"media":"p"}                 ~ media    ~ a list
          {"media":[{}]}                ~ media[0] ~ text in quotes
          [{"tenant":"fz"}]             ~ body     ~ one JSON object
          null                          ~ body     ~ JSON object
          ''                            ~ body     ~ empty
          """)
  void whatCannotBeReadIsRefusedWithItsPlace(String body, String field, String detail) {
    post(JSON, body)
        .statusCode(400)
        .contentType(PROBLEM)
        .body("errors", hasSize(1))
        .body("errors[0].field", equalTo(field))
        .body("errors[0].detail", containsString(detail));
  }

  @Test
  void brokenJsonNamesLineAndColumn() {
    post(JSON, "{\n  \"tenant\": fz\n}")
        .statusCode(400)
        .body("errors[0].line", equalTo(2))
        .body("errors[0].detail", containsString("column"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      textBlock =
          """
          "type":"song"                          ~ type       ~ one of text, image
          "type":"text","text":" "               ~ text       ~ required
          "type":"recall"                        ~ recalls    ~ required
          "type":"recall","recalls":"m1"         ~ recalls    ~ itself
          "type":"image","recalls":"m0"          ~ recalls    ~ recall only
          "type":"image","chat2":"x"             ~ chat2      ~ not a field
          "type":"image","quote":"a|b"           ~ quote      ~ vertical bar
          "type":"image","occurredAt":"gestern"  ~ occurredAt ~ offset
          "type":"image","occurredAt":"2026-06-29T08:00:00" ~ occurredAt ~ offset
          "type":"image","text":"\\ud83d"        ~ text       ~ half a character
          "type":"image","media":[""]            ~ media[0]   ~ required
          """)
  void whatIsNotValidNamesItsField(String rest, String field, String detail) {
    post(
            JSON,
            "{\"tenant\":\"fz\",\"platform\":\"wecom\",\"chat\":\"%s\",\"id\":\"m1\",\"sender\":\"u\",%s}"
                .formatted(chat, rest))
        .contentType(PROBLEM)
        .body("errors[0].field", equalTo(field))
        .body("errors[0].detail", containsString(detail));
    assertThat(found()).isEmpty();
  }

  @Test
  void tooLongATextIsRefused() {
    post(JSON, text("m1", "长".repeat(20_001)))
        .statusCode(422)
        .body("errors[0].field", equalTo("text"));
    post(JSON, text("m2", "长".repeat(20_000))).statusCode(202);
  }

  @Test
  void bytesThatAreNotUtf8AreRefusedWithTheirPlace() {
    byte[] good = text("m1", "?").getBytes(StandardCharsets.UTF_8);
    int at = new String(good, StandardCharsets.UTF_8).indexOf('?');
    good[at] = (byte) 0xFF;
    asIs()
        .contentType(JSON)
        .body(good)
        .post("/v1/messages")
        .then()
        .statusCode(400)
        .contentType(PROBLEM)
        .body("errors[0].detail", containsString("not UTF-8 at byte " + at));
  }

  @Test
  void aBodyOfTenMegabytesIsRefused() {
    post(JSON, text("m1", "x".repeat(10_000_000)))
        .statusCode(413)
        .contentType(PROBLEM)
        .body("type", equalTo("urn:courtyard:problem:too-large"));
    post(JSON, text("m2", "还在")).statusCode(202);
  }

  @ParameterizedTest
  @CsvSource({
    "text/plain",
    "application/xml",
    "application/json;charset=gbk",
    "application/x-ndjson;charset=gbk"
  })
  void anotherContentTypeIsRefused(String type) {
    asIs()
        .contentType(type)
        .body(text("m1", "hi").getBytes(StandardCharsets.UTF_8))
        .post("/v1/messages")
        .then()
        .statusCode(415)
        .contentType(PROBLEM)
        .body("status", equalTo(415));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "///"})
  void withoutAContentTypeNothingIsGuessed(String type) {
    asIs()
        .header("Content-Type", type)
        .body(text("m1", "hi").getBytes(StandardCharsets.UTF_8))
        .post("/v1/messages")
        .then()
        .statusCode(415)
        .contentType(PROBLEM);
  }

  @Test
  void theContractIsPublished() {
    given()
        .get("/q/openapi")
        .then()
        .statusCode(200)
        .contentType("application/yaml")
        .body(startsWith("openapi: 3.1.0\ninfo:\n  title: Courtyard ingest"));
  }

  @Test
  void unknownPathsAndMethodsAreProblemsToo() {
    given().get("/v1/messages").then().statusCode(405).contentType(PROBLEM);
    given().get("/v1/nothing").then().statusCode(404).contentType(PROBLEM);
    given().get("/").then().statusCode(404).contentType(PROBLEM);
    given()
        .contentType("text/csv")
        .body("a")
        .put("/v1/tenants/fz/trees")
        .then()
        .statusCode(404)
        .contentType(PROBLEM);
  }

  @Test
  void manyMessagesComeOneALine() {
    // Given
    String lines = text("m1", "一") + "\r\n\n" + text("m2", "二") + "\n" + text("m3", "三");
    // When
    post(NDJSON, lines)
        .statusCode(202)
        .body("accepted", equalTo(3))
        .body("rejected", equalTo(0))
        .body("errors", hasSize(0));
    // Then
    assertThat(found()).extracting(found -> found.value().getText()).containsExactly("一", "二", "三");
  }

  @Test
  void badLinesAreNamedAndGoodOnesTaken() throws Exception {
    // Given
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.writeBytes((text("m1", "一") + "\n").getBytes(StandardCharsets.UTF_8));
    body.writeBytes("{\"tenant\":\n".getBytes(StandardCharsets.UTF_8));
    body.writeBytes(new byte[] {'{', (byte) 0xC3, '}', '\n'});
    body.writeBytes(
        (said("m4", "\"text\":\"四\",\"colour\":\"red\"") + "\n").getBytes(StandardCharsets.UTF_8));
    body.writeBytes((text("m5", "x".repeat(1_100_000)) + "\n").getBytes(StandardCharsets.UTF_8));
    body.writeBytes((text("m|6", "六") + "\n").getBytes(StandardCharsets.UTF_8));
    body.writeBytes(text("m7", "七").getBytes(StandardCharsets.UTF_8));
    // When
    asIs()
        .contentType(NDJSON)
        .body(body.toByteArray())
        .post("/v1/messages")
        .then()
        .statusCode(207)
        .body("accepted", equalTo(2))
        .body("rejected", equalTo(5))
        .body("errors.line", equalTo(List.of(2, 3, 4, 5, 6)))
        .body("errors.field", equalTo(List.of("body", "body", "colour", "body", "id")));
    // Then
    assertThat(found()).extracting(found -> found.value().getText()).containsExactly("一", "七");
  }

  @Test
  void withoutAnyGoodLineNothingIsAccepted() {
    post(NDJSON, "{}\n{}")
        .statusCode(422)
        .contentType(PROBLEM)
        .body("accepted", equalTo(0))
        .body("rejected", equalTo(2))
        .body("errors", hasSize(12));
    post(NDJSON, "\n\n").statusCode(400).contentType(PROBLEM);
  }

  @Test
  void manyThousandLinesPassThrough() {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 20_000; i++) {
      lines.append(text("m" + i, "第" + i + "条：电梯坏了，老人下不了楼，请尽快派人来修，谢谢")).append('\n');
    }
    post(NDJSON, lines.toString()).statusCode(202).body("accepted", equalTo(20_000));
    assertThat(found()).hasSize(20_000);
  }

  @Test
  void whatHappensIsCounted() {
    post(JSON, text("m1", "一")).statusCode(202);
    post(JSON, "{").statusCode(400);
    given()
        .get("/q/metrics")
        .then()
        .body(containsString("courtyard_messages_accepted_total"))
        .body(containsString("courtyard_requests_refused_total{reason=\"malformed\"}"))
        .body(containsString("courtyard_acknowledgement_seconds_bucket"))
        .body(containsString("courtyard_requests_under_way_bytes 0.0"));
  }

  private ValidatableResponse post(String type, String body) {
    return asIs()
        .contentType(type)
        .body(body.getBytes(StandardCharsets.UTF_8))
        .post("/v1/messages")
        .then();
  }

  private String text(String id, String text) {
    return said(id, "\"text\":\"" + text + "\"");
  }

  private String said(String id, String rest) {
    return "{\"tenant\":\"fz\",\"platform\":\"wecom\",\"chat\":\"%s\",\"id\":\"%s\",\"sender\":\"u1\",\"type\":\"text\",%s}"
        .formatted(chat, id, rest);
  }

  private List<Records.Found<Message>> found() {
    return Records.of(MESSAGES).stream()
        .filter(found -> found.key().equals("wecom|fz|" + chat))
        .toList();
  }
}
