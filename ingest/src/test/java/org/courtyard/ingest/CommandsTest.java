package org.courtyard.ingest;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.courtyard.ingest.Http.JSON;
import static org.courtyard.ingest.Http.PROBLEM;
import static org.courtyard.ingest.Http.asIs;
import static org.courtyard.schemas.Topics.CASE_COMMANDS;
import static org.courtyard.schemas.Topics.CASE_EVENTS;
import static org.courtyard.schemas.Topics.COMMAND_REJECTIONS;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.courtyard.ingest.identity.Identity;
import org.courtyard.schemas.Action;
import org.courtyard.schemas.CaseCommand;
import org.courtyard.schemas.CommandRejection;
import org.courtyard.schemas.EventType;
import org.courtyard.schemas.Intent;
import org.courtyard.schemas.RejectionCode;
import org.courtyard.schemas.Shards;
import org.courtyard.schemas.Topics;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@QuarkusTestResource(Surroundings.class)
class CommandsTest {
  private static final String ACTOR =
      "\"actor\":{\"platform\":\"wecom\",\"user\":\"u1\",\"role\":\"楼门长\"}";

  /** A case of its own for every test. */
  private final String caseId = Shards.caseId("FGY11", UUID.randomUUID().toString(), 0);

  @Inject Identity identity;

  /** Plays the router's part. */
  @Inject TopicWriter writer;

  @BeforeEach
  void untilReady() {
    Http.awaitReady();
  }

  @Test
  void aCommandGoesWhereItsCaseIs() {
    // When
    post("{\"tenant\":\"fz\",\"id\":\"k 1\",\"action\":\"feedback\",\"text\":\"修好了\","
            + ACTOR
            + "}")
        .statusCode(202)
        .header("Location", endsWith("/v1/cases/" + caseId + "/commands/k%201"))
        .body("status", equalTo("pending"));
    // Then
    var found = Records.of(CASE_COMMANDS).stream().filter(it -> it.key().equals(caseId)).toList();
    assertThat(found).hasSize(1);
    assertThat(found.getFirst().partition())
        .isEqualTo(Shards.partition("FGY11", Topics.PARTITIONS));
    CaseCommand command = found.getFirst().value();
    assertThat(command.getId()).isEqualTo("k 1");
    assertThat(command.getAction()).isEqualTo(Action.FEEDBACK);
    assertThat(command.getText()).isEqualTo("修好了");
    assertThat(command.getActor().getPerson()).isEqualTo(identity.of("wecom", "u1"));
    assertThat(command.getActor().getRole()).isEqualTo("楼门长");
    assertThat(command.getOccurredAt().toEpochMilli()).isEqualTo(found.getFirst().timestamp());
  }

  @Test
  void whatACommandMadeHappenIsTold() {
    // Given
    post(claim("k1")).statusCode(202);
    // When
    var event = Events.of(caseId, 3, EventType.CLAIMED, "k1", identity.of("wecom", "u1"));
    TopicWriter.await(writer.write(CASE_EVENTS, partition(), caseId, event, Instant.now()));
    // Then
    awaitStatus("k1", "applied");
    get("k1")
        .statusCode(200)
        .body("id", equalTo("k1"))
        .body("events", hasSize(1))
        .body("events[0].seq", equalTo(3))
        .body("events[0].type", equalTo("CLAIMED"));
  }

  @Test
  void whyACommandWasRejectedIsTold() {
    // Given
    post(claim("k1")).statusCode(202);
    // When
    var rejection =
        new CommandRejection(
            "k1",
            caseId,
            "fz",
            Action.CLAIM,
            RejectionCode.NOT_IN_THIS_STATE,
            "the case is closed",
            Instant.EPOCH);
    TopicWriter.await(
        writer.write(COMMAND_REJECTIONS, partition(), caseId, rejection, Instant.now()));
    // Then
    awaitStatus("k1", "rejected");
    get("k1")
        .body("code", equalTo("NOT_IN_THIS_STATE"))
        .body("detail", equalTo("the case is closed"));
  }

  @Test
  void theIdMayComeInTheHeader() {
    asIs()
        .contentType(JSON)
        .header("Idempotency-Key", "from-header")
        .body("{\"tenant\":\"fz\",\"action\":\"claim\"," + ACTOR + "}")
        .post("/v1/cases/" + caseId + "/commands")
        .then()
        .statusCode(202)
        .body("id", equalTo("from-header"));
    asIs()
        .contentType(JSON)
        .header("Idempotency-Key", "other")
        .body(claim("k1"))
        .post("/v1/cases/" + caseId + "/commands")
        .then()
        .statusCode(422)
        .body("errors[0].field", equalTo("id"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      textBlock =
          """
          "id":"k","action":"dance"                      ~ action         ~ one of claim, progress
          "id":"k","action":"receipt"                    ~ action         ~ one of claim, progress
          "action":"claim"                               ~ id             ~ required
          "id":"k","action":"feedback"                   ~ text           ~ required
          "id":"k","action":"evaluate"                   ~ rating         ~ required
          "id":"k","action":"evaluate","rating":"great"  ~ rating         ~ one of satisfied
          "id":"k","action":"claim","rating":"satisfied" ~ rating         ~ evaluate only
          "id":"k","action":"correct"                    ~ intent         ~ or category is required
          "id":"k","action":"correct","intent":"claim"   ~ intent         ~ one of grievance
          "id":"k","action":"correct","category":"lift"  ~ category       ~ A-Z
          "id":"k","action":"claim","intent":"chatter"   ~ intent         ~ correct only
          "id":"k","action":"merge","category":"LIFT"    ~ category       ~ accept and correct
          "id":"k","action":"merge"                      ~ into           ~ required
          "id":"k","action":"merge","into":"lift"        ~ into           ~ no case number
          "id":"k","action":"merge","into":"FCY3-000001" ~ into           ~ another community
          "id":"k","action":"unmerge","into":"FGY11-000001" ~ into        ~ merge only
          "id":"k","action":"separate"                   ~ messageId      ~ required
          "id":"k","action":"separate","messageId":"m1"  ~ messageId      ~ platform|tenant|id
          "id":"k","action":"separate","messageId":"w|other|m1" ~ messageId ~ another tenant
          "id":"k","action":"claim","messageId":"w|fz|m" ~ messageId      ~ separate only
          "id":"k","action":"claim","occurredAt":"2001-01-01T00:00:00Z" ~ occurredAt ~ 14 days
          """)
  void anIncompleteCommandNamesItsField(String rest, String field, String detail) {
    post("{\"tenant\":\"fz\"," + ACTOR + "," + rest + "}")
        .statusCode(422)
        .contentType(PROBLEM)
        .body("errors[0].field", equalTo(field))
        .body("errors[0].detail", containsString(detail));
  }

  @Test
  void aCorrectionTravelsWhole() {
    // Given
    String into = Shards.caseId("FGY11", UUID.randomUUID().toString(), 0);
    // When
    post("{\"tenant\":\"fz\",\"id\":\"k1\",\"action\":\"correct\",\"intent\":\"question\","
            + "\"category\":\"WELFARE\","
            + ACTOR
            + "}")
        .statusCode(202);
    post("{\"tenant\":\"fz\",\"id\":\"k2\",\"action\":\"merge\",\"into\":\""
            + into
            + "\","
            + ACTOR
            + "}")
        .statusCode(202);
    post("{\"tenant\":\"fz\",\"id\":\"k3\",\"action\":\"separate\","
            + "\"messageId\":\"wecom|fz|m2\","
            + ACTOR
            + "}")
        .statusCode(202);
    // Then
    List<CaseCommand> found =
        Records.of(CASE_COMMANDS).stream()
            .filter(it -> it.key().equals(caseId))
            .map(it -> it.value())
            .toList();
    assertThat(found.get(0).getIntent()).isEqualTo(Intent.QUESTION);
    assertThat(found.get(0).getCategory()).isEqualTo("WELFARE");
    assertThat(found.get(1).getInto()).isEqualTo(into);
    assertThat(found.get(2).getMessageId()).isEqualTo("wecom|fz|m2");
  }

  @Test
  void anActorMustBeWhole() {
    post("{\"tenant\":\"fz\",\"id\":\"k\",\"action\":\"claim\"}")
        .statusCode(422)
        .body("errors.field", equalTo(List.of("actor")));
    post("{\"tenant\":\"fz\",\"id\":\"k\",\"action\":\"claim\",\"actor\":{\"user\":\"u\"}}")
        .statusCode(422)
        .body("errors.field", equalTo(List.of("actor.platform", "actor.role")));
    post("{\"tenant\":\"fz\",\"id\":\"k\",\"action\":\"claim\",\"actor\":{\"usr\":\"u\"}}")
        .statusCode(400)
        .body("errors.field", equalTo(List.of("actor.usr")));
  }

  @Test
  void whatNobodyGaveIsNotFound() {
    get("never").statusCode(404).contentType(PROBLEM);
    given().get("/v1/cases/no-case/commands/k1").then().statusCode(404).contentType(PROBLEM);
    asIs()
        .contentType(JSON)
        .body(claim("k1"))
        .post("/v1/cases/no-case/commands")
        .then()
        .statusCode(404)
        .contentType(PROBLEM);
  }

  private int partition() {
    return Shards.partition(Shards.ofCase(caseId), Topics.PARTITIONS);
  }

  private static String claim(String id) {
    return "{\"tenant\":\"fz\",\"id\":\"" + id + "\",\"action\":\"claim\"," + ACTOR + "}";
  }

  private ValidatableResponse post(String body) {
    return asIs()
        .contentType(JSON)
        .body(body.getBytes(StandardCharsets.UTF_8))
        .post("/v1/cases/" + caseId + "/commands")
        .then();
  }

  private ValidatableResponse get(String id) {
    return given().get("/v1/cases/" + caseId + "/commands/" + id).then();
  }

  private void awaitStatus(String id, String status) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> get(id).statusCode(200).body("status", equalTo(status)));
  }
}
