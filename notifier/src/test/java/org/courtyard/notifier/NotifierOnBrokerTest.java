package org.courtyard.notifier;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.courtyard.schemas.AvroSerdes;
import org.courtyard.schemas.Case;
import org.courtyard.schemas.CaseCommand;
import org.courtyard.schemas.CaseEvent;
import org.courtyard.schemas.CaseState;
import org.courtyard.schemas.DeliveryPurpose;
import org.courtyard.schemas.EventType;
import org.courtyard.schemas.Group;
import org.courtyard.schemas.Receipt;
import org.courtyard.schemas.Shards;
import org.courtyard.schemas.Topic;
import org.courtyard.schemas.Topics;
import org.courtyard.schemas.Urgency;
import org.courtyard.stack.TestStack;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole notifier in a process of its own, between a real broker with its registry and a peer
 * over HTTP. Each test has cases, groups and destinations of its own.
 */
class NotifierOnBrokerTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String ROBOT_OK = "{\"errcode\":0,\"errmsg\":\"ok\"}";

  @TempDir static Path directory;

  private static TestStack stack;
  private static WireMockServer peer;
  private static AvroSerdes serdes;
  private static KafkaProducer<byte[], byte[]> producer;

  @BeforeAll
  static void start() {
    stack = TestStack.start();
    peer = new WireMockServer(WireMockConfiguration.options().dynamicPort());
    peer.start();
    serdes = AvroSerdes.registry(stack.registryUrl());
    producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", stack.bootstrapServers()),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  @AfterAll
  static void stop() {
    producer.close();
    peer.stop();
    stack.close();
  }

  @BeforeEach
  void destinations() throws IOException {
    peer.resetAll();
    StringBuilder csv = new StringBuilder("name,type,url,secret,per_minute\n");
    for (String name : List.of("a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l")) {
      csv.append("robot-%s,wecom-robot,%s/%s?key=k,,3000\n".formatted(name, peer.baseUrl(), name));
    }
    Files.writeString(directory.resolve("destinations.csv"), csv);
  }

  private static NotifierProcess notifier() {
    return notifier("notifier-0");
  }

  private static NotifierProcess notifier(String instance) {
    Map<String, String> settings = new HashMap<>(stack.configuration());
    settings.put("courtyard.instance", instance);
    settings.put("courtyard.destinations-file", directory.resolve("destinations.csv").toString());
    settings.put("courtyard.sending.longest-pause", "PT2S");
    settings.put("courtyard.planning.group-patience", "PT20S");
    settings.put("courtyard.time.start", "2026-06-29T00:00:00Z");
    settings.put("courtyard.time.origin", "2020-01-01T00:00:00Z");
    settings.put("courtyard.time.speed", "1");
    return NotifierProcess.start(settings);
  }

  @Test
  void whatHappenedIsSaidInTheGroupAndTheReceiptClosesTheLoop() {
    // Given
    peerAnswers("a", okJson(ROBOT_OK));
    write(Topics.GROUPS, Samples.key("a"), -1, group("a"));
    try (NotifierProcess notifier = notifier()) {
      // When
      Case c = aCase("AA-000001", "a");
      writeEvent(Samples.event(EventType.OPENED, 1, c, "a", "m1"));
      c.setState(CaseState.IN_PROGRESS);
      c.setAnswer("已修好");
      writeEvent(Samples.event(EventType.ANSWERED, 2, c, null, null));
      // Then
      String received = "AA-000001|0|RECEIVED|opened|" + Samples.key("a");
      String result = "AA-000001|0|RESULT|answer|" + Samples.key("a");
      awaitTombstones(received, result);
      assertThat(texts("a")).anyMatch(t -> t.contains("AA-000001") && t.contains("已修好"));
      List<CaseCommand> receipts = receipts("AA-000001");
      assertThat(receipts)
          .extracting(CaseCommand::getId)
          .containsExactlyInAnyOrder("receipt:" + received, "receipt:" + result);
      assertThat(receipts)
          .allSatisfy(
              command -> {
                Receipt receipt = command.getReceipt();
                assertThat(receipt.getDelivered()).isTrue();
                assertThat(receipt.getGroup()).isEqualTo(Samples.key("a"));
                assertThat(receipt.getAt().toString()).as("domain time").startsWith("20");
              });
    }
  }

  @Test
  void afterAKillWhatIsPendingIsSentAndWhatIsDoneIsNotDoneAgain() {
    // Given one that is done and one that the platform refuses for now
    peerAnswers("b", okJson(ROBOT_OK));
    peerAnswers("c", aResponse().withStatus(500));
    write(Topics.GROUPS, Samples.key("b"), -1, group("b"));
    write(Topics.GROUPS, Samples.key("c"), -1, group("c"));
    String done = "BB-000001|0|RECEIVED|opened|" + Samples.key("b");
    String pending = "BB-000002|0|RECEIVED|opened|" + Samples.key("c");
    NotifierProcess first = notifier();
    writeEvent(Samples.event(EventType.OPENED, 1, aCase("BB-000001", "b"), "b", "m1"));
    writeEvent(Samples.event(EventType.OPENED, 1, aCase("BB-000002", "c"), "c", "m2"));
    awaitTombstones(done);
    await().atMost(PATIENCE).until(() -> !texts("c").isEmpty());
    // When
    first.kill();
    peerAnswers("c", okJson(ROBOT_OK));
    try (NotifierProcess second = notifier()) {
      // Then
      awaitTombstones(pending);
      assertThat(texts("b")).hasSize(1);
      assertThat(peer.findAll(postRequestedFor(urlEqualTo("/c?key=k"))))
          .allSatisfy(r -> assertThat(r.getHeader("Idempotency-Key")).isEqualTo(pending));
      assertThat(receipts("BB-000001")).hasSize(1);
      assertThat(receipts("BB-000002")).hasSize(1);
      // And the same planned again is not said again
      long planned = tombstones(done);
      Case again = aCase("BB-000001", "b");
      writeEvent(Samples.event(EventType.OPENED, 1, again, "b", "m1"));
      await().atMost(PATIENCE).until(() -> tombstones(done) > planned);
      assertThat(texts("b")).hasSize(1);
    }
  }

  @Test
  void whatCannotBeReadOrReachedDisturbsNothingElse() {
    // Given
    peerAnswers("d", okJson(ROBOT_OK));
    peerAnswers("e", okJson("{\"errcode\":93000}"));
    write(Topics.GROUPS, Samples.key("d"), -1, group("d"));
    write(Topics.GROUPS, Samples.key("e"), -1, group("e"));
    write(Topics.GROUPS, Samples.key("x"), -1, Samples.group("x", "nowhere"));
    int partition = Shards.partition("DD", Topics.CASE_EVENTS.partitions());
    byte[] unknownSchema = {0, 0x7f, 1, 1, 1, 9};
    try (NotifierProcess notifier = notifier()) {
      // When
      write(Topics.CASE_EVENTS, "DD-000000", partition, "nonsense".getBytes(UTF_8));
      write(Topics.CASE_EVENTS, "DD-000000", partition, unknownSchema);
      writeEvent(Samples.event(EventType.OPENED, 1, aCase("DD-000003", "x"), "x", "m3"));
      writeEvent(Samples.event(EventType.OPENED, 1, aCase("DD-000002", "e"), "e", "m2"));
      writeEvent(Samples.event(EventType.OPENED, 1, aCase("DD-000001", "d"), "d", "m1"));
      // Then
      awaitTombstones(
          "DD-000001|0|RECEIVED|opened|" + Samples.key("d"),
          "DD-000002|0|RECEIVED|opened|" + Samples.key("e"),
          "DD-000003|0|RECEIVED|opened|" + Samples.key("x"));
      assertThat(receipts("DD-000002"))
          .singleElement()
          .satisfies(
              command -> {
                assertThat(command.getReceipt().getDelivered()).isFalse();
                assertThat(command.getReceipt().getError()).isEqualTo("errcode 93000");
              });
      assertThat(receipts("DD-000003"))
          .singleElement()
          .satisfies(
              command ->
                  assertThat(command.getReceipt().getError())
                      .isEqualTo("no destination is named nowhere, tried 20 times"));
      assertThat(letters("DD-000000"))
          .extracting(letter -> header(letter, "topic") + header(letter, "partition"))
          .containsExactly("case-events" + partition, "case-events" + partition);
      assertThat(letters("DD-000000").getFirst().value()).isEqualTo("nonsense".getBytes(UTF_8));
      assertThat(letters("DD-000002|0|RECEIVED|opened|" + Samples.key("e")))
          .singleElement()
          .satisfies(letter -> assertThat(header(letter, "message")).isEqualTo("errcode 93000"));
    }
  }

  @Test
  void anEventWaitsForItsGroup() {
    // Given
    peerAnswers("f", okJson(ROBOT_OK));
    Case c = aCase("FF-000001", "f");
    writeEvent(Samples.event(EventType.OPENED, 1, c, "f", "m1"));
    try (NotifierProcess notifier = notifier()) {
      awaitGroupMember();
      // When
      write(Topics.GROUPS, Samples.key("f"), -1, group("f"));
      // Then
      awaitTombstones("FF-000001|0|RECEIVED|opened|" + Samples.key("f"));
      assertThat(receipts("FF-000001"))
          .singleElement()
          .satisfies(command -> assertThat(command.getReceipt().getDelivered()).isTrue());
    }
  }

  @Test
  void whenAnotherInstanceTakesOverNothingIsSaidTwice() {
    // Given a slow platform and one instance at work
    List<String> chats = List.of("g", "h", "i", "j", "k", "l");
    for (String chat : chats) {
      peerAnswers(chat, okJson(ROBOT_OK).withFixedDelay(300));
      write(Topics.GROUPS, Samples.key(chat), -1, group(chat));
    }
    List<String> ids = new ArrayList<>();
    try (NotifierProcess one = notifier()) {
      for (int i = 0; i < 60; i++) {
        String caseId = "GG-%06d".formatted(i);
        String chat = chats.get(i % chats.size());
        Case c = aCase(caseId, chat);
        c.setUrgency(Urgency.URGENT);
        writeEvent(Samples.event(EventType.OPENED, 1, c, chat, "m" + i));
        ids.add(caseId + "|0|RECEIVED|opened|" + Samples.key(chat));
      }
      await().atMost(PATIENCE).until(() -> !texts("g").isEmpty());
      // When
      try (NotifierProcess two = notifier("notifier-1")) {
        awaitTombstones(ids.toArray(String[]::new));
      }
    }
    // Then
    List<String> keys =
        chats.stream()
            .flatMap(c -> peer.findAll(postRequestedFor(urlEqualTo("/" + c + "?key=k"))).stream())
            .map(request -> request.getHeader("Idempotency-Key"))
            .toList();
    assertThat(keys).containsExactlyInAnyOrderElementsOf(ids);
  }

  private static Group group(String chat) {
    return Samples.group(chat, "robot-" + chat);
  }

  private static Case aCase(String id, String chat) {
    Case c = Samples.dispatched(null);
    c.setId(id);
    c.getAudience().getFirst().setGroup(Samples.key(chat));
    return c;
  }

  private static void peerAnswers(String path, ResponseDefinitionBuilder answer) {
    peer.stubFor(post(urlEqualTo("/" + path + "?key=k")).willReturn(answer));
  }

  private static List<String> texts(String path) {
    return peer.findAll(postRequestedFor(urlEqualTo("/" + path + "?key=k"))).stream()
        .map(LoggedRequest::getBodyAsString)
        .toList();
  }

  private static void writeEvent(CaseEvent event) {
    String shard = Shards.ofCase(event.getCaseId());
    write(
        Topics.CASE_EVENTS,
        event.getCaseId(),
        Shards.partition(shard, Topics.CASE_EVENTS.partitions()),
        event);
  }

  @SuppressWarnings("unchecked")
  private static <T extends SpecificRecord> void write(
      Topic<T> topic, String key, int partition, T value) {
    Class<T> type = (Class<T>) value.getClass();
    write(topic, key, partition, serdes.of(type).serializer().serialize(topic.name(), value));
  }

  private static void write(Topic<?> topic, String key, int partition, byte[] value) {
    Integer explicit = partition < 0 ? null : partition;
    var _ = producer.send(new ProducerRecord<>(topic.name(), explicit, key.getBytes(UTF_8), value));
    producer.flush();
  }

  private static void awaitGroupMember() {
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              try (var admin =
                  org.apache.kafka.clients.admin.Admin.create(
                      Map.of("bootstrap.servers", stack.bootstrapServers()))) {
                return !admin
                    .listConsumerGroupOffsets("notifier-planner")
                    .partitionsToOffsetAndMetadata()
                    .get()
                    .isEmpty();
              }
            });
  }

  private static void awaitTombstones(String... ids) {
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(tombstones()).contains(ids));
  }

  private static long tombstones(String id) {
    return tombstones().stream().filter(id::equals).count();
  }

  private static List<String> tombstones() {
    return read(Topics.DELIVERIES, record -> record.value() == null).stream()
        .map(NotifierOnBrokerTest::key)
        .toList();
  }

  private static List<CaseCommand> receipts(String caseId) {
    var deserializer = serdes.of(CaseCommand.class).deserializer();
    return read(Topics.CASE_COMMANDS, record -> key(record).equals(caseId)).stream()
        .map(record -> deserializer.deserialize(record.topic(), record.value()))
        .filter(command -> command.getReceipt().getPurpose() != DeliveryPurpose.UNRECOGNISED)
        .toList();
  }

  private static List<ConsumerRecord<byte[], byte[]>> letters(String key) {
    return read(Topics.NOTIFIER_DLQ, record -> key(record).equals(key));
  }

  private static String header(ConsumerRecord<?, ?> record, String name) {
    return new String(record.headers().lastHeader("__streams.errors." + name).value(), UTF_8);
  }

  private static String key(ConsumerRecord<byte[], byte[]> record) {
    return new String(record.key(), UTF_8);
  }

  /** All that is committed so far. */
  private static List<ConsumerRecord<byte[], byte[]>> read(
      Topic<?> topic, Predicate<ConsumerRecord<byte[], byte[]>> wanted) {
    Map<String, Object> config =
        Map.of(
            "bootstrap.servers",
            stack.bootstrapServers(),
            "isolation.level",
            "read_committed",
            "auto.offset.reset",
            "earliest");
    List<ConsumerRecord<byte[], byte[]>> found = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> all =
          consumer.partitionsFor(topic.name()).stream()
              .map(p -> new TopicPartition(p.topic(), p.partition()))
              .toList();
      consumer.assign(all);
      Map<TopicPartition, Long> ends = consumer.endOffsets(all);
      while (ends.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
        consumer.poll(Duration.ofMillis(100)).forEach(found::add);
      }
    }
    return found.stream().filter(wanted).toList();
  }
}
