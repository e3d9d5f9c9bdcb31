package org.courtyard.bench.load;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.courtyard.schemas.AvroSerdes;
import org.courtyard.schemas.CaseEvent;
import org.courtyard.schemas.Outcome;
import org.courtyard.schemas.Topics;
import org.courtyard.stack.StackException;

/**
 * Reads outcomes and case events as they become readable, committed ones only, and tells when. From
 * now on: what was there before is not told.
 */
public final class Arrivals implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(50);

  private final KafkaConsumer<String, byte[]> consumer;
  private final Deserializer<Outcome> outcomes;
  private final Deserializer<CaseEvent> events;
  private final Listener listener;
  private final CountDownLatch ready = new CountDownLatch(1);
  private final AtomicReference<RuntimeException> failure = new AtomicReference<>();
  private final Thread thread;
  private volatile boolean running = true;

  /** Hears of both, in one thread. */
  public interface Listener {
    /**
     * @param nanos when it was readable, as {@link System#nanoTime()}
     */
    void outcome(Outcome outcome, long nanos);

    /**
     * @param nanos when it was readable, as {@link System#nanoTime()}
     */
    void event(CaseEvent event, long nanos);
  }

  public Arrivals(String bootstrapServers, AvroSerdes serdes, Listener listener) {
    this.listener = listener;
    outcomes = serdes.of(Outcome.class).deserializer();
    events = serdes.of(CaseEvent.class).deserializer();
    consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers",
                bootstrapServers,
                "isolation.level",
                "read_committed",
                "max.poll.records",
                5_000),
            new StringDeserializer(),
            new ByteArrayDeserializer());
    thread = Thread.ofPlatform().name("arrivals").start(this::follow);
    try {
      ready.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StackException("Interrupted", e);
    }
  }

  private void follow() {
    try (consumer) {
      List<TopicPartition> partitions =
          List.of(Topics.OUTCOMES, Topics.CASE_EVENTS).stream()
              .flatMap(topic -> consumer.partitionsFor(topic.name()).stream())
              .map(p -> new TopicPartition(p.topic(), p.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToEnd(partitions);
      partitions.forEach(consumer::position);
      ready.countDown();
      while (running) {
        var batch = consumer.poll(POLL);
        long now = System.nanoTime();
        batch.forEach(record -> tell(record, now));
      }
    } catch (RuntimeException e) {
      failure.set(e);
    } finally {
      ready.countDown();
    }
  }

  private void tell(ConsumerRecord<String, byte[]> record, long now) {
    if (record.topic().equals(Topics.OUTCOMES.name())) {
      listener.outcome(outcomes.deserialize(record.topic(), record.value()), now);
    } else {
      listener.event(events.deserialize(record.topic(), record.value()), now);
    }
  }

  /**
   * @throws StackException when reading has broken off
   */
  public void requireGoing() {
    if (failure.get() != null) {
      throw new StackException("Reading broke off: " + failure.get(), failure.get());
    }
  }

  @Override
  public void close() {
    running = false;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
