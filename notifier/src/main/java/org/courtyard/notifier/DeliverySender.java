package org.courtyard.notifier;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.courtyard.notifier.RecordReader.Undecodable;
import org.courtyard.notifier.delivery.Answer;
import org.courtyard.notifier.delivery.Destination;
import org.courtyard.notifier.delivery.Outbox;
import org.courtyard.notifier.delivery.Pending;
import org.courtyard.notifier.delivery.Receipts;
import org.courtyard.notifier.delivery.Sending;
import org.courtyard.notifier.delivery.Settlement;
import org.courtyard.schemas.AvroSerdes;
import org.courtyard.schemas.Delivery;
import org.courtyard.schemas.DomainTime;
import org.courtyard.schemas.Topics;
import org.jboss.logging.Logger;

/**
 * Makes the deliveries of the outbox. Pending is what has no tombstone: it is read from the
 * beginning of every partition that this instance gets, and then followed; no offset is committed.
 *
 * <p>The receipt and the tombstone of a delivery are written in one transaction. The HTTP call
 * before it is outside: after a crash between the two it is made again, with the same idempotency
 * key. So delivery is at least once, and exactly once where the receiver heeds the key.
 *
 * <p>One thread owns everything; virtual threads only make the calls.
 */
final class DeliverySender {
  private static final Logger LOG = Logger.getLogger(DeliverySender.class);
  private static final String GROUP = "notifier-sender";

  /** Each turn may wait for a transaction: a long log must be read in few of them. */
  private static final int READ_AT_ONCE = 5_000;

  private static final Duration BUSY_POLL = Duration.ofMillis(10);
  private static final Duration IDLE_POLL = Duration.ofMillis(100);
  private static final Duration REPORT_EVERY = Duration.ofSeconds(1);

  private final KafkaAccess kafka;
  private final AvroSerdes serdes;
  private final RecordReader<Delivery> reader;
  private final Destinations destinations;
  private final Map<Destination.Type, Channel> channels;
  private final NotifierConfig.Sending config;
  private final InstantSource wall;
  private final DomainTime domainTime;
  private final NotifierMeters meters;
  private volatile boolean loaded;

  DeliverySender(
      KafkaAccess kafka,
      AvroSerdes serdes,
      Destinations destinations,
      Map<Destination.Type, Channel> channels,
      NotifierConfig config,
      InstantSource wall,
      NotifierMeters meters) {
    this.kafka = kafka;
    this.serdes = serdes;
    this.reader = new RecordReader<>(Topics.DELIVERIES, serdes);
    this.destinations = destinations;
    this.channels = channels;
    this.config = config.sending();
    this.wall = wall;
    this.domainTime = config.time().domainTime();
    this.meters = meters;
  }

  /** Whether every partition that it was given has been read to the end. */
  boolean loaded() {
    return loaded;
  }

  void send(BooleanSupplier running) throws InterruptedException {
    OutputRecords output = new OutputRecords(serdes, kafka.partitions());
    try (Consumer<byte[], byte[]> consumer = kafka.member(GROUP, READ_AT_ONCE);
        TransactionalWriter writer = new TransactionalWriter(() -> kafka.producer(GROUP))) {
      // What a killed predecessor had half written is settled before its log is read.
      writer.open();
      new Turns(consumer, writer, output).run(running);
    } finally {
      loaded = false;
    }
  }

  /** Always has an answer: an attempt that never came back would silence its destination. */
  static Answer answer(Channel channel, Sending sending, Destination destination) {
    try {
      return channel.send(sending, destination);
    } catch (Throwable e) {
      return new Answer.Failed(Optional.empty(), e.getClass().getSimpleName());
    }
  }

  /** An attempt that came back. */
  private record Returned(Sending sending, Answer answer, Instant at) {}

  /** An end that is not written down yet. */
  private record End(Settlement settlement, Instant at) {}

  /**
   * A partition whose log is still being read. Nearly all of it has its tombstone further on, and
   * need never be decoded.
   *
   * @param end the offset after its last record when it was given to us
   * @param open what has no tombstone so far, by id
   */
  private record Loading(long end, Map<String, ConsumerRecord<byte[], byte[]>> open) {}

  /** One membership in the group, from joining to leaving. */
  private final class Turns implements ConsumerRebalanceListener {
    private final Consumer<byte[], byte[]> consumer;
    private final TransactionalWriter writer;
    private final OutputRecords output;
    private final Outbox outbox =
        new Outbox(config.retryPolicy(), config.remembered(), ThreadLocalRandom.current());
    private final LinkedBlockingQueue<Returned> returned = new LinkedBlockingQueue<>();
    private final Set<Sending> onTheWay = new HashSet<>();
    private final List<End> ends = new ArrayList<>();
    private final Map<TopicPartition, Loading> loading = new HashMap<>();
    private final Map<String, ConsumerRecord<byte[], byte[]>> unreadable = new HashMap<>();
    private final Instant joined = wall.instant();
    private final long joinedNanos = System.nanoTime();
    private boolean assigned;
    private Instant writeAgain = Instant.MIN;
    private Instant reportAgain = Instant.MIN;

    private Turns(
        Consumer<byte[], byte[]> consumer, TransactionalWriter writer, OutputRecords output) {
      this.consumer = consumer;
      this.writer = writer;
      this.output = output;
    }

    private void run(BooleanSupplier running) throws InterruptedException {
      consumer.subscribe(List.of(Topics.DELIVERIES.name()), this);
      try {
        while (running.getAsBoolean()) {
          consumer.poll(onTheWay.isEmpty() ? IDLE_POLL : BUSY_POLL).forEach(this::take);
          noteLoaded();
          takeReturned();
          startWhatMayGo();
          writeEnds();
          report();
        }
      } finally {
        finish(Set.copyOf(onTheWay));
      }
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
      String id = new String(record.key(), UTF_8);
      unreadable.remove(id);
      Loading log = loading.get(partition(record.partition()));
      if (record.value() == null) {
        if (log != null) {
          log.open.remove(id);
        }
        boolean delivered = OutputRecords.saysDelivered(record.headers());
        outbox.settled(record.partition(), id, delivered);
      } else if (log != null) {
        log.open.putIfAbsent(id, record);
      } else {
        put(id, record);
      }
    }

    private void put(String id, ConsumerRecord<byte[], byte[]> record) {
      try {
        Instant planned = Instant.ofEpochMilli(record.timestamp());
        outbox.put(new Pending(reader.read(record), record.partition(), record.offset(), planned));
      } catch (Undecodable e) {
        LOG.errorf(
            "dead letter topic=%s partition=%d offset=%d error=%s",
            record.topic(), record.partition(), record.offset(), e.getMessage());
        unreadable.put(id, record);
      }
    }

    private void noteLoaded() {
      loading
          .entrySet()
          .removeIf(
              log -> {
                boolean read = consumer.position(log.getKey()) >= log.getValue().end;
                if (read) {
                  log.getValue().open.forEach(this::put);
                  outbox.loaded(log.getKey().partition());
                }
                return read;
              });
      if (assigned && loading.isEmpty() && !loaded) {
        loaded = true;
        LOG.infof("outbox loaded pending=%d", outbox.size());
      }
    }

    private void startWhatMayGo() {
      Instant now = steady();
      destinations.refresh(now);
      if (!destinations.loaded()) {
        return;
      }
      Outbox.Turn turn =
          outbox.next(
              now,
              config.atOnce() - onTheWay.size(),
              name -> destinations.find(name).map(Destination::terms));
      turn.sendings().forEach(this::start);
      turn.settlements().forEach(settlement -> ends.add(new End(settlement, wall.instant())));
    }

    private void start(Sending sending) {
      // The budget was taken under the terms of this very destination: the file is read by this
      // thread only.
      Destination destination = destinations.find(sending.destination()).orElseThrow();
      onTheWay.add(sending);
      Thread.ofVirtual()
          .name("send-" + destination.name())
          .start(() -> returned.add(attempt(sending, destination)));
    }

    private Returned attempt(Sending sending, Destination destination) {
      Answer answer = answer(channels.get(destination.type()), sending, destination);
      return new Returned(sending, answer, wall.instant());
    }

    private void takeReturned() {
      for (Returned next = returned.poll(); next != null; next = returned.poll()) {
        take(next);
      }
    }

    private void take(Returned back) {
      onTheWay.remove(back.sending);
      meters.attempted(back.answer);
      LOG.debugf(
          "attempt destination=%s case=%s deliveries=%d answer=%s",
          back.sending.destination(),
          back.sending.first().delivery().getCaseId(),
          back.sending.deliveries().size(),
          back.answer);
      outbox
          .answered(back.sending, back.answer, steady())
          .forEach(settlement -> ends.add(new End(settlement, back.at)));
    }

    /** In one transaction; when it fails the same again a little later. */
    private void writeEnds() {
      List<ConsumerRecord<byte[], byte[]>> unread = List.copyOf(unreadable.values());
      if ((ends.isEmpty() && unread.isEmpty()) || steady().isBefore(writeAgain)) {
        return;
      }
      try {
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        ends.forEach(end -> records.addAll(records(end)));
        unread.forEach(record -> records.addAll(removal(record)));
        writer.write(records);
      } catch (RuntimeException e) {
        // Broker or registry is away. Leaving the loop would send again what is only not written.
        LOG.warnf(
            "ends not written, will try again count=%d error=%s",
            ends.size(), e.getClass().getSimpleName());
        writeAgain = steady().plusSeconds(1);
        return;
      }
      unread.forEach(record -> unreadable.remove(new String(record.key(), UTF_8)));
      meters.deadLetters("sender", unread.size());
      ends.forEach(end -> written(end.settlement));
      ends.clear();
    }

    private List<ProducerRecord<byte[], byte[]>> removal(ConsumerRecord<byte[], byte[]> record) {
      return List.of(
          OutputRecords.deadLetter(record, new Undecodable("cannot be decoded", null)),
          output.tombstone(record.partition(), record.key()));
    }

    private List<ProducerRecord<byte[], byte[]>> records(End end) {
      Settlement settlement = end.settlement;
      Delivery delivery = settlement.pending().delivery();
      Instant at = domainTime.at(end.at);
      List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
      records.add(output.tombstone(settlement));
      switch (settlement.result()) {
        case DELIVERED ->
            Receipts.delivered(delivery, settlement.messageId(), at)
                .ifPresent(receipt -> records.add(output.command(receipt)));
        case GIVEN_UP -> {
          records.add(output.deadLetter(settlement));
          Receipts.failed(delivery, settlement.error(), at)
              .ifPresent(receipt -> records.add(output.command(receipt)));
        }
        case REPEATED -> {}
      }
      return records;
    }

    private void written(Settlement settlement) {
      Pending pending = settlement.pending();
      boolean delivered = settlement.result() != Settlement.Result.GIVEN_UP;
      if (consumer.assignment().contains(partition(pending.partition()))) {
        outbox.settled(pending.partition(), pending.id(), delivered);
      }
      meters.settled(settlement);
      if (!delivered) {
        meters.deadLetters("sender", 1);
      }
      LOG.infof(
          "%s case=%s purpose=%s destination=%s%s",
          settlement.result(),
          pending.delivery().getCaseId(),
          pending.delivery().getPurpose(),
          pending.delivery().getDestination(),
          delivered ? "" : " error=\"" + settlement.error() + "\"");
    }

    /** Pauses and budgets go by this: a machine whose clock is set back does not fall silent. */
    private Instant steady() {
      return joined.plusNanos(System.nanoTime() - joinedNanos);
    }

    private void report() {
      if (steady().isBefore(reportAgain)) {
        return;
      }
      reportAgain = steady().plus(REPORT_EVERY);
      Instant now = wall.instant();
      long oldest =
          outbox.oldest().map(planned -> Duration.between(planned, now).toSeconds()).orElse(0L);
      meters.outbox(outbox.size(), Math.max(0, oldest));
      meters.lag(GROUP, consumer);
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
      assigned = true;
      loaded = false;
      consumer.seekToBeginning(partitions);
      consumer
          .endOffsets(partitions)
          .forEach(
              (partition, end) -> loading.put(partition, new Loading(end, new LinkedHashMap<>())));
      LOG.infof("sender assigned partitions=%d", partitions.size());
    }

    /** Whoever gets these partitions next must find written down what we sent. */
    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
      Set<Integer> gone = new HashSet<>();
      partitions.forEach(partition -> gone.add(partition.partition()));
      Set<Sending> ours = new HashSet<>(onTheWay);
      ours.removeIf(sending -> !gone.contains(sending.first().partition()));
      try {
        finish(ours);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      partitions.forEach(loading::remove);
      unreadable.values().removeIf(record -> gone.contains(record.partition()));
      gone.forEach(outbox::release);
    }

    private void finish(Set<Sending> sendings) throws InterruptedException {
      Instant deadline = wall.instant().plus(config.connectTimeout()).plus(config.requestTimeout());
      while (sendings.stream().anyMatch(onTheWay::contains)) {
        Duration left = Duration.between(wall.instant(), deadline);
        Returned next = returned.poll(Math.max(0, left.toMillis()), TimeUnit.MILLISECONDS);
        if (next == null) {
          LOG.warnf("left unanswered count=%d", onTheWay.size());
          break;
        }
        take(next);
      }
      writeEnds();
    }

    private static TopicPartition partition(int number) {
      return new TopicPartition(Topics.DELIVERIES.name(), number);
    }
  }
}
