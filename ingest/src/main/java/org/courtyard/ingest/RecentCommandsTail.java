package org.courtyard.ingest;

import static org.courtyard.schemas.Topics.CASE_COMMANDS;
import static org.courtyard.schemas.Topics.CASE_EVENTS;
import static org.courtyard.schemas.Topics.COMMAND_REJECTIONS;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.Deserializer;
import org.courtyard.ingest.command.CommandStatus;
import org.courtyard.ingest.command.RecentCommands;
import org.courtyard.schemas.AvroSerdes;
import org.courtyard.schemas.CaseCommand;
import org.courtyard.schemas.CaseEvent;
import org.courtyard.schemas.CommandRejection;
import org.courtyard.schemas.Topic;
import org.jboss.logging.Logger;

/**
 * Follows commands, events and rejections from some hours back, so that what became of a command
 * can be told, also after a restart and by another instance than the one that took it.
 */
@ApplicationScoped
class RecentCommandsTail {
  private static final Logger LOG = Logger.getLogger(RecentCommandsTail.class);
  private static final List<Topic<?>> TOPICS =
      List.of(CASE_COMMANDS, CASE_EVENTS, COMMAND_REJECTIONS);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration BEFORE_RETRY = Duration.ofSeconds(2);

  private final IngestConfig config;
  private final Acceptance acceptance;
  private final RecentCommands recent;
  private final Map<String, Deserializer<? extends SpecificRecord>> readers = new HashMap<>();
  private final CountDownLatch stopped = new CountDownLatch(1);
  private volatile boolean caughtUp;
  private volatile KafkaConsumer<byte[], byte[]> following;
  private Thread thread;

  @Inject
  RecentCommandsTail(IngestConfig config, Acceptance acceptance, AvroSerdes serdes) {
    this.config = config;
    this.acceptance = acceptance;
    this.recent = new RecentCommands(config.commands().remembered());
    for (Topic<?> topic : TOPICS) {
      readers.put(
          topic.name(), serdes.of(topic.value().asSubclass(SpecificRecord.class)).deserializer());
    }
  }

  void start() {
    thread = Thread.ofPlatform().daemon().name("recent-commands").start(this::run);
  }

  void stop() {
    stopped.countDown();
    KafkaConsumer<?, ?> consumer = following;
    if (consumer != null) {
      consumer.wakeup();
    }
    try {
      if (thread != null) {
        thread.join(Duration.ofSeconds(5));
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /** A command of this instance; it need not wait to see its own. */
  void accepted(CaseCommand command) {
    recent.accepted(command);
  }

  Optional<CommandStatus> status(String caseId, String commandId) {
    return recent.status(caseId, commandId);
  }

  /** Whether everything up to the start of this process has been read. */
  boolean caughtUp() {
    return caughtUp;
  }

  int size() {
    return recent.size();
  }

  private void run() {
    while (stopped.getCount() > 0) {
      try (KafkaConsumer<byte[], byte[]> consumer = Consumers.open(config, "recent-commands")) {
        following = consumer;
        follow(consumer);
      } catch (WakeupException _) {
        // stop() asked for it
      } catch (RuntimeException e) {
        LOG.warnf("recent commands interrupted error=%s", e.toString());
        pause();
      }
    }
  }

  private void pause() {
    try {
      var unused = stopped.await(BEFORE_RETRY.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void follow(KafkaConsumer<byte[], byte[]> consumer) {
    List<TopicPartition> partitions = new ArrayList<>();
    for (Topic<?> topic : TOPICS) {
      partitions.addAll(Consumers.partitions(consumer, topic));
    }
    consumer.assign(partitions);
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    seek(consumer, ends);
    while (stopped.getCount() > 0) {
      for (ConsumerRecord<byte[], byte[]> told : consumer.poll(POLL)) {
        take(told);
      }
      caughtUp = caughtUp || Consumers.reached(consumer, ends);
    }
  }

  private void seek(KafkaConsumer<byte[], byte[]> consumer, Map<TopicPartition, Long> ends) {
    Instant from = acceptance.now().wall().minus(config.commands().lookBack());
    Map<TopicPartition, Long> times = new HashMap<>();
    ends.keySet().forEach(partition -> times.put(partition, from.toEpochMilli()));
    Map<TopicPartition, OffsetAndTimestamp> found = consumer.offsetsForTimes(times);
    ends.forEach(
        (partition, end) -> {
          OffsetAndTimestamp first = found.get(partition);
          consumer.seek(partition, first == null ? end : first.offset());
        });
  }

  private void take(ConsumerRecord<byte[], byte[]> told) {
    try {
      switch (readers.get(told.topic()).deserialize(told.topic(), told.value())) {
        case CaseCommand command -> recent.accepted(command);
        case CaseEvent event -> recent.happened(event);
        case CommandRejection rejection -> recent.rejected(rejection);
        case null, default -> {}
      }
    } catch (RuntimeException e) {
      LOG.warnf(
          "unreadable topic=%s partition=%d offset=%d error=%s",
          told.topic(), told.partition(), told.offset(), e.getClass().getSimpleName());
    }
  }
}
