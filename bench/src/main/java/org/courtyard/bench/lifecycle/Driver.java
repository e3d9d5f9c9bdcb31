package org.courtyard.bench.lifecycle;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.utils.Utils;
import org.courtyard.bench.load.Talk;
import org.courtyard.bench.throughput.Ground;
import org.courtyard.schemas.Action;
import org.courtyard.schemas.Actor;
import org.courtyard.schemas.AvroSerdes;
import org.courtyard.schemas.Case;
import org.courtyard.schemas.CaseCommand;
import org.courtyard.schemas.CaseEvent;
import org.courtyard.schemas.DeliveryPurpose;
import org.courtyard.schemas.Message;
import org.courtyard.schemas.Rating;
import org.courtyard.schemas.Receipt;
import org.courtyard.schemas.Shards;
import org.courtyard.schemas.Topics;
import org.courtyard.stack.StackException;

/**
 * Plays residents, handlers and chat platform: says what begins a case, and takes the next step of
 * a case once its last one can be read by a read-committed consumer.
 */
final class Driver implements AutoCloseable {
  private static final Duration STALLED = Duration.ofSeconds(60);
  private static final Duration SPAN = Duration.ofDays(10);
  private static final double GOLDEN = 0.6180339887498949;

  private final Talk talk;
  private final KafkaProducer<String, byte[]> producer;
  private final Serializer<Message> messages;
  private final Serializer<CaseCommand> commands;
  private final Deserializer<CaseEvent> events;
  private final int partitions;
  private final Instant ends = Instant.now();
  private final AtomicInteger flying = new AtomicInteger();
  private final ConcurrentLinkedQueue<Long> done = new ConcurrentLinkedQueue<>();
  private final Map<String, Life> lives = new ConcurrentHashMap<>();
  private final AtomicReference<Exception> failure = new AtomicReference<>();
  private final CountDownLatch reading = new CountDownLatch(1);
  private final Thread reader;
  private volatile boolean closing;
  private volatile long outOfOrder;
  private int said;

  /** A case on its way. */
  private static final class Life {
    private long seq;

    private Life(long seq) {
      this.seq = seq;
    }
  }

  Driver(String bootstrapServers, AvroSerdes serdes, Talk talk) {
    this.talk = talk;
    this.messages = serdes.of(Message.class).serializer();
    this.commands = serdes.of(CaseCommand.class).serializer();
    this.events = serdes.of(CaseEvent.class).deserializer();
    this.producer =
        new KafkaProducer<>(
            Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ProducerConfig.LINGER_MS_CONFIG,
                5,
                ProducerConfig.BATCH_SIZE_CONFIG,
                1 << 16,
                ProducerConfig.COMPRESSION_TYPE_CONFIG,
                "lz4"),
            new StringSerializer(),
            new ByteArraySerializer());
    this.partitions = producer.partitionsFor(Topics.MESSAGES.name()).size();
    this.reader = Thread.ofPlatform().name("case-events").start(() -> read(bootstrapServers));
    try {
      reading.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StackException("Interrupted", e);
    }
  }

  /** Keeps so many cases on their way until the time is over. */
  void keep(int inFlight, Duration time) {
    long end = System.nanoTime() + time.toNanos();
    while (System.nanoTime() < end) {
      throwFailure();
      if (flying.get() < inFlight) {
        say();
      } else {
        Ground.pause(1);
      }
    }
  }

  /**
   * Waits until all that are on their way have ended.
   *
   * @return how many have not, and no longer go on
   */
  int land() {
    producer.flush();
    int before = flying.get();
    long changed = System.nanoTime();
    while (flying.get() > 0 && System.nanoTime() - changed < STALLED.toNanos()) {
      throwFailure();
      Ground.pause(100);
      if (flying.get() != before) {
        before = flying.get();
        changed = System.nanoTime();
      }
    }
    return flying.get();
  }

  /** When lifecycles ended, in milliseconds of this machine's clock, in no order. */
  List<Long> done() {
    return List.copyOf(done);
  }

  /** Messages said so far. */
  int said() {
    return said;
  }

  /** Events that did not follow their case's last one. */
  long outOfOrder() {
    return outOfOrder;
  }

  private void throwFailure() {
    if (failure.get() != null) {
      throw new StackException("The bench broke: " + failure.get(), failure.get());
    }
  }

  // ------------------------------------------------------------------ saying

  /** At some time of the last days: all at once, a district would have nothing but incidents. */
  private void say() {
    double part = said * GOLDEN % 1;
    Instant at = ends.minusMillis(Math.round(SPAN.toMillis() * part));
    Message message = talk.next(at).message();
    said++;
    flying.incrementAndGet();
    String topic = Topics.MESSAGES.name();
    byte[] key = message.getGroup().getBytes(StandardCharsets.UTF_8);
    int partition = Utils.toPositive(Utils.murmur2(key)) % partitions;
    send(
        new ProducerRecord<>(
            topic,
            partition,
            at.toEpochMilli(),
            message.getGroup(),
            messages.serialize(topic, message)));
  }

  private void command(CaseEvent event, Action action, CaseCommand.Builder more) {
    Case matter = event.getAfter();
    String role = action == Action.EVALUATE ? "resident" : "书记";
    CaseCommand command =
        more.setId(action + "|" + matter.getId() + "|" + event.getSeq())
            .setCaseId(matter.getId())
            .setTenant(matter.getTenant())
            .setAction(action)
            .setActor(
                Actor.newBuilder().setRole(action == Action.RECEIPT ? "notifier" : role).build())
            .setOccurredAt(Instant.now())
            .build();
    String topic = Topics.CASE_COMMANDS.name();
    int partition = Shards.partition(Shards.ofCase(matter.getId()), partitions);
    send(
        new ProducerRecord<>(topic, partition, matter.getId(), commands.serialize(topic, command)));
  }

  private void send(ProducerRecord<String, byte[]> record) {
    producer.send(
        record,
        (metadata, e) -> {
          if (e != null) {
            failure.set(e);
          }
        });
  }

  // ------------------------------------------------------------------ reading

  private void read(String bootstrapServers) {
    try (KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers",
                bootstrapServers,
                "isolation.level",
                "read_committed",
                "max.poll.records",
                5_000),
            new StringDeserializer(),
            new ByteArrayDeserializer())) {
      String topic = Topics.CASE_EVENTS.name();
      List<TopicPartition> all =
          consumer.partitionsFor(topic).stream()
              .map(p -> new TopicPartition(topic, p.partition()))
              .toList();
      consumer.assign(all);
      consumer.seekToEnd(all);
      all.forEach(consumer::position);
      reading.countDown();
      while (!closing) {
        for (var record : consumer.poll(Duration.ofMillis(100))) {
          follow(events.deserialize(topic, record.value()));
        }
      }
    } catch (RuntimeException e) {
      failure.set(e);
    } finally {
      reading.countDown();
    }
  }

  private void follow(CaseEvent event) {
    Life life = lives.get(event.getCaseId());
    switch (event.getType()) {
      case OPENED -> {
        if (event.getMessageId() != null) {
          lives.put(event.getCaseId(), new Life(event.getSeq()));
        }
        return;
      }
      // What was said is like a case that there is: then it begins none.
      case JOINED, ATTACHED -> flying.decrementAndGet();
      case null, default -> {
        // looked at below
      }
    }
    if (life == null) {
      return;
    }
    if (event.getSeq() != life.seq + 1) {
      outOfOrder++;
    }
    life.seq = event.getSeq();
    nextStep(event);
  }

  private void nextStep(CaseEvent event) {
    switch (event.getType()) {
      case DISPATCHED -> {
        receipt(event, DeliveryPurpose.RECEIVED);
        command(event, Action.CLAIM, CaseCommand.newBuilder());
      }
      case CLAIMED ->
          command(event, Action.FEEDBACK, CaseCommand.newBuilder().setText("已修好，请看一看。"));
      case ANSWERED -> receipt(event, DeliveryPurpose.RESULT);
      case FEEDBACK_GIVEN ->
          command(event, Action.EVALUATE, CaseCommand.newBuilder().setRating(Rating.SATISFIED));
      case EVALUATED -> {
        lives.remove(event.getCaseId());
        done.add(System.currentTimeMillis());
        flying.decrementAndGet();
      }
      default -> {
        // What happens to it beside its own way needs no answer.
      }
    }
  }

  private void receipt(CaseEvent event, DeliveryPurpose purpose) {
    Case matter = event.getAfter();
    String group = matter.getAudience().getFirst().getGroup();
    command(
        event,
        Action.RECEIPT,
        CaseCommand.newBuilder()
            .setReceipt(
                Receipt.newBuilder()
                    .setDeliveryId(matter.getId() + "|" + purpose + "|" + group)
                    .setGroup(group)
                    .setPurpose(purpose)
                    .setDelivered(true)
                    .setRound(matter.getRound())
                    .setSentMessageId("sent|" + purpose + "|" + matter.getId())
                    .setAt(Instant.now())
                    .build()));
  }

  @Override
  public void close() {
    closing = true;
    try {
      reader.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    producer.close();
  }
}
