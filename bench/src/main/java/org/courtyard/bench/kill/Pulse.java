package org.courtyard.bench.kill;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.courtyard.schemas.AvroSerdes;
import org.courtyard.schemas.CaseEvent;
import org.courtyard.schemas.CaseKind;
import org.courtyard.schemas.EventType;
import org.courtyard.schemas.Topic;
import org.courtyard.schemas.Topics;
import org.courtyard.stack.Stack;

/**
 * Follows what becomes readable, committed records only, and so knows who works: a service does
 * when something that it wrote after a given moment can be read in every partition that it writes.
 */
final class Pulse implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(50);
  private static final Duration AGAIN = Duration.ofMillis(200);

  private static final List<Topic<?>> FOLLOWED =
      List.of(
          Topics.OUTCOMES,
          Topics.CASE_EVENTS,
          Topics.SLA_WARNINGS,
          Topics.SLA_BREACHES,
          Topics.DELIVERIES);

  private final String bootstrapServers;
  private final Consumer<String> opened;
  private final Deserializer<CaseEvent> events;
  private final Map<Beat, Instant> last = new ConcurrentHashMap<>();
  private final Map<TopicPartition, Long> positions = new ConcurrentHashMap<>();
  private final AtomicLong planned = new AtomicLong();
  private final AtomicLong sent = new AtomicLong();
  private final Thread thread;
  private volatile boolean trusting = true;

  /** What somebody writes into one partition. */
  private record Beat(Sign sign, int partition) {}

  /** Traces of work. */
  private enum Sign {
    OUTCOME,
    EVENT,
    ALERT,
    PLANNED,
    SENT
  }

  /**
   * Begins to follow.
   *
   * @param opened told the id of every case that a message opens
   */
  Pulse(String bootstrapServers, AvroSerdes serdes, Consumer<String> opened) {
    this.bootstrapServers = bootstrapServers;
    this.opened = opened;
    this.events = serdes.of(CaseEvent.class).deserializer();
    this.thread = Thread.ofPlatform().daemon().name("pulse").start(this::follow);
  }

  /** Whether this service has worked in all its partitions since then. */
  boolean works(String service, Instant since) {
    return switch (service) {
      case Stack.ROUTER -> beats(Sign.OUTCOME, since) && beats(Sign.EVENT, since);
      case Stack.SLA_MONITOR -> beats(Sign.ALERT, since);
      case Stack.NOTIFIER -> beats(Sign.PLANNED, since) && beats(Sign.SENT, since);
      default -> throw new IllegalArgumentException("no trace of " + service + " in topics");
    };
  }

  /** Deliveries that are planned and not done. */
  long unsent() {
    return planned.get() - sent.get();
  }

  private boolean beats(Sign sign, Instant since) {
    for (int partition = 0; partition < Topics.CASE_EVENTS.partitions(); partition++) {
      Instant seen = last.get(new Beat(sign, partition));
      if (seen == null || seen.isBefore(since)) {
        return false;
      }
    }
    return true;
  }

  /**
   * Whether a record says when it was written. Where clocks are wrong, the moment counts at which
   * it can be read.
   */
  void trustRecords(boolean trusting) {
    this.trusting = trusting;
    last.clear();
  }

  private void follow() {
    while (!Thread.currentThread().isInterrupted()) {
      try (KafkaConsumer<String, byte[]> consumer = consumer()) {
        place(consumer);
        while (!Thread.currentThread().isInterrupted()) {
          for (ConsumerRecord<String, byte[]> each : consumer.poll(POLL)) {
            take(each);
            positions.put(new TopicPartition(each.topic(), each.partition()), each.offset() + 1);
          }
        }
      } catch (InterruptException e) {
        Thread.currentThread().interrupt();
      } catch (KafkaException e) {
        LockSupport.parkNanos(AGAIN.toNanos());
      }
    }
  }

  private void place(KafkaConsumer<String, byte[]> consumer) {
    List<TopicPartition> all =
        FOLLOWED.stream()
            .flatMap(topic -> consumer.partitionsFor(topic.name()).stream())
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList();
    consumer.assign(all);
    consumer.seekToBeginning(all);
    positions.forEach(consumer::seek);
  }

  private void take(ConsumerRecord<String, byte[]> record) {
    Sign sign =
        switch (record.topic()) {
          case "outcomes" -> Sign.OUTCOME;
          case "case-events" -> Sign.EVENT;
          case "deliveries" -> record.value() == null ? Sign.SENT : Sign.PLANNED;
          default -> Sign.ALERT;
        };
    Instant written = Instant.ofEpochMilli(record.timestamp());
    last.put(new Beat(sign, record.partition()), trusting ? written : Instant.now());
    switch (sign) {
      case PLANNED -> planned.incrementAndGet();
      case SENT -> sent.incrementAndGet();
      case EVENT -> tellWhatOpened(record);
      case OUTCOME, ALERT -> {}
    }
  }

  private void tellWhatOpened(ConsumerRecord<String, byte[]> record) {
    CaseEvent event = events.deserialize(record.topic(), record.value());
    if (event.getType() == EventType.OPENED && event.getAfter().getKind() != CaseKind.INCIDENT) {
      opened.accept(event.getCaseId());
    }
  }

  private KafkaConsumer<String, byte[]> consumer() {
    return new KafkaConsumer<>(
        Map.of(
            ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
            bootstrapServers,
            ConsumerConfig.ISOLATION_LEVEL_CONFIG,
            "read_committed",
            ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG,
            200),
        new StringDeserializer(),
        new ByteArrayDeserializer());
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
