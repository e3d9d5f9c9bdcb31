package org.courtyard.slamonitor;

import static io.restassured.RestAssured.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(RunningStack.class)
class SlaMonitorAppTest {

  @Test
  void isReadyOnceClocksAreWatchedAndShowsHowTheyStand() {
    // Given
    assertThat(get("/q/health/live").statusCode()).isEqualTo(200);

    // When
    await().atMost(Duration.ofSeconds(90)).until(() -> get("/q/health/ready").statusCode() == 200);

    // Then
    assertThat(get("/q/metrics").asString())
        .contains("courtyard_clocks_running{tier=\"BUILDING\"} 0.0")
        .contains("courtyard_clocks_overdue 0.0")
        .contains("courtyard_deadline_lag_seconds_count 0.0")
        .contains("courtyard_warnings_total 0.0")
        .contains("courtyard_breaches_total 0.0")
        .contains("courtyard_retractions_total 0.0")
        .contains("courtyard_escalations_pending 0.0")
        .contains("courtyard_dead_letters_total 0.0")
        .contains("kafka_consumer_fetch_manager_records_lag");
  }
}
