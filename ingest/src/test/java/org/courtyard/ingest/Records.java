package org.courtyard.ingest;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.courtyard.schemas.AvroSerdes;
import org.courtyard.schemas.Topic;
import org.eclipse.microprofile.config.ConfigProvider;

/** What topics hold, read as any consumer would. */
final class Records {
  private Records() {}

  /** One record; the value of a tombstone is null. */
  record Found<V>(int partition, long timestamp, String key, V value) {}

  /** Every record of a topic from its beginning to its end as it is now. */
  static <V extends SpecificRecord> List<Found<V>> of(Topic<V> topic) {
    var values = AvroSerdes.registry(setting("courtyard.registry-url")).of(topic.value());
    Map<String, Object> settings =
        Map.of(
            "bootstrap.servers",
            setting("courtyard.bootstrap-servers"),
            "isolation.level",
            "read_committed");
    try (var consumer =
            new KafkaConsumer<>(
                settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        var deserializer = values.deserializer()) {
      List<TopicPartition> partitions = Consumers.partitions(consumer, topic);
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      List<Found<V>> found = new ArrayList<>();
      while (!Consumers.reached(consumer, ends)) {
        consumer
            .poll(Duration.ofMillis(200))
            .forEach(
                read ->
                    found.add(
                        new Found<>(
                            read.partition(),
                            read.timestamp(),
                            new String(read.key(), StandardCharsets.UTF_8),
                            deserializer.deserialize(topic.name(), read.value()))));
      }
      return found;
    }
  }

  static String setting(String name) {
    return ConfigProvider.getConfig().getValue(name, String.class);
  }
}
