package org.courtyard.notifier;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.courtyard.schemas.Topic;
import org.courtyard.schemas.Topic.Keying;
import org.courtyard.schemas.Topics;

/** Opens Kafka clients. All carry bytes, so that a record that cannot be decoded is still seen. */
record KafkaAccess(String bootstrapServers, String instance) {
  private static final List<Topic<?>> USED =
      List.of(
          Topics.GROUPS,
          Topics.RULES,
          Topics.CASE_EVENTS,
          Topics.SLA_WARNINGS,
          Topics.SLA_BREACHES,
          Topics.CASE_COMMANDS,
          Topics.DELIVERIES,
          Topics.NOTIFIER_DLQ);

  /** A setting that no waiting will mend: the service must not run like this. */
  static final class WrongSetup extends RuntimeException {
    private static final long serialVersionUID = 1;

    WrongSetup(String message) {
      super(message);
    }
  }

  /**
   * Partition counts of the topics we use.
   *
   * @throws KafkaException when the broker or a topic is not there yet
   * @throws WrongSetup when topics that are keyed by shard have different counts
   */
  Map<String, Integer> partitions() throws InterruptedException {
    Map<String, Object> config = common("admin");
    config.put("default.api.timeout.ms", 5_000);
    config.put("request.timeout.ms", 4_000);
    Map<String, Integer> counts = new LinkedHashMap<>();
    try (Admin admin = Admin.create(config)) {
      List<String> names = USED.stream().map(Topic::name).toList();
      admin
          .describeTopics(names)
          .allTopicNames()
          .get()
          .forEach((name, topic) -> counts.put(name, topic.partitions().size()));
    } catch (ExecutionException e) {
      throw e.getCause() instanceof KafkaException k ? k : new KafkaException(e.getCause());
    }
    Set<Integer> byShard =
        USED.stream()
            .filter(topic -> topic.keyedBy() == Keying.SHARD)
            .map(topic -> counts.get(topic.name()))
            .collect(Collectors.toSet());
    if (byShard.size() != 1) {
      throw new WrongSetup("topics keyed by shard must have equally many partitions: " + counts);
    }
    return counts;
  }

  /**
   * A consumer of a group; the instance keeps its partitions over a quick restart.
   *
   * @param atOnce records of one poll at most
   */
  KafkaConsumer<byte[], byte[]> member(String group, int atOnce) {
    Map<String, Object> config = reading(group);
    config.put("max.poll.records", atOnce);
    config.put("group.id", group);
    config.put("group.instance.id", group + "-" + instance);
    config.put("session.timeout.ms", 6_000);
    config.put("heartbeat.interval.ms", 2_000);
    config.put("partition.assignment.strategy", List.of(CooperativeStickyAssignor.class.getName()));
    return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /** A consumer that belongs to no group and is told what to read. */
  KafkaConsumer<byte[], byte[]> reader(String purpose) {
    return new KafkaConsumer<>(
        reading(purpose), new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  private Map<String, Object> reading(String purpose) {
    Map<String, Object> config = common(purpose);
    config.put("enable.auto.commit", false);
    config.put("auto.offset.reset", "earliest");
    config.put("isolation.level", "read_committed");
    config.put("allow.auto.create.topics", false);
    config.put("default.api.timeout.ms", 15_000);
    return config;
  }

  /** A transactional producer; opening it ends what its predecessor of the same name left open. */
  KafkaProducer<byte[], byte[]> producer(String purpose) {
    Map<String, Object> config = common(purpose);
    config.put("transactional.id", purpose + "-" + instance);
    config.put("transaction.timeout.ms", 10_000);
    config.put("delivery.timeout.ms", 9_000);
    config.put("request.timeout.ms", 4_000);
    config.put("max.block.ms", 10_000);
    config.put("linger.ms", 5);
    config.put("compression.type", "lz4");
    return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
  }

  private Map<String, Object> common(String purpose) {
    Map<String, Object> config = new HashMap<>();
    config.put("bootstrap.servers", bootstrapServers);
    config.put("client.id", purpose + "-" + instance);
    config.put("metadata.recovery.strategy", "rebootstrap");
    config.put("reconnect.backoff.max.ms", 250);
    return config;
  }
}
