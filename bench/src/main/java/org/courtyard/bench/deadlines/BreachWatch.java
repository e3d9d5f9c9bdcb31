package org.courtyard.bench.deadlines;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLongArray;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.courtyard.schemas.Topics;

/** Reads breaches, committed ones only, as they become readable, and notes when that was. */
final class BreachWatch implements AutoCloseable {
  private final AtomicLongArray readableAt;
  private final Thread thread;
  private volatile boolean closing;
  private volatile long seen;
  private volatile RuntimeException failure;

  BreachWatch(String bootstrapServers, int most) {
    this.readableAt = new AtomicLongArray(most);
    this.thread = Thread.ofPlatform().name("breach-watch").start(() -> watch(bootstrapServers));
  }

  private void watch(String bootstrapServers) {
    try (KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers",
                bootstrapServers,
                "isolation.level",
                "read_committed",
                "max.poll.records",
                10_000),
            new StringDeserializer(),
            new ByteArrayDeserializer())) {
      String topic = Topics.SLA_BREACHES.name();
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(p -> new TopicPartition(topic, p.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      while (!closing) {
        var batch = consumer.poll(Duration.ofMillis(100));
        long now = System.currentTimeMillis();
        for (var record : batch) {
          readableAt.compareAndSet(OpenCases.number(record.key()), 0, now);
        }
        seen += batch.count();
      }
    } catch (RuntimeException e) {
      failure = e;
    }
  }

  /** When the breach of this case could be read first, by this machine's clock; 0: not yet. */
  long readableAt(int number) {
    return readableAt.get(number);
  }

  /** How many were read, repeats included. */
  long seen() {
    if (failure != null) {
      throw failure;
    }
    return seen;
  }

  @Override
  public void close() {
    closing = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
