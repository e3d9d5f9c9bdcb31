package org.courtyard.ingest;

import static io.restassured.RestAssured.given;

import io.restassured.config.EncoderConfig;
import io.restassured.config.RestAssuredConfig;
import io.restassured.http.ContentType;
import io.restassured.specification.RequestSpecification;
import java.time.Duration;
import org.awaitility.Awaitility;

/** Speaks to the service under test. */
final class Http {
  private Http() {}

  static final String JSON = "application/json";
  static final String NDJSON = "application/x-ndjson";
  static final String CSV = "text/csv";
  static final String PROBLEM = "application/problem+json";

  /** Bodies go out as they are, and content types without a character set added. */
  private static final RestAssuredConfig AS_IS =
      RestAssuredConfig.config()
          .encoderConfig(
              EncoderConfig.encoderConfig()
                  .appendDefaultContentCharsetToContentTypeIfUndefined(false)
                  .encodeContentTypeAs(JSON, ContentType.TEXT)
                  .encodeContentTypeAs(CSV, ContentType.TEXT)
                  .encodeContentTypeAs(NDJSON, ContentType.TEXT));

  static RequestSpecification asIs() {
    return given().config(AS_IS);
  }

  static void awaitReady() {
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> given().get("/q/health/ready").statusCode() == 200);
  }
}
