package org.courtyard.ingest;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.BufferExhaustedException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;
import org.courtyard.schemas.AvroSerdes;
import org.courtyard.schemas.Topic;
import org.jboss.logging.Logger;

/** Writes records, and says when Kafka has them. */
@ApplicationScoped
class TopicWriter {
  private static final Logger LOG = Logger.getLogger(TopicWriter.class);

  /** How long a request may wait for the cluster's metadata or for room in the send buffer. */
  private static final Duration LONGEST_BLOCK = Duration.ofMillis(1_500);

  private static final int SEND_BUFFER = 32 * 1024 * 1024;
  private static final int LARGEST_RECORD = 16 * 1024 * 1024;

  private final KafkaProducer<byte[], byte[]> producer;
  private final AvroSerdes serdes;
  private final Map<Class<?>, Serializer<?>> serializers = new ConcurrentHashMap<>();

  @Inject
  TopicWriter(IngestConfig config, AvroSerdes serdes) {
    this.serdes = serdes;
    this.producer = new KafkaProducer<>(settings(config));
  }

  private static Map<String, Object> settings(IngestConfig config) {
    Duration acknowledge = config.limits().acknowledge();
    Map<String, Object> settings = new HashMap<>();
    settings.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, config.bootstrapServers());
    settings.put(ProducerConfig.CLIENT_ID_CONFIG, config.instance());
    settings.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
    settings.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    settings.put(ProducerConfig.LINGER_MS_CONFIG, 2);
    settings.put(ProducerConfig.BATCH_SIZE_CONFIG, 64 * 1024);
    // Every Kafka client reads gzip; lz4 and zstd need a codec that some do not bring along.
    settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "gzip");
    settings.put(ProducerConfig.COMPRESSION_GZIP_LEVEL_CONFIG, 1);
    settings.put(ProducerConfig.BUFFER_MEMORY_CONFIG, (long) SEND_BUFFER);
    settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, LARGEST_RECORD);
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, LONGEST_BLOCK.toMillis());
    settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) acknowledge.toMillis());
    settings.put(
        ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) acknowledge.dividedBy(2).toMillis());
    settings.put(ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 500L);
    return settings;
  }

  /** A record where the key's hash decides the partition. */
  <V extends SpecificRecord> CompletableFuture<Void> write(
      Topic<V> topic, String key, V value, Instant wall) {
    return write(topic, null, key, value, wall);
  }

  /**
   * A record, or with a null value the tombstone of its key.
   *
   * @param partition where to; null leaves it to the key's hash
   * @param wall time of acceptance on the wall clock
   * @return done when every replica in sync has it; failed with a {@link Problem}
   */
  <V extends SpecificRecord> CompletableFuture<Void> write(
      Topic<V> topic, Integer partition, String key, V value, Instant wall) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    try {
      byte[] bytes = value == null ? null : serializer(topic).serialize(topic.name(), value);
      producer.send(
          new ProducerRecord<>(
              topic.name(),
              partition,
              wall.toEpochMilli(),
              key.getBytes(StandardCharsets.UTF_8),
              bytes),
          (_, failure) -> {
            if (failure == null) {
              done.complete(null);
            } else {
              done.completeExceptionally(problem(topic, failure));
            }
          });
    } catch (RuntimeException e) {
      done.completeExceptionally(problem(topic, e));
    }
    return done;
  }

  /**
   * Asks the registry for the schema of a topic's records, so that no request has to wait for it.
   *
   * @param sample any record of the topic
   */
  <V extends SpecificRecord> void prepare(Topic<V> topic, V sample) {
    var unused = serializer(topic).serialize(topic.name(), sample);
  }

  @SuppressWarnings("unchecked") // filed under the class that it writes
  private <V extends SpecificRecord> Serializer<V> serializer(Topic<V> topic) {
    return (Serializer<V>)
        serializers.computeIfAbsent(topic.value(), _ -> serdes.of(topic.value()).serializer());
  }

  private static Problem problem(Topic<?> topic, Exception failure) {
    LOG.warnf(
        "not acknowledged topic=%s error=%s", topic.name(), failure.getClass().getSimpleName());
    return switch (failure) {
      case BufferExhaustedException _ ->
          Problem.of(Refusal.BUSY, "Kafka takes records more slowly than they come");
      case RecordTooLargeException _ ->
          Problem.of(Refusal.TOO_LARGE, "Kafka does not take a record of this size");
      default ->
          Problem.of(
              Refusal.UNAVAILABLE, "Kafka has not acknowledged; nothing is lost by trying again");
    };
  }

  /** Waits for all of them; throws the first {@link Problem} there is. */
  static void await(List<CompletableFuture<Void>> writes) {
    for (CompletableFuture<Void> write : writes) {
      await(write);
    }
  }

  /** Waits for Kafka; throws the {@link Problem} where it fails. */
  static void await(CompletableFuture<Void> write) {
    try {
      write.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof Problem problem ? problem : e;
    }
  }

  void close() {
    producer.close(Duration.ofSeconds(10));
  }
}
