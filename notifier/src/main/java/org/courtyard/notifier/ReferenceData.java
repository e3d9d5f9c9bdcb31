package org.courtyard.notifier;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.courtyard.notifier.RecordReader.Undecodable;
import org.courtyard.notifier.planning.Reference;
import org.courtyard.schemas.AvroSerdes;
import org.courtyard.schemas.Group;
import org.courtyard.schemas.Rules;
import org.courtyard.schemas.Topics;
import org.jboss.logging.Logger;

/**
 * Groups and rules in memory, whole, read from the beginning and followed. A record that cannot be
 * decoded becomes a dead letter; what it replaced stays.
 */
final class ReferenceData implements Reference {
  private static final Logger LOG = Logger.getLogger(ReferenceData.class);
  private static final Duration POLL = Duration.ofMillis(100);

  private final KafkaAccess kafka;
  private final RecordReader<Group> groupReader;
  private final RecordReader<Rules> rulesReader;
  private final NotifierMeters meters;
  private volatile Loaded current = new Loaded();
  private volatile boolean loaded;

  ReferenceData(KafkaAccess kafka, AvroSerdes serdes, NotifierMeters meters) {
    this.kafka = kafka;
    this.groupReader = new RecordReader<>(Topics.GROUPS, serdes);
    this.rulesReader = new RecordReader<>(Topics.RULES, serdes);
    this.meters = meters;
  }

  private static final class Loaded {
    private final Map<String, Group> groups = new ConcurrentHashMap<>();
    private final Map<String, Rules> rules = new ConcurrentHashMap<>();
  }

  @Override
  public Optional<Group> group(String key) {
    return Optional.ofNullable(current.groups.get(key));
  }

  @Override
  public Optional<Rules> rules(String tenant) {
    return Optional.ofNullable(current.rules.get(tenant));
  }

  /** Whether everything that was there at the start has been read. */
  boolean loaded() {
    return loaded;
  }

  /** Reads and follows. What an earlier run loaded stays in use until this one has caught up. */
  void follow(BooleanSupplier running) throws InterruptedException {
    Map<String, Integer> partitions = kafka.partitions();
    List<TopicPartition> all = new ArrayList<>();
    for (String topic : List.of(Topics.GROUPS.name(), Topics.RULES.name())) {
      for (int p = 0; p < partitions.get(topic); p++) {
        all.add(new TopicPartition(topic, p));
      }
    }
    try (Consumer<byte[], byte[]> consumer = kafka.reader("notifier-reference");
        TransactionalWriter deadLetters =
            new TransactionalWriter(() -> kafka.producer("notifier-reference"))) {
      consumer.assign(all);
      consumer.seekToBeginning(all);
      Map<TopicPartition, Long> ends = consumer.endOffsets(all);
      Loaded loading = new Loaded();
      while (running.getAsBoolean()) {
        List<ProducerRecord<byte[], byte[]>> letters = new ArrayList<>();
        consumer.poll(POLL).forEach(record -> take(record, loading, letters));
        if (!letters.isEmpty()) {
          deadLetters.write(letters);
          meters.deadLetters("reference", letters.size());
        }
        if (current != loading
            && ends.entrySet().stream()
                .allMatch(e -> consumer.position(e.getKey()) >= e.getValue())) {
          current = loading;
          loaded = true;
          LOG.infof(
              "reference loaded groups=%d tenants=%d", loading.groups.size(), loading.rules.size());
        }
      }
    }
  }

  private void take(
      ConsumerRecord<byte[], byte[]> record,
      Loaded into,
      List<ProducerRecord<byte[], byte[]>> letters) {
    String key = record.key() == null ? "" : new String(record.key(), UTF_8);
    boolean isGroup = record.topic().equals(Topics.GROUPS.name());
    try {
      if (record.value() == null) {
        Object gone = isGroup ? into.groups.remove(key) : into.rules.remove(key);
        LOG.debugf("reference removed topic=%s known=%s", record.topic(), gone != null);
      } else if (isGroup) {
        into.groups.put(key, groupReader.read(record));
      } else {
        into.rules.put(key, rulesReader.read(record));
      }
    } catch (Undecodable e) {
      LOG.errorf(
          "dead letter topic=%s partition=%d offset=%d error=%s",
          record.topic(), record.partition(), record.offset(), e.getMessage());
      letters.add(OutputRecords.deadLetter(record, e));
    }
  }
}
