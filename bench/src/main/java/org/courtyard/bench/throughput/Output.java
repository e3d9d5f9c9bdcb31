package org.courtyard.bench.throughput;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.courtyard.stack.StackException;

/** What a run has written and committed, read after it is over. */
public final class Output {
  private static final Duration STALLED = Duration.ofSeconds(30);

  private final long[] appendedAt;

  private Output(long[] appendedAt) {
    this.appendedAt = appendedAt;
  }

  /**
   * Reads a topic from its beginning.
   *
   * @param each hears every key and value
   */
  public static Output read(
      String bootstrapServers, String topic, int most, BiConsumer<String, byte[]> each) {
    long[] times = new long[most];
    int count = 0;
    try (KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers",
                bootstrapServers,
                "isolation.level",
                "read_committed",
                "max.poll.records",
                5000),
            new StringDeserializer(),
            new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(p -> new TopicPartition(topic, p.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      long last = System.nanoTime();
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
        var batch = consumer.poll(Duration.ofMillis(200));
        if (!batch.isEmpty()) {
          last = System.nanoTime();
        } else if (System.nanoTime() - last > STALLED.toNanos()) {
          throw new StackException("the broker gives no more of " + topic);
        }
        for (var record : batch) {
          if (count == times.length) {
            times = Arrays.copyOf(times, times.length * 2);
          }
          times[count++] = record.timestamp();
          each.accept(record.key(), record.value());
        }
      }
    }
    long[] all = Arrays.copyOf(times, count);
    Arrays.sort(all);
    return new Output(all);
  }

  public int count() {
    return appendedAt.length;
  }

  /** When the last so many began to be written, in milliseconds of the broker's clock. */
  long beginOfLast(int measured) {
    return appendedAt[Math.max(0, appendedAt.length - measured - 1)];
  }

  long end() {
    return appendedAt[appendedAt.length - 1];
  }

  /** Written by then. */
  int countAt(long millis) {
    int found = Arrays.binarySearch(appendedAt, millis + 1);
    int at = found >= 0 ? found : -found - 1;
    while (at > 0 && appendedAt[at - 1] > millis) {
      at--;
    }
    return at;
  }

  long begin() {
    return appendedAt[0];
  }
}
