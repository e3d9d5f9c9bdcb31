package org.courtyard.slamonitor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.courtyard.schemas.AlertRevision;
import org.courtyard.schemas.AlertType;
import org.courtyard.schemas.CaseCommand;
import org.courtyard.schemas.CaseEvent;
import org.courtyard.schemas.ClockTick;
import org.courtyard.schemas.DomainTime;
import org.courtyard.schemas.OfflineSerdes;
import org.courtyard.schemas.Rules;
import org.courtyard.schemas.SlaAlert;
import org.courtyard.schemas.Tier;
import org.courtyard.schemas.Topic;
import org.courtyard.schemas.Topics;
import org.courtyard.slamonitor.clock.CaseStory;
import org.courtyard.slamonitor.clock.Pace;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SlaMonitorTopologyTest {
  private static final Instant EIGHT = Instant.parse("2026-06-29T00:00:00Z");
  private static final Instant DUE = EIGHT.plus(Duration.ofHours(12));
  private static final String ID = "FQY-7K3M9Q";
  private static final int TURN = 10;

  @TempDir private Path stateDir;

  private final OfflineSerdes serdes = new OfflineSerdes();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private TopologyTestDriver driver;
  private TestInputTopic<String, CaseEvent> events;
  private TestInputTopic<String, ClockTick> ticks;
  private TestInputTopic<String, Rules> rules;
  private TestOutputTopic<String, SlaAlert> warnings;
  private TestOutputTopic<String, SlaAlert> breaches;
  private TestOutputTopic<String, CaseCommand> commands;

  @BeforeEach
  void start() {
    driver =
        new TopologyTestDriver(
            SlaMonitorTopology.build(
                new SlaMonitorTopology.Settings(
                    DomainTime.REAL, new Pace(TURN, Duration.ofMinutes(1), 50, Duration.ofDays(7))),
                serdes,
                new ClockMetrics(meters)),
            properties(),
            EIGHT);
    events = input(Topics.CASE_EVENTS);
    ticks = input(Topics.CLOCK_TICKS);
    rules = input(Topics.RULES);
    warnings = output(Topics.SLA_WARNINGS);
    breaches = output(Topics.SLA_BREACHES);
    commands = output(Topics.CASE_COMMANDS);
    rules.pipeInput(CaseStory.TENANT, CaseStory.rules("v1", CaseStory.limit("twelve", 720)));
  }

  @AfterEach
  void stop() {
    driver.close();
  }

  private Properties properties() {
    Properties properties = SlaMonitor.settings(TestConfig.of(Map.of())).properties(meters);
    properties.put(StreamsConfig.STATE_DIR_CONFIG, stateDir.toString());
    // The driver forgets what was sent in a transaction that no good record completed.
    properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.AT_LEAST_ONCE);
    return properties;
  }

  private <V extends SpecificRecord> TestInputTopic<String, V> input(Topic<V> topic) {
    return driver.createInputTopic(
        topic.name(), new StringSerializer(), serdes.of(topic.value()).serializer());
  }

  private <V extends SpecificRecord> TestOutputTopic<String, V> output(Topic<V> topic) {
    return driver.createOutputTopic(
        topic.name(), new StringDeserializer(), serdes.of(topic.value()).deserializer());
  }

  private void happens(CaseEvent event) {
    events.pipeInput(event.getCaseId(), event, event.getAt());
  }

  private void itIs(Instant now) {
    ticks.pipeInput(null, new ClockTick(now, "test"), now);
  }

  @Test
  void theTopologyIsTheOneWrittenDown() throws Exception {
    // Given
    String written;
    try (var file = getClass().getResourceAsStream("expected_topology.txt")) {
      written = new String(file.readAllBytes(), UTF_8);
    }

    // When
    String built =
        SlaMonitorTopology.build(
                new SlaMonitorTopology.Settings(
                    DomainTime.REAL, new Pace(1, Duration.ZERO, 1, Duration.ZERO)),
                serdes,
                new ClockMetrics(meters))
            .describe()
            .toString();
    Files.writeString(Path.of("target/topology.txt"), built);

    // Then a difference is meant, or a migration: target/topology.txt has the new one
    assertThat(built.strip()).isEqualTo(written.strip());
  }

  @Test
  void warnsStatesTheBreachAndAsksForTheNextTier() {
    // Given
    happens(CaseStory.of(ID, EIGHT).opened());

    // When
    itIs(EIGHT.plus(Duration.ofHours(9)).plusSeconds(1));
    itIs(DUE.plusSeconds(1));
    itIs(DUE.plusSeconds(2));
    itIs(DUE.plusSeconds(3));

    // Then
    assertThat(warnings.readKeyValuesToList()).extracting(kv -> kv.key).containsExactly(ID);
    assertThat(breaches.readValuesToList())
        .singleElement()
        .satisfies(
            breach -> {
              assertThat(breach.getType()).isEqualTo(AlertType.BREACH);
              assertThat(breach.getDue()).isEqualTo(DUE);
              assertThat(breach.getRule()).isEqualTo("twelve");
            });
    assertThat(commands.readValuesToList())
        .singleElement()
        .satisfies(command -> assertThat(command.getFromTier()).isEqualTo(Tier.BUILDING));
  }

  @Test
  void takesABreachBackWhenProofArrivesLate() {
    // Given
    CaseStory lift = CaseStory.of(ID, EIGHT);
    happens(lift.opened());
    itIs(DUE.plusSeconds(1));

    // When
    happens(lift.answered(DUE.minusSeconds(1)));

    // Then
    assertThat(breaches.readValuesToList())
        .extracting(SlaAlert::getRevision)
        .containsExactly(AlertRevision.RAISED, AlertRevision.RETRACTED);
    assertThat(meters.get("courtyard.retractions").counter().count()).isEqualTo(1);
  }

  @Test
  void aBacklogGoesOnWithoutFurtherRecords() {
    // Given
    IntStream.range(0, 3 * TURN)
        .forEach(n -> happens(CaseStory.of("FQY-%06d".formatted(n), EIGHT).opened()));

    // When
    itIs(DUE.plusSeconds(1));
    driver.advanceWallClockTime(Duration.ofSeconds(1));

    // Then
    assertThat(breaches.readValuesToList()).hasSizeLessThan(3 * TURN);
    IntStream.range(0, 10).forEach(n -> driver.advanceWallClockTime(Duration.ofSeconds(1)));
    assertThat(meters.get("courtyard.breaches").counter().count()).isEqualTo(3 * TURN);
  }

  @Test
  void aTickFromAClockThatIsBehindStopsNothing() {
    // Given
    happens(CaseStory.of("FQY-000001", EIGHT).opened());

    // When
    ticks.pipeInput(null, new ClockTick(EIGHT.minusSeconds(3600), "behind"), DUE.plusSeconds(1));

    // Then
    assertThat(breaches.readValuesToList()).hasSize(1);
  }

  @Test
  void aTickFromAClockThatRunsAheadMovesNothing() {
    // Given
    happens(CaseStory.of(ID, EIGHT).opened());

    // When
    ticks.pipeInput(null, new ClockTick(DUE.plusSeconds(3600), "ahead"), EIGHT.plusSeconds(1));

    // Then
    assertThat(breaches.isEmpty()).isTrue();
  }

  @Test
  void badRecordsBecomeDeadLettersAndTheNextOneIsTaken() {
    // Given
    TestInputTopic<String, byte[]> raw =
        driver.createInputTopic(
            Topics.CASE_EVENTS.name(), new StringSerializer(), new ByteArraySerializer());
    TestOutputTopic<String, String> dead =
        driver.createOutputTopic(
            Topics.SLA_MONITOR_DLQ.name(), new StringDeserializer(), new StringDeserializer());
    byte[] ofAnotherType =
        serdes.of(ClockTick.class).serializer().serialize("", new ClockTick(EIGHT, "lost"));

    // When
    raw.pipeInput(ID, "not Avro at all".getBytes(UTF_8), EIGHT);
    raw.pipeInput(ID, ofAnotherType, EIGHT);
    raw.pipeInput(ID, null, EIGHT);
    events.pipeInput("FQY-OTHER1", CaseStory.of(ID, EIGHT).opened(), EIGHT);
    happens(CaseStory.of(ID, EIGHT).opened());
    itIs(DUE.plusSeconds(1));

    // Then
    List<TestRecord<String, String>> letters = dead.readRecordsToList();
    assertThat(letters).hasSize(4);
    assertThat(letters.getFirst().value()).isEqualTo("not Avro at all");
    assertThat(letters)
        .allSatisfy(
            letter -> {
              assertThat(header(letter, "__streams.errors.topic")).isEqualTo("case-events");
              assertThat(header(letter, "__streams.errors.offset")).isNotEmpty();
            });
    assertThat(meters.get("courtyard.dead.letters").counter().count()).isEqualTo(4);
    assertThat(breaches.readValuesToList()).hasSize(1);
  }

  @Test
  void badRulesLeaveTheRulesInForce() {
    // Given
    TestInputTopic<String, byte[]> raw =
        driver.createInputTopic(
            Topics.RULES.name(), new StringSerializer(), new ByteArraySerializer());

    // When
    raw.pipeInput(CaseStory.TENANT, "not Avro at all".getBytes(UTF_8), EIGHT);
    happens(CaseStory.of(ID, EIGHT).opened());
    itIs(DUE.plusSeconds(1));

    // Then
    assertThat(breaches.readValuesToList()).extracting(SlaAlert::getRulesVersion).contains("v1");
  }

  @Test
  void metricsTellHowThingsStand() {
    // Given
    happens(CaseStory.of("FQY-000001", EIGHT).opened());
    happens(CaseStory.of("FQY-000002", EIGHT.plusSeconds(60)).opened());

    // When
    itIs(DUE.plusSeconds(1));

    // Then
    assertThat(meters.get("courtyard.clocks.running").tag("tier", "BUILDING").gauge().value())
        .isEqualTo(2);
    assertThat(meters.get("courtyard.clocks.overdue").gauge().value()).isEqualTo(1);
    assertThat(meters.get("courtyard.escalations.pending").gauge().value()).isEqualTo(1);
    assertThat(meters.get("courtyard.deadline.lag").timer().max(TimeUnit.SECONDS)).isEqualTo(1);
  }

  private static String header(TestRecord<?, ?> letter, String name) {
    return new String(letter.headers().lastHeader(name).value(), UTF_8);
  }
}
