package org.courtyard.ingest;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Deserializer;
import org.courtyard.schemas.AvroSerdes;
import org.courtyard.schemas.RegistryOutage;
import org.courtyard.schemas.Topic;
import org.jboss.logging.Logger;

/** Reads what compacted topics hold now: imports are rare, and the topic is the only truth. */
@ApplicationScoped
class CompactedTopics {
  private static final Logger LOG = Logger.getLogger(CompactedTopics.class);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Kept, so that schemas once seen are known while the registry is away. */
  private final Map<Class<?>, Deserializer<?>> deserializers = new ConcurrentHashMap<>();

  @Inject IngestConfig config;
  @Inject AvroSerdes serdes;

  /**
   * The last record of every key, up to the topic's end as it is now.
   *
   * @throws Problem when the topic cannot be read
   */
  <V extends SpecificRecord> Map<String, V> read(Topic<V> topic) {
    try (KafkaConsumer<byte[], byte[]> consumer = Consumers.open(config, "import")) {
      List<TopicPartition> partitions = Consumers.partitions(consumer, topic);
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      return read(topic, consumer, consumer.endOffsets(partitions));
    } catch (RuntimeException e) {
      if (!(e instanceof KafkaException) && !RegistryOutage.causes(e)) {
        throw e;
      }
      LOG.warnf("unreadable topic=%s error=%s", topic.name(), e.getClass().getSimpleName());
      throw Problem.of(Refusal.UNAVAILABLE, "What is there now cannot be read");
    }
  }

  @SuppressWarnings("unchecked") // filed under the class that it reads
  private <V extends SpecificRecord> Deserializer<V> deserializer(Topic<V> topic) {
    return (Deserializer<V>)
        deserializers.computeIfAbsent(topic.value(), _ -> serdes.of(topic.value()).deserializer());
  }

  private <V extends SpecificRecord> Map<String, V> read(
      Topic<V> topic, KafkaConsumer<byte[], byte[]> consumer, Map<TopicPartition, Long> ends) {
    Map<String, byte[]> last = new HashMap<>();
    long until = System.nanoTime() + PATIENCE.toNanos();
    while (!Consumers.reached(consumer, ends)) {
      if (System.nanoTime() > until) {
        throw new KafkaException("no end in sight");
      }
      for (ConsumerRecord<byte[], byte[]> there : consumer.poll(POLL)) {
        String key = new String(there.key(), StandardCharsets.UTF_8);
        if (there.value() == null) {
          last.remove(key);
        } else {
          last.put(key, there.value());
        }
      }
    }
    Deserializer<V> values = deserializer(topic);
    Map<String, V> content = new HashMap<>();
    last.forEach((key, bytes) -> content.put(key, values.deserialize(topic.name(), bytes)));
    return content;
  }
}
