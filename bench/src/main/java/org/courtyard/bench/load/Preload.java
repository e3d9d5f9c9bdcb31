package org.courtyard.bench.load;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.utils.Utils;
import org.courtyard.schemas.AvroSerdes;
import org.courtyard.schemas.Message;
import org.courtyard.schemas.Topics;
import org.courtyard.stack.StackException;

/** Puts messages into their topic before anything is measured. */
public final class Preload {
  private static final int TELL_EVERY = 250_000;

  private Preload() {}

  /**
   * What was put there.
   *
   * @param matters by number: what each message is about
   * @param boundary how many of the first messages each partition got
   */
  public record Loaded(int[] matters, Map<TopicPartition, Long> boundary, double bytes) {}

  /**
   * Writes messages and waits until the broker has them.
   *
   * @param first how many of them count into the boundary
   */
  public static Loaded write(
      String bootstrapServers,
      AvroSerdes serdes,
      Talk talk,
      int messages,
      int first,
      Consumer<String> tell) {
    return write(
        bootstrapServers, serdes, talk, List.of(new Part(talk.mix(), messages)), first, tell);
  }

  /** Writes several mixes, one after the other, and waits until the broker has them. */
  public static Loaded write(
      String bootstrapServers,
      AvroSerdes serdes,
      Talk talk,
      List<Part> parts,
      Consumer<String> tell) {
    return write(bootstrapServers, serdes, talk, parts, 0, tell);
  }

  private static Loaded write(
      String bootstrapServers,
      AvroSerdes serdes,
      Talk talk,
      List<Part> parts,
      int first,
      Consumer<String> tell) {
    if (parts.stream().mapToLong(Part::opening).sum() > talk.mostOpening()) {
      throw new StackException(
          "%s need more matters than this district has (%d); ask for more communities"
              .formatted(parts, talk.mostOpening()));
    }
    int messages = Part.messages(parts);
    int[] matters = new int[messages];
    Map<TopicPartition, Long> boundary = new HashMap<>();
    AtomicReference<Exception> failure = new AtomicReference<>();
    Instant[] times = times(parts);
    Mix[] mixes =
        parts.stream()
            .flatMap(part -> Collections.nCopies(part.messages(), part.mix()).stream())
            .toArray(Mix[]::new);
    long bytes = 0;
    try (var valueSerde = serdes.of(Message.class);
        KafkaProducer<String, byte[]> producer = producer(bootstrapServers)) {
      int partitions = producer.partitionsFor(Topics.MESSAGES.name()).size();
      for (int i = 0; i < messages; i++) {
        Instant at = times[i];
        talk.mix(mixes[i]);
        Talk.Said said = talk.next(at);
        Message message = said.message();
        matters[i] = said.matter();
        byte[] value = valueSerde.serializer().serialize(Topics.MESSAGES.name(), message);
        bytes += value.length;
        int partition = partition(message.getGroup(), partitions);
        if (i < first) {
          boundary.merge(new TopicPartition(Topics.MESSAGES.name(), partition), 1L, Long::sum);
        }
        producer.send(
            new ProducerRecord<>(
                Topics.MESSAGES.name(), partition, at.toEpochMilli(), message.getGroup(), value),
            (metadata, e) -> {
              if (e != null) {
                failure.set(e);
              }
            });
        if (i % TELL_EVERY == TELL_EVERY - 1) {
          tell.accept("pre-load  %,d of %,d".formatted(i + 1, messages));
        }
      }
      producer.flush();
    }
    if (failure.get() != null) {
      throw new StackException("The broker refused a message: " + failure.get(), failure.get());
    }
    return new Loaded(matters, boundary, (double) bytes / Math.max(1, messages));
  }

  /** When each message is said. All of it lies behind: the broker refuses what lies ahead. */
  private static Instant[] times(List<Part> parts) {
    Duration span = Talk.span(parts);
    Instant[] times = new Instant[Part.messages(parts)];
    Instant from = Instant.now().minus(span);
    int next = 0;
    for (Part part : parts) {
      long millis = part.of(span, parts).toMillis();
      for (int i = 0; i < part.messages(); i++) {
        times[next++] = from.plusMillis(millis * i / part.messages());
      }
      from = from.plusMillis(millis);
    }
    return times;
  }

  /** As Kafka's default partitioner chooses it. */
  private static int partition(String key, int partitions) {
    return Utils.toPositive(Utils.murmur2(key.getBytes(StandardCharsets.UTF_8))) % partitions;
  }

  private static KafkaProducer<String, byte[]> producer(String bootstrapServers) {
    return new KafkaProducer<>(
        Map.of(
            ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
            bootstrapServers,
            ProducerConfig.LINGER_MS_CONFIG,
            20,
            ProducerConfig.BATCH_SIZE_CONFIG,
            1 << 18,
            ProducerConfig.COMPRESSION_TYPE_CONFIG,
            "lz4"),
        new StringSerializer(),
        new ByteArraySerializer());
  }
}
