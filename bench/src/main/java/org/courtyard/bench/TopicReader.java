package org.courtyard.bench;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.courtyard.bench.verify.Entry;
import org.courtyard.bench.verify.Entry.DeadLetter;
import org.courtyard.bench.verify.Entry.Unreadable;
import org.courtyard.schemas.AvroSerdes;
import org.courtyard.schemas.Topic;
import org.courtyard.schemas.Topics;

/**
 * Reads every topic of the catalogue from its beginning, committed records only, one at a time. Can
 * be asked again for what came since.
 */
public final class TopicReader implements AutoCloseable {
  private static final Duration STALLED = Duration.ofSeconds(30);

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Map<String, Deserializer<?>> deserializers = new HashMap<>();
  private final Map<String, Integer> partitionCounts = new HashMap<>();
  private final Map<Topic<?>, List<TopicPartition>> partitions = new HashMap<>();

  /**
   * @param bootstrapServers addresses of the broker
   * @throws IllegalStateException when the broker has no such topic
   */
  public TopicReader(String bootstrapServers, AvroSerdes serdes) {
    consumer =
        new KafkaConsumer<>(
            Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_committed",
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "earliest",
                ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                2000,
                ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                20_000),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    List<TopicPartition> all = new ArrayList<>();
    for (Topic<?> topic : Topics.ALL) {
      List<TopicPartition> own = partitionsOf(topic);
      partitions.put(topic, own);
      partitionCounts.put(topic.name(), own.size());
      all.addAll(own);
      if (topic.value() != null) {
        deserializers.put(topic.name(), serdes.of(topic.value()).deserializer());
      }
    }
    consumer.assign(all);
    consumer.seekToBeginning(all);
  }

  private List<TopicPartition> partitionsOf(Topic<?> topic) {
    List<PartitionInfo> known = consumer.partitionsFor(topic.name());
    if (known == null || known.isEmpty()) {
      consumer.close();
      throw new IllegalStateException("the broker has no topic " + topic.name());
    }
    return known.stream().map(each -> new TopicPartition(topic.name(), each.partition())).toList();
  }

  /**
   * Passes on everything that was committed before this call and has not been passed on yet.
   *
   * @return how many records
   * @throws TimeoutException when the broker gives nothing more although there should be more
   */
  public long advance(Consumer<Entry> to) throws TimeoutException {
    Map<TopicPartition, Long> ends = ends();
    long records = 0;
    long lastProgress = System.nanoTime();
    while (!reached(ends)) {
      var batch = consumer.poll(Duration.ofMillis(200));
      for (ConsumerRecord<byte[], byte[]> each : batch) {
        to.accept(entry(each));
        records++;
      }
      if (!batch.isEmpty()) {
        lastProgress = System.nanoTime();
      } else if (System.nanoTime() - lastProgress > STALLED.toNanos()) {
        throw new TimeoutException(
            "the broker gave no more records for " + STALLED.toSeconds() + " s");
      }
    }
    return records;
  }

  /**
   * The ends of what flows out are taken before the ends of what flows in, so that nothing is read
   * whose cause is not.
   */
  private Map<TopicPartition, Long> ends() {
    Map<TopicPartition, Long> ends = new HashMap<>();
    for (Topic<?> topic : Topics.ALL.reversed()) {
      ends.putAll(consumer.endOffsets(partitions.get(topic)));
    }
    return ends;
  }

  private boolean reached(Map<TopicPartition, Long> ends) {
    return ends.entrySet().stream()
        .allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
  }

  private Entry entry(ConsumerRecord<byte[], byte[]> each) {
    return new Entry(
        each.topic(),
        each.partition(),
        partitionCounts.get(each.topic()),
        Instant.ofEpochMilli(each.timestamp()),
        each.key() == null ? null : new String(each.key(), StandardCharsets.UTF_8),
        value(each));
  }

  private Object value(ConsumerRecord<byte[], byte[]> each) {
    Deserializer<?> deserializer = deserializers.get(each.topic());
    if (deserializer == null) {
      return new DeadLetter();
    }
    if (each.value() == null) {
      return null;
    }
    try {
      return deserializer.deserialize(each.topic(), each.headers(), each.value());
    } catch (RuntimeException e) {
      return new Unreadable(each.offset(), e.toString());
    }
  }

  @Override
  public void close() {
    consumer.close();
    deserializers.values().forEach(Deserializer::close);
  }
}
