package org.courtyard.bench.throughput;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.ToIntBiFunction;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.courtyard.bench.report.Plot;
import org.courtyard.stack.StackException;

/** What a run has written and committed, part by part, read after it is over. */
public final class Output {
  private static final Duration STALLED = Duration.ofSeconds(30);

  /** Of each part the first and the last twentieth are mixed with its neighbours. */
  private static final int EDGE = 20;

  private static final int STEP_MILLIS = 1000;

  private final List<Times> parts;

  /** When the records of one part were appended, in milliseconds of the broker's clock. */
  private static final class Times {
    private long[] millis;
    private int size;

    private Times(int expected) {
      millis = new long[Math.max(1, expected)];
    }

    private void add(long time) {
      if (size == millis.length) {
        millis = Arrays.copyOf(millis, size * 2);
      }
      millis[size++] = time;
    }

    private void sort() {
      Arrays.sort(millis, 0, size);
    }
  }

  /** A time and how many messages were written in it. */
  record Stretch(long from, long to, int messages) {
    long millis() {
      return Math.max(1, to - from);
    }
  }

  private Output(int parts, int expected) {
    this.parts = Stream.generate(() -> new Times(expected / parts)).limit(parts).toList();
  }

  /**
   * Reads a topic from its beginning.
   *
   * @param most how many records are expected
   * @param each hears every key and value
   */
  public static Output read(
      String bootstrapServers, String topic, int most, BiConsumer<String, byte[]> each) {
    return readParts(
        bootstrapServers,
        topic,
        most,
        1,
        (key, value) -> {
          each.accept(key, value);
          return 0;
        });
  }

  /**
   * Reads a topic from its beginning.
   *
   * @param most how many records are expected
   * @param partOf hears every key and value, and tells the part that it belongs to
   */
  static Output readParts(
      String bootstrapServers,
      String topic,
      int most,
      int parts,
      ToIntBiFunction<String, byte[]> partOf) {
    Output output = new Output(parts, most);
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
          output.parts.get(partOf.applyAsInt(record.key(), record.value())).add(record.timestamp());
        }
      }
    }
    output.parts.forEach(Times::sort);
    return output;
  }

  /** How many records there are. */
  public int count() {
    return parts.stream().mapToInt(part -> part.size).sum();
  }

  /** When each record was appended, in milliseconds of the broker's clock, in order. */
  public long[] times() {
    return parts.stream()
        .flatMapToLong(part -> Arrays.stream(part.millis, 0, part.size))
        .sorted()
        .toArray();
  }

  /** Where nothing of another part was written. */
  Stretch middle(int part) {
    Times times = parts.get(part);
    int edge = times.size / EDGE;
    int last = times.size - 1 - edge;
    return new Stretch(times.millis[edge], times.millis[last], last - edge);
  }

  /** Messages a second, second by second, of all parts together. */
  public List<Plot.Point> rates() {
    long[] all = times();
    List<Plot.Point> rates = new ArrayList<>();
    int from = 0;
    for (long end = all[0] + STEP_MILLIS; end <= all[all.length - 1]; end += STEP_MILLIS) {
      int to = from;
      while (all[to] < end) {
        to++;
      }
      rates.add(new Plot.Point((end - all[0]) / 1000.0, (to - from) * 1000.0 / STEP_MILLIS));
      from = to;
    }
    return rates;
  }
}
