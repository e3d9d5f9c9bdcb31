package org.courtyard.ingest;

import static io.restassured.RestAssured.given;
import static org.courtyard.ingest.Http.CSV;
import static org.courtyard.ingest.Http.JSON;
import static org.courtyard.ingest.Http.NDJSON;
import static org.courtyard.ingest.Http.PROBLEM;
import static org.courtyard.ingest.Http.asIs;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Surroundings.class)
@TestProfile(AccessTest.WithTokens.class)
class AccessTest {
  private static final String COMMANDS = "/v1/cases/FGY11-ABC123/commands";

  /** Two districts: the tokens are "secret-fz" and "secret-ba". */
  public static class WithTokens implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      try {
        Path file = Files.createTempFile("tokens", ".csv");
        file.toFile().deleteOnExit();
        Files.writeString(
            file,
            """
            token_sha256,tenant
            775db8b25c857e42b5006e1f01a062d1529ed2dd5934bcc6432ad87e6ffbb933,fz
            a8d853487034e02a4ccccb97c25e772b4547dde1b07abc348ff2a46036ed1364,ba
            """);
        return Map.of("courtyard.tokens-file", file.toString());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @BeforeEach
  void untilReady() {
    Http.awaitReady();
  }

  @Test
  void withoutAKnownTokenNobodyWrites() {
    post(null, JSON, message("fz"))
        .statusCode(401)
        .contentType(PROBLEM)
        .header("WWW-Authenticate", equalTo("Bearer"));
    post("Basic c2VjcmV0LWZ6", JSON, message("fz")).statusCode(401);
    post("Bearer secret-fx", JSON, message("fz")).statusCode(401);
    post("Bearer secret-fx", NDJSON, message("fz")).statusCode(401);
    asIs().contentType(CSV).body("a").put("/v1/tenants/fz/places").then().statusCode(401);
    given().get(COMMANDS + "/k1").then().statusCode(401);
  }

  @Test
  void aTokenSpeaksForItsTenantOnly() {
    post("Bearer secret-fz", JSON, message("fz")).statusCode(202);
    post("bearer secret-fz", JSON, message("ba")).statusCode(403).contentType(PROBLEM);
    post("Bearer secret-fz", NDJSON, message("fz") + "\n" + message("ba"))
        .statusCode(207)
        .body("errors.line", equalTo(List.of(2)))
        .body("errors.field", equalTo(List.of("tenant")));
    asIs()
        .contentType(CSV)
        .header("Authorization", "Bearer secret-ba")
        .body("a")
        .put("/v1/tenants/fz/places")
        .then()
        .statusCode(403);
  }

  @Test
  void commandsOfAnotherTenantAreNotSeen() {
    // Given
    asIs()
        .contentType(JSON)
        .header("Authorization", "Bearer secret-fz")
        .body(
            "{\"tenant\":\"fz\",\"id\":\"k1\",\"action\":\"claim\",\"actor\":{\"platform\":\"w\",\"user\":\"u\",\"role\":\"r\"}}")
        .post(COMMANDS)
        .then()
        .statusCode(202);
    // Then
    status("Bearer secret-fz").statusCode(200);
    status("Bearer secret-ba").statusCode(404);
  }

  private static ValidatableResponse status(String authorization) {
    return given().header("Authorization", authorization).get(COMMANDS + "/k1").then();
  }

  private static String message(String tenant) {
    return "{\"tenant\":\"%s\",\"platform\":\"w\",\"chat\":\"c\",\"id\":\"m\",\"sender\":\"u\",\"type\":\"image\"}"
        .formatted(tenant);
  }

  private static ValidatableResponse post(String authorization, String type, String body) {
    var request = asIs().contentType(type).body(body.getBytes(StandardCharsets.UTF_8));
    if (authorization != null) {
      request.header("Authorization", authorization);
    }
    return request.post("/v1/messages").then();
  }
}
