package org.courtyard.stack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.apache.kafka.clients.admin.Admin;
import org.courtyard.schemas.AvroSerdes;
import org.courtyard.schemas.CaseCommand;
import org.courtyard.schemas.ClockTick;
import org.courtyard.schemas.Topic;
import org.courtyard.schemas.Topics;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class TestStackTest {
  private static TestStack stack;

  @BeforeAll
  static void start() {
    stack = TestStack.start();
  }

  @AfterAll
  static void stop() {
    stack.close();
  }

  @Test
  void holdsEveryTopicOfTheCatalogueWithItsPartitions() throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", stack.bootstrapServers()))) {
      // When
      var found =
          admin.describeTopics(Topics.ALL.stream().map(Topic::name).toList()).allTopicNames().get();

      // Then
      assertThat(Topics.ALL)
          .allSatisfy(
              topic ->
                  assertThat(found.get(topic.name()).partitions()).hasSize(topic.partitions()));
    }
  }

  @Test
  void creatingTopicsAgainChangesNothing() {
    assertThat(new TopicAdmin(stack.bootstrapServers()).ensureAll()).isEmpty();
  }

  @Test
  void everyRecordOfTheCatalogueIsRegistered() {
    // When
    Map<String, Integer> ids = new SchemaRegistrar(stack.registryUrl()).registerAll();

    // Then
    assertThat(Topics.ALL)
        .filteredOn(topic -> topic.value() != null)
        .allSatisfy(topic -> assertThat(ids).containsKey(topic.value().getName()));
    assertThat(ids.values()).doesNotHaveDuplicates().doesNotContain(0);
  }

  @Test
  void schemaIdsSurviveAKilledRegistry() {
    // Given
    Map<String, Integer> before = new SchemaRegistrar(stack.registryUrl()).registerAll();

    // When
    stack.killRegistry();
    stack.restartRegistry();

    // Then
    assertThat(new SchemaRegistrar(stack.registryUrl()).registerAll()).isEqualTo(before);
  }

  @Test
  void recordsSurviveTheWayThroughTheRegistry() {
    // Given
    AvroSerdes serdes = AvroSerdes.registry(stack.registryUrl());
    ClockTick tick = tick();

    // When
    byte[] wire = serdes.of(ClockTick.class).serializer().serialize("clock-ticks", tick);

    // Then
    assertThat(serdes.of(ClockTick.class).deserializer().deserialize("clock-ticks", wire))
        .isEqualTo(tick);
  }

  @Test
  void aForeignConfluentClientCanDecodeWhatWeWrite() throws Exception {
    // Given
    byte[] wire =
        AvroSerdes.registry(stack.registryUrl())
            .of(ClockTick.class)
            .serializer()
            .serialize("clock-ticks", tick());
    ByteBuffer header = ByteBuffer.wrap(wire);

    // When
    byte magic = header.get();
    Schema schema = foreignLookup(header.getInt());
    GenericRecord decoded =
        new GenericDatumReader<GenericRecord>(schema)
            .read(
                null,
                DecoderFactory.get()
                    .binaryDecoder(
                        new ByteArrayInputStream(wire, header.position(), header.remaining()),
                        null));

    // Then
    assertThat(magic).isZero();
    assertThat(decoded.get("instance")).hasToString("sla-monitor-0");
    assertThat(decoded.get("at")).isEqualTo(1_780_000_000_000L);
  }

  @Test
  void theCompatibleApiKnowsEveryIdThatIsOnTheWire() throws Exception {
    Map<String, Integer> ids = new SchemaRegistrar(stack.registryUrl()).registerAll();
    for (Schema schema : List.of(ClockTick.SCHEMA$, CaseCommand.SCHEMA$)) {
      assertThat(foreignLookup(ids.get(schema.getFullName()))).isEqualTo(schema);
    }
  }

  private static ClockTick tick() {
    return new ClockTick(Instant.ofEpochMilli(1_780_000_000_000L), "sla-monitor-0");
  }

  private static Schema foreignLookup(int id) throws Exception {
    URI uri = URI.create(stack.compatibleRegistryUrl() + "/schemas/ids/" + id);
    HttpResponse<String> response =
        HttpClient.newHttpClient()
            .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    assertThat(response.statusCode()).isEqualTo(200);
    return new Schema.Parser()
        .parse(new ObjectMapper().readTree(response.body()).get("schema").asText());
  }
}
