package org.courtyard.streams;

import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;

/**
 * How a topology is run: exactly once, quick to hand over, never stopped by one bad record.
 *
 * @param service its name: of its consumer group, its transactions, its changelogs, and the prefix
 *     of its dead-letter topic
 * @param instance stable name of this instance: a restart under the same name takes its place back
 *     at once
 * @param stateDir a directory of its own, kept across restarts
 * @param threads stream threads
 * @param commitInterval how often a transaction commits, and so how late a result becomes readable
 * @param standbys copies of the state on other instances
 * @param groupProtocol classic or streams (KIP-1071)
 * @param rocksdbBytes memory for all of RocksDB together
 * @param globalTopics topics that fill global stores
 * @param queues stores that are queues by key, scanned from their head
 */
public record StreamsSettings(
    String service,
    String bootstrapServers,
    String instance,
    Path stateDir,
    int threads,
    Duration commitInterval,
    int standbys,
    String groupProtocol,
    long rocksdbBytes,
    Set<String> globalTopics,
    Set<String> queues) {

  private static final int SESSION_MILLIS = 6_000;
  private static final int HEARTBEAT_MILLIS = 2_000;

  /**
   * Longer than a broker takes to come back after a kill: what was under way goes on then, and
   * nobody is fenced off and restores all of its state.
   */
  private static final int TRANSACTION_MILLIS = 10_000;

  /** Of a broker that is away for seconds, nobody should hear a second late that it is back. */
  static final int LONGEST_RECONNECT_BACKOFF_MILLIS = 250;

  /** Fewer and larger requests than by default: each costs the broker more than what is in it. */
  private static final int BATCH_BYTES = 64 << 10;

  /**
   * Kafka's own settings for this.
   *
   * @param meters where dead letters are counted
   */
  public Properties properties(MeterRegistry meters) {
    Properties p = new Properties();
    p.put(StreamsConfig.APPLICATION_ID_CONFIG, service);
    p.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    p.put(StreamsConfig.CLIENT_ID_CONFIG, instance);
    p.put(StreamsConfig.STATE_DIR_CONFIG, stateDir.toString());
    p.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, threads);
    p.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    p.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, commitInterval.toMillis());
    p.put(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG, standbys);
    p.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 32L << 20);
    p.put(StreamsConfig.MAX_TASK_IDLE_MS_CONFIG, 0L);
    p.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
    p.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, BoundedRocksDb.class);
    p.put(BoundedRocksDb.BYTES, rocksdbBytes);
    p.put(BoundedRocksDb.QUEUES, queues);
    // They are read from Prometheus. Telling JMX of thousands, one by one, delays every start.
    p.put(StreamsConfig.METRIC_REPORTER_CLASSES_CONFIG, List.of());
    putDeadLetters(p, meters);
    putClients(p);
    return p;
  }

  private void putDeadLetters(Properties p, MeterRegistry meters) {
    p.put(StreamsConfig.ERRORS_DEAD_LETTER_QUEUE_TOPIC_NAME_CONFIG, service + "-dlq");
    p.put(StreamsConfig.DESERIALIZATION_EXCEPTION_HANDLER_CLASS_CONFIG, DeadLetters.class);
    p.put(StreamsConfig.PROCESSING_EXCEPTION_HANDLER_CLASS_CONFIG, DeadLetters.class);
    p.put(StreamsConfig.PROCESSING_EXCEPTION_HANDLER_GLOBAL_ENABLED_CONFIG, true);
    p.put(DeadLetters.METERS, meters);
    p.put(DeadLetters.GLOBAL_TOPICS, globalTopics);
  }

  /** Static membership and short sessions: a killed instance is back with its state in seconds. */
  private void putClients(Properties p) {
    p.put(StreamsConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, LONGEST_RECONNECT_BACKOFF_MILLIS);
    p.put(StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG), 10);
    p.put(StreamsConfig.producerPrefix(ProducerConfig.BATCH_SIZE_CONFIG), BATCH_BYTES);
    p.put(StreamsConfig.producerPrefix(ProducerConfig.COMPRESSION_TYPE_CONFIG), "lz4");
    p.put(
        StreamsConfig.producerPrefix(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG),
        TRANSACTION_MILLIS);
    p.put(
        StreamsConfig.consumerPrefix(CommonClientConfigs.METADATA_RECOVERY_STRATEGY_CONFIG),
        "rebootstrap");
    p.put(StreamsConfig.GROUP_PROTOCOL_CONFIG, groupProtocol);
    if (groupProtocol.equals("classic")) {
      p.put(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, instance);
      p.put(StreamsConfig.consumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), SESSION_MILLIS);
      p.put(
          StreamsConfig.consumerPrefix(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG),
          HEARTBEAT_MILLIS);
      p.put(StreamsConfig.PROBING_REBALANCE_INTERVAL_MS_CONFIG, 60_000L);
    }
  }
}
