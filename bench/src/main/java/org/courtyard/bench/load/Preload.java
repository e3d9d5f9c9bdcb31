package org.courtyard.bench.load;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
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
    if (messages > talk.most()) {
      throw new StackException(
          "%d messages need more matters than this district has (enough for %d); ask for more"
                  .formatted(messages, talk.most())
              + " communities");
    }
    int[] matters = new int[messages];
    Map<TopicPartition, Long> boundary = new HashMap<>();
    AtomicReference<Exception> failure = new AtomicReference<>();
    Duration span = talk.span(messages);
    // All of it lies behind: the broker refuses what lies ahead.
    Instant start = Instant.now().minus(span);
    long bytes = 0;
    try (var valueSerde = serdes.of(Message.class);
        KafkaProducer<String, byte[]> producer = producer(bootstrapServers)) {
      int partitions = producer.partitionsFor(Topics.MESSAGES.name()).size();
      for (int i = 0; i < messages; i++) {
        Instant at = start.plusMillis(span.toMillis() * i / messages);
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
