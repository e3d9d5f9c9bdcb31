package org.courtyard.router;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.courtyard.router.World.GARDEN;
import static org.courtyard.router.World.building;
import static org.courtyard.router.World.group;
import static org.courtyard.router.World.id;
import static org.courtyard.router.World.says;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.courtyard.schemas.AvroSerdes;
import org.courtyard.schemas.CaseEvent;
import org.courtyard.schemas.EventType;
import org.courtyard.schemas.Outcome;
import org.courtyard.schemas.OutcomeKind;
import org.courtyard.schemas.Topic;
import org.courtyard.schemas.Topics;
import org.courtyard.stack.TestStack;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(RouterOnARealBrokerTest.Surroundings.class)
class RouterOnARealBrokerTest {

  /** A broker and a registry of its own. */
  public static final class Surroundings implements QuarkusTestResourceLifecycleManager {
    private TestStack stack;

    @Override
    public Map<String, String> start() {
      stack = TestStack.start();
      Map<String, String> config = new HashMap<>(stack.configuration());
      try {
        config.put("courtyard.state-dir", Files.createTempDirectory("router-state").toString());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      config.put("courtyard.time.start", Instant.now().toString());
      config.put("courtyard.time.origin", World.MORNING.toString());
      config.put("quarkus.http.test-port", "0");
      return config;
    }

    @Override
    public void stop() {
      stack.close();
    }
  }

  @Inject RouterConfig config;

  @Test
  void messagesBecomeCasesPoisonBecomesADeadLetterAndHealthTellsTheTruth() {
    // Given
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> given().get("/q/health/ready").then().statusCode(200));
    // When
    send(Topics.RULES, World.TENANT, World.rules());
    send(Topics.ROSTERS, World.TENANT, World.roster());
    send(Topics.PLACES, World.TENANT + "|B1", building("B1", GARDEN));
    send(Topics.GROUPS, World.key("g1"), group("g1", "B1"));
    sendBytes(Topics.MESSAGES, World.key("g1"), "not avro".getBytes(StandardCharsets.UTF_8));
    send(Topics.MESSAGES, World.key("g1"), says("g1", "li", "m1", 0, "3单元电梯坏了"));
    send(Topics.MESSAGES, World.key("g1"), says("g1", "head", "m2", 20, "电梯修好了"));
    send(Topics.MESSAGES, World.key("g1"), says("g1", "li", "m1", 0, "3单元电梯坏了"));
    send(Topics.MESSAGES, World.key("g1"), says("g1", "qian", "m3", 21, "谢谢啦"));
    // Then
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () ->
                assertThat(
                        read(Topics.OUTCOMES).stream()
                            .filter(Outcome::getSettled)
                            .map(o -> o.getMessageId() + " " + o.getKind()))
                    .containsExactlyInAnyOrder(
                        id("m1") + " " + OutcomeKind.OPENED,
                        id("m2") + " " + OutcomeKind.HANDLED,
                        id("m1") + " " + OutcomeKind.REPEATED,
                        id("m3") + " " + OutcomeKind.CHATTER));
    assertThat(read(Topics.CASE_EVENTS))
        .extracting(CaseEvent::getType)
        .containsExactly(
            EventType.OPENED, EventType.DISPATCHED, EventType.ANSWERED, EventType.FEEDBACK_GIVEN);
    List<ConsumerRecord<String, byte[]>> dead = readBytes(Topics.ROUTER_DLQ);
    assertThat(dead).hasSize(1);
    assertThat(new String(dead.getFirst().value(), StandardCharsets.UTF_8)).isEqualTo("not avro");
    assertThat(dead.getFirst().headers().toArray()).isNotEmpty();
    String metrics = given().get("/q/metrics").asString();
    assertThat(metrics)
        .contains("courtyard_messages_total{outcome=\"OPENED\"} 1.0")
        .contains("courtyard_dead_letters_total 1.0")
        .contains("courtyard_cases_open{tier=\"BUILDING\"} 0.0");
  }

  private <T extends SpecificRecord> void send(Topic<T> topic, String key, T value) {
    var serializer = AvroSerdes.registry(config.registryUrl()).of(topic.value()).serializer();
    sendBytes(topic, key, serializer.serialize(topic.name(), value));
  }

  private void sendBytes(Topic<?> topic, String key, byte[] value) {
    try (var producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", config.bootstrapServers()),
            new StringSerializer(),
            new ByteArraySerializer())) {
      producer.send(new ProducerRecord<>(topic.name(), key, value)).get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private <T extends SpecificRecord> List<T> read(Topic<T> topic) {
    var deserializer = AvroSerdes.registry(config.registryUrl()).of(topic.value()).deserializer();
    return readBytes(topic).stream()
        .map(record -> deserializer.deserialize(topic.name(), record.value()))
        .toList();
  }

  /** Everything committed so far. */
  private List<ConsumerRecord<String, byte[]>> readBytes(Topic<?> topic) {
    Map<String, Object> reading =
        Map.of(
            ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
            config.bootstrapServers(),
            ConsumerConfig.GROUP_ID_CONFIG,
            "test-" + UUID.randomUUID(),
            ConsumerConfig.ISOLATION_LEVEL_CONFIG,
            "read_committed");
    try (var consumer =
        new KafkaConsumer<>(reading, new StringDeserializer(), new ByteArrayDeserializer())) {
      var partitions =
          consumer.partitionsFor(topic.name()).stream()
              .map(p -> new TopicPartition(p.topic(), p.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      var ends = consumer.endOffsets(partitions);
      List<ConsumerRecord<String, byte[]>> found = new ArrayList<>();
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
        consumer.poll(Duration.ofMillis(100)).forEach(found::add);
      }
      return found;
    }
  }
}
