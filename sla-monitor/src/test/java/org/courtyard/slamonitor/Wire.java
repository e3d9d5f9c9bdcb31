package org.courtyard.slamonitor;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.courtyard.schemas.AvroSerdes;
import org.courtyard.schemas.CaseEvent;
import org.courtyard.schemas.Rules;
import org.courtyard.schemas.Shards;
import org.courtyard.schemas.Topic;
import org.courtyard.schemas.Topics;

/** Writes what the other services would write, and reads what everybody can read. */
final class Wire implements AutoCloseable {
  private final AvroSerdes serdes;
  private final Map<Class<?>, Serde<?>> known = new HashMap<>();
  private final KafkaProducer<String, byte[]> producer;
  private final KafkaConsumer<String, byte[]> consumer;

  Wire(String bootstrapServers, String registryUrl) {
    serdes = AvroSerdes.registry(registryUrl);
    producer =
        new KafkaProducer<>(
            Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers),
            new StringSerializer(),
            new ByteArraySerializer());
    consumer =
        new KafkaConsumer<>(
            Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_committed"),
            new StringDeserializer(),
            new ByteArrayDeserializer());
  }

  void write(Rules rules) {
    byte[] value = encode(Topics.RULES, rules);
    send(new ProducerRecord<>(Topics.RULES.name(), rules.getTenant(), value));
  }

  void write(CaseEvent event) {
    writeRaw(event.getCaseId(), encode(Topics.CASE_EVENTS, event));
  }

  /** To the topic of case events, where the case's shard lives. */
  void writeRaw(String caseId, byte[] value) {
    int partition = Shards.partition(Shards.ofCase(caseId), Topics.PARTITIONS);
    send(new ProducerRecord<>(Topics.CASE_EVENTS.name(), partition, caseId, value));
  }

  void writeRawRules(String tenant, byte[] value) {
    send(new ProducerRecord<>(Topics.RULES.name(), tenant, value));
  }

  private void send(ProducerRecord<String, byte[]> record) {
    producer.send(record);
    producer.flush();
  }

  private <V extends SpecificRecord> byte[] encode(Topic<V> topic, V value) {
    return serde(topic).serializer().serialize(topic.name(), value);
  }

  /** One serde a type: what it has learned serves while the registry is away. */
  @SuppressWarnings("unchecked")
  private <V extends SpecificRecord> Serde<V> serde(Topic<V> topic) {
    return (Serde<V>) known.computeIfAbsent(topic.value(), type -> serdes.of(topic.value()));
  }

  /** Everything committed so far. */
  <V extends SpecificRecord> List<V> read(Topic<V> topic) {
    Deserializer<V> deserializer = serde(topic).deserializer();
    return readRaw(topic).stream()
        .map(record -> deserializer.deserialize(topic.name(), record.value()))
        .toList();
  }

  List<ConsumerRecord<String, byte[]>> readRaw(Topic<?> topic) {
    List<TopicPartition> partitions =
        IntStream.range(0, topic.partitions())
            .mapToObj(n -> new TopicPartition(topic.name(), n))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    List<ConsumerRecord<String, byte[]>> all = new ArrayList<>();
    while (ends.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
      consumer.poll(Duration.ofMillis(100)).forEach(all::add);
    }
    return all;
  }

  @Override
  public void close() {
    producer.close();
    consumer.close();
  }
}
