package org.courtyard.stack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.courtyard.schemas.AvroSerdes;
import org.courtyard.schemas.CaseEvent;
import org.courtyard.schemas.Topic;
import org.courtyard.schemas.Topics;

/** Shows the records of a topic as JSON, as they arrive. */
final class Watch {
  private static final Map<String, Topic<?>> NICKNAMES =
      Map.of(
          "breaches", Topics.SLA_BREACHES,
          "warnings", Topics.SLA_WARNINGS,
          "events", Topics.CASE_EVENTS,
          "cases", Topics.CASE_EVENTS,
          "commands", Topics.CASE_COMMANDS,
          "rejections", Topics.COMMAND_REJECTIONS,
          "labels", Topics.LABELS);

  private final Topic<?> topic;
  private final Function<SpecificRecord, Object> view;

  private Watch(Topic<?> topic, Function<SpecificRecord, Object> view) {
    this.topic = topic;
    this.view = view;
  }

  /**
   * A topic by its name or a shorter one; "cases" shows every case as each event leaves it.
   *
   * @throws StackException naming what there is
   */
  static Watch of(String name) {
    Topic<?> topic = NICKNAMES.get(name);
    if (topic == null) {
      topic =
          Topics.ALL.stream()
              .filter(known -> known.name().equals(name))
              .findFirst()
              .orElseThrow(() -> unknown(name));
    }
    return name.equals("cases")
        ? new Watch(topic, event -> ((CaseEvent) event).getAfter())
        : new Watch(topic, record -> record);
  }

  private static StackException unknown(String name) {
    return new StackException(
        "No topic called %s. There are: %s; or shorter: %s"
            .formatted(
                name,
                String.join(", ", Topics.ALL.stream().map(Topic::name).toList()),
                String.join(", ", NICKNAMES.keySet().stream().sorted().toList())));
  }

  /** Runs until the thread is interrupted. */
  void run(
      String bootstrapServers, String registryUrl, boolean fromBeginning, Consumer<String> to) {
    Deserializer<?> values =
        topic.value() == null
            ? new ByteArrayDeserializer()
            : AvroSerdes.registry(registryUrl).of(topic.value()).deserializer();
    try (KafkaConsumer<String, ?> consumer =
        new KafkaConsumer<>(
            Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_committed"),
            new StringDeserializer(),
            values)) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic.name()).stream()
              .map(p -> new TopicPartition(p.topic(), p.partition()))
              .toList();
      consumer.assign(partitions);
      if (fromBeginning) {
        consumer.seekToBeginning(partitions);
      } else {
        consumer.seekToEnd(partitions);
      }
      while (!Thread.currentThread().isInterrupted()) {
        consumer.poll(Duration.ofMillis(200)).forEach(record -> to.accept(line(record)));
      }
    } catch (InterruptException | WakeupException e) {
      Thread.currentThread().interrupt();
    }
  }

  private String line(ConsumerRecord<String, ?> record) {
    ObjectNode line = JsonNodeFactory.instance.objectNode();
    line.put("partition", record.partition());
    line.put("offset", record.offset());
    line.put("timestamp", Instant.ofEpochMilli(record.timestamp()).toString());
    line.put("key", record.key());
    switch (record.value()) {
      case null -> line.putNull("value");
      case byte[] bytes -> {
        // A dead letter: where it came from and why, not what somebody said.
        ObjectNode headers = line.putObject("headers");
        for (Header header : record.headers()) {
          headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8));
        }
        line.put("bytes", bytes.length);
      }
      default -> line.set("value", json(view.apply((SpecificRecord) record.value())));
    }
    return line.toString();
  }

  /** As people and jq read it: instants as text, enumerations as words. */
  static JsonNode json(Object value) {
    return switch (value) {
      case null -> JsonNodeFactory.instance.nullNode();
      case IndexedRecord record -> {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        record
            .getSchema()
            .getFields()
            .forEach(field -> node.set(field.name(), json(record.get(field.pos()))));
        yield node;
      }
      case Collection<?> many -> {
        ArrayNode node = JsonNodeFactory.instance.arrayNode();
        many.forEach(one -> node.add(json(one)));
        yield node;
      }
      case Integer number -> JsonNodeFactory.instance.numberNode(number);
      case Long number -> JsonNodeFactory.instance.numberNode(number);
      case Double number -> JsonNodeFactory.instance.numberNode(number);
      case Boolean truth -> JsonNodeFactory.instance.booleanNode(truth);
      default -> JsonNodeFactory.instance.textNode(value.toString());
    };
  }
}
