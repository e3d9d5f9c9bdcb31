package org.courtyard.slamonitor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.courtyard.schemas.AlertRevision;
import org.courtyard.schemas.CaseCommand;
import org.courtyard.schemas.SlaAlert;
import org.courtyard.schemas.Topics;
import org.courtyard.slamonitor.clock.CaseStory;
import org.courtyard.stack.TestStack;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real broker, a real registry, a real process that is really killed. */
class SlaMonitorBrokerTest {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final Duration LIMIT = Duration.ofHours(12);

  private static TestStack stack;
  private static Wire wire;

  @TempDir private static Path stateDir;

  @BeforeAll
  static void start() {
    stack = TestStack.start();
    wire = new Wire(stack.bootstrapServers(), stack.registryUrl());
  }

  @AfterAll
  static void stop() {
    wire.close();
    stack.close();
  }

  private static MonitorProcess monitor() {
    Map<String, String> configuration = new HashMap<>(stack.configuration());
    configuration.put("courtyard.instance", "sla-monitor-test");
    configuration.put("courtyard.state-dir", stateDir.toString());
    return MonitorProcess.start(configuration);
  }

  /** A case whose answer is due so long from now. */
  private static CaseStory dueIn(String id, Duration left) {
    return CaseStory.of(id, Instant.now().minus(LIMIT).plus(left));
  }

  private static List<AlertRevision> breaches(String caseId) {
    return wire.read(Topics.SLA_BREACHES).stream()
        .filter(alert -> alert.getCaseId().equals(caseId))
        .map(SlaAlert::getRevision)
        .toList();
  }

  private static void awaitBreach(String caseId) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> assertThat(breaches(caseId)).as(caseId).contains(AlertRevision.RAISED));
  }

  private static void awaitUntil(Instant then) {
    await().atMost(PATIENCE).until(() -> Instant.now().isAfter(then));
  }

  @Test
  void everyBreachIsStatedOnceAlthoughTheMonitorIsKilledInBetween() {
    // Given deadlines before, during and after an outage, and bad records among the good
    wire.write(CaseStory.rules("v1", CaseStory.limit("twelve", 720)));
    wire.writeRawRules(CaseStory.TENANT, "not rules".getBytes(UTF_8));
    wire.writeRaw("FQY-000001", "not an event".getBytes(UTF_8));
    CaseStory before = dueIn("FQY-000001", Duration.ofSeconds(-10));
    CaseStory during = dueIn("PHY-000002", Duration.ofSeconds(60));
    CaseStory answeredDuring = dueIn("PHY-000003", Duration.ofSeconds(60));
    wire.write(before.opened());
    try (MonitorProcess first = monitor()) {
      awaitBreach("FQY-000001");
      during = dueIn("PHY-000002", Duration.ofSeconds(3));
      answeredDuring = dueIn("PHY-000003", Duration.ofSeconds(3));
      wire.write(during.opened());
      wire.write(answeredDuring.opened());

      // When it dies, the registry with it, and a deadline passes meanwhile
      first.kill();
    }
    stack.killRegistry();
    Instant due = during.asCase().getOccurredAt().plus(LIMIT);
    awaitUntil(due.plusSeconds(1));
    wire.write(answeredDuring.answered(due.minusSeconds(1)));
    try (MonitorProcess second = monitor()) {
      stack.restartRegistry();
      awaitBreach("PHY-000002");
      wire.write(dueIn("CFY-000004", Duration.ofSeconds(2)).opened());
      awaitBreach("CFY-000004");
      wire.write(before.answered(before.asCase().getOccurredAt().plusSeconds(60)));
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> assertThat(breaches("FQY-000001")).contains(AlertRevision.RETRACTED));

      // Then
      assertThat(breaches("FQY-000001"))
          .containsExactly(AlertRevision.RAISED, AlertRevision.RETRACTED);
      assertThat(breaches("PHY-000002")).containsExactly(AlertRevision.RAISED);
      assertThat(breaches("CFY-000004")).containsExactly(AlertRevision.RAISED);
      assertThat(breaches("PHY-000003"))
          .as("answered in time")
          .isIn(List.of(), List.of(AlertRevision.RAISED, AlertRevision.RETRACTED));
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(wire.read(Topics.CASE_COMMANDS))
                      .extracting(CaseCommand::getId)
                      .doesNotHaveDuplicates()
                      .contains(
                          "sla:FQY-000001|FEEDBACK|0:breach",
                          "sla:PHY-000002|FEEDBACK|0:breach",
                          "sla:CFY-000004|FEEDBACK|0:breach"));
      assertThat(wire.read(Topics.SLA_BREACHES))
          .extracting(SlaAlert::getRulesVersion)
          .containsOnly("v1");
      assertThat(wire.readRaw(Topics.SLA_MONITOR_DLQ))
          .singleElement()
          .satisfies(
              letter -> assertThat(letter.value()).isEqualTo("not an event".getBytes(UTF_8)));
    }
  }
}
