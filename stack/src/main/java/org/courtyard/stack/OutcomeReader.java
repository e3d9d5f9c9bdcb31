package org.courtyard.stack;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.courtyard.schemas.AvroSerdes;
import org.courtyard.schemas.Outcome;
import org.courtyard.schemas.OutcomeKind;
import org.courtyard.schemas.Topics;

/** Learns from the topic of outcomes which case a message belongs to. */
final class OutcomeReader implements AutoCloseable {
  private static final Duration AGAIN = Duration.ofSeconds(1);

  private final Set<String> wanted;
  private final Map<String, Optional<String>> cases = new ConcurrentHashMap<>();
  private final Thread thread;
  private final String bootstrapServers;
  private final String registryUrl;

  /**
   * @param wanted ids of the messages that matter
   */
  OutcomeReader(String bootstrapServers, String registryUrl, Set<String> wanted) {
    this.bootstrapServers = bootstrapServers;
    this.registryUrl = registryUrl;
    this.wanted = wanted;
    this.thread = Thread.ofPlatform().daemon().name("outcomes").unstarted(this::read);
    if (!wanted.isEmpty()) {
      thread.start();
    }
  }

  /**
   * The case of a message, once it is settled.
   *
   * @return empty when it has none, or none became known in this time
   */
  Optional<String> caseOf(String messageId, Duration patience) throws InterruptedException {
    long giveUp = System.nanoTime() + patience.toNanos();
    while (!cases.containsKey(messageId) && System.nanoTime() < giveUp) {
      Thread.sleep(20);
    }
    return cases.getOrDefault(messageId, Optional.empty());
  }

  private void read() {
    while (!Thread.currentThread().isInterrupted()) {
      try {
        follow();
      } catch (InterruptException e) {
        Thread.currentThread().interrupt();
      } catch (KafkaException e) {
        // Broker or registry are away. What was learned stays; begin again until they are back.
        LockSupport.parkNanos(AGAIN.toNanos());
      }
    }
  }

  private void follow() {
    try (KafkaConsumer<String, Outcome> consumer = consumer()) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(Topics.OUTCOMES.name()).stream()
              .map(p -> new TopicPartition(p.topic(), p.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      while (!Thread.currentThread().isInterrupted()) {
        consumer.poll(Duration.ofMillis(100)).forEach(record -> take(record.value()));
      }
    }
  }

  private void take(Outcome outcome) {
    boolean tells = outcome.getSettled() && outcome.getKind() != OutcomeKind.REPEATED;
    if (tells && wanted.contains(outcome.getMessageId())) {
      cases.put(outcome.getMessageId(), Optional.ofNullable(outcome.getCaseId()));
    }
  }

  private KafkaConsumer<String, Outcome> consumer() {
    return new KafkaConsumer<>(
        Map.of(
            ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
            bootstrapServers,
            ConsumerConfig.ISOLATION_LEVEL_CONFIG,
            "read_committed"),
        new StringDeserializer(),
        AvroSerdes.registry(registryUrl).of(Outcome.class).deserializer());
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
