package org.courtyard.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.Stores;
import org.courtyard.schemas.AvroSerdes;
import org.courtyard.schemas.Topic;
import org.courtyard.schemas.Topics;
import org.courtyard.stack.TestStack;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StreamsServiceTest {
  private static final List<Topic<?>> TOPICS = List.of(Topics.MESSAGES, Topics.OUTCOMES);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static TestStack stack;

  @TempDir private Path state;
  private final CountDownLatch hanging = new CountDownLatch(1);
  private final CountDownLatch released = new CountDownLatch(1);
  private final AtomicBoolean broken = new AtomicBoolean();
  private final CountDownLatch ended = new CountDownLatch(1);

  @BeforeAll
  static void start() {
    stack = TestStack.start();
  }

  @AfterAll
  static void stop() {
    stack.close();
  }

  @AfterEach
  void release() {
    released.countDown();
  }

  @Test
  void whatBreaksBeginsAnew() {
    // Given
    try (StreamsService service = service("breaks", Duration.ofSeconds(30))) {
      service.start(partitions -> {}, ended::countDown);
      await().atMost(PATIENCE).until(service::ready);

      // When
      say("breaks", 1, "break");

      // Then
      await().atMost(PATIENCE).until(() -> !service.ready());
      await().atMost(PATIENCE).until(service::ready);
      assertThat(ended.getCount()).isEqualTo(1);
    }
  }

  @Test
  void whatBreaksAndDoesNotCloseEndsTheProcess() {
    // Given
    try (StreamsService service = service("hangs", Duration.ofSeconds(2))) {
      service.start(partitions -> {}, ended::countDown);
      await().atMost(PATIENCE).until(service::ready);
      say("hangs", 0, "hang");
      await().atMost(PATIENCE).until(() -> hanging.getCount() == 0);

      // When
      for (int partition = 1; partition < Topics.MESSAGES.partitions(); partition++) {
        say("hangs", partition, "break");
      }

      // Then
      await().atMost(PATIENCE).until(() -> ended.getCount() == 0);
      assertThat(service.alive()).isFalse();
    }
  }

  private StreamsService service(String name, Duration giveUpAfter) {
    StreamsSettings settings =
        new StreamsSettings(
            name,
            stack.bootstrapServers(),
            name + "-0",
            state,
            2,
            Duration.ofMillis(100),
            0,
            "classic",
            16L << 20,
            Set.of(),
            Set.of());
    AvroSerdes serdes = AvroSerdes.registry(stack.registryUrl());
    return new StreamsService(
        settings, TOPICS, serdes, count -> topology(name), new SimpleMeterRegistry(), giveUpAfter);
  }

  private Topology topology(String service) {
    return new Topology()
        .addSource(
            "said", new StringDeserializer(), new StringDeserializer(), Topics.MESSAGES.name())
        .addProcessor("obey", () -> obeying(service), "said")
        .addStateStore(
            Stores.keyValueStoreBuilder(
                Stores.persistentKeyValueStore("kept"), Serdes.String(), Serdes.String()),
            "obey");
  }

  /** Breaks once only: what begins anew is to get past it. */
  private Processor<String, String, Void, Void> obeying(String service) {
    return new Processor<>() {
      @Override
      public void process(Record<String, String> said) {
        if (!said.key().equals(service)) {
          return;
        }
        switch (said.value()) {
          case "hang" -> hang();
          case "break" -> breakOnce();
          default -> {}
        }
      }
    };
  }

  private void breakOnce() {
    if (broken.compareAndSet(false, true)) {
      throw new ClassCastException("as told");
    }
  }

  private void hang() {
    hanging.countDown();
    boolean interrupted = false;
    while (released.getCount() > 0) {
      try {
        released.await();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static void say(String service, int partition, String word) {
    Map<String, Object> config =
        Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, stack.bootstrapServers());
    try (var producer =
        new KafkaProducer<>(config, new StringSerializer(), new StringSerializer())) {
      producer.send(new ProducerRecord<>(Topics.MESSAGES.name(), partition, service, word));
    }
  }
}
