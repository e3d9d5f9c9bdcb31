package org.courtyard.notifier;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.courtyard.notifier.RecordReader.Undecodable;
import org.courtyard.notifier.delivery.Receipts;
import org.courtyard.notifier.planning.Plan;
import org.courtyard.notifier.planning.Plan.Unreachable;
import org.courtyard.notifier.planning.Planner;
import org.courtyard.schemas.AvroSerdes;
import org.courtyard.schemas.CaseCommand;
import org.courtyard.schemas.CaseEvent;
import org.courtyard.schemas.Delivery;
import org.courtyard.schemas.DomainTime;
import org.courtyard.schemas.SlaAlert;
import org.courtyard.schemas.Topics;
import org.jboss.logging.Logger;

/**
 * Turns case events and alerts into deliveries. What was consumed and what follows from it are
 * written in one transaction, so nothing is planned twice or forgotten.
 *
 * <p>An event whose group is not known yet holds its partition back for a bounded time; then the
 * case is told that the group cannot be reached, and this group is not waited for again.
 */
final class EventPlanner {
  private static final Logger LOG = Logger.getLogger(EventPlanner.class);
  private static final String GROUP = "notifier-planner";
  private static final Duration POLL = Duration.ofMillis(100);

  /** What is planned of one poll is one transaction. */
  private static final int PLANNED_AT_ONCE = 500;

  private static final Duration LOOK_AGAIN = Duration.ofMillis(500);
  private static final int HOPELESS_REMEMBERED = 10_000;

  private final KafkaAccess kafka;
  private final AvroSerdes serdes;
  private final ReferenceData reference;
  private final RecordReader<CaseEvent> events;
  private final RecordReader<SlaAlert> alerts;
  private final Duration patience;
  private final InstantSource wall;
  private final DomainTime domainTime;
  private final NotifierMeters meters;
  private final Map<TopicPartition, Hold> held = new HashMap<>();
  private final Map<String, Boolean> hopeless =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
          return size() > HOPELESS_REMEMBERED;
        }
      };
  private volatile boolean assigned;

  /** A partition that waits at this offset. */
  private record Hold(long offset, Instant since, Instant lookAgain) {}

  /** What one poll leads to. */
  private static final class Batch {
    private final List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
    private final Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    private final List<Delivery> planned = new ArrayList<>();
    private int deadLetters;
  }

  EventPlanner(
      KafkaAccess kafka,
      AvroSerdes serdes,
      ReferenceData reference,
      NotifierConfig config,
      InstantSource wall,
      NotifierMeters meters) {
    this.kafka = kafka;
    this.serdes = serdes;
    this.reference = reference;
    this.events = new RecordReader<>(Topics.CASE_EVENTS, serdes);
    this.alerts = new RecordReader<>(Topics.SLA_WARNINGS, serdes);
    this.patience = config.planning().groupPatience();
    this.wall = wall;
    this.domainTime = config.time().domainTime();
    this.meters = meters;
  }

  /** Whether it belongs to its group and works. */
  boolean assigned() {
    return assigned;
  }

  void plan(BooleanSupplier running) throws InterruptedException {
    OutputRecords output = new OutputRecords(serdes, kafka.partitions());
    while (!reference.loaded()) {
      if (!running.getAsBoolean()) {
        return;
      }
      Thread.sleep(POLL);
    }
    try (Consumer<byte[], byte[]> consumer = kafka.member(GROUP, PLANNED_AT_ONCE);
        TransactionalWriter writer = new TransactionalWriter(() -> kafka.producer(GROUP))) {
      writer.open();
      held.clear();
      consumer.subscribe(
          List.of(
              Topics.CASE_EVENTS.name(), Topics.SLA_WARNINGS.name(), Topics.SLA_BREACHES.name()),
          new Assignment());
      while (running.getAsBoolean()) {
        lookAgain(consumer);
        Batch batch = read(consumer, consumer.poll(POLL), output);
        if (!batch.offsets.isEmpty()) {
          writer.write(batch.records, batch.offsets, consumer.groupMetadata());
          meters.planned(batch.planned);
          meters.deadLetters("planner", batch.deadLetters);
        }
        meters.lag(GROUP, consumer);
      }
    } finally {
      assigned = false;
    }
  }

  private Batch read(
      Consumer<byte[], byte[]> consumer,
      ConsumerRecords<byte[], byte[]> polled,
      OutputRecords output) {
    Batch batch = new Batch();
    for (TopicPartition partition : polled.partitions()) {
      for (ConsumerRecord<byte[], byte[]> record : polled.records(partition)) {
        if (!take(record, batch, output)) {
          hold(consumer, partition, record.offset());
          break;
        }
        held.remove(partition);
        batch.offsets.put(partition, new OffsetAndMetadata(record.offset() + 1));
      }
    }
    return batch;
  }

  /** Plans one record; false when it must wait. */
  private boolean take(ConsumerRecord<byte[], byte[]> record, Batch batch, OutputRecords output) {
    try {
      Plan plan = plan(record);
      if (mustWait(plan, record)) {
        return false;
      }
      List<ProducerRecord<byte[], byte[]>> made = new ArrayList<>();
      plan.deliveries().forEach(delivery -> made.add(output.delivery(delivery)));
      plan.unreachable().forEach(gone -> receipt(gone).map(output::command).ifPresent(made::add));
      batch.records.addAll(made);
      batch.planned.addAll(plan.deliveries());
    } catch (Undecodable e) {
      LOG.errorf(
          "dead letter topic=%s partition=%d offset=%d error=%s",
          record.topic(), record.partition(), record.offset(), e.getMessage());
      batch.records.add(OutputRecords.deadLetter(record, e));
      batch.deadLetters++;
    }
    return true;
  }

  private Plan plan(ConsumerRecord<byte[], byte[]> record) throws Undecodable {
    boolean isEvent = record.topic().equals(Topics.CASE_EVENTS.name());
    CaseEvent event = isEvent ? events.read(record) : null;
    SlaAlert alert = isEvent ? null : alerts.read(record);
    try {
      return isEvent ? Planner.plan(event, reference) : Planner.plan(alert, reference);
    } catch (RuntimeException e) {
      throw new Undecodable("cannot be planned: " + e.getClass().getSimpleName(), e);
    }
  }

  private boolean mustWait(Plan plan, ConsumerRecord<byte[], byte[]> record) {
    List<String> unknown = plan.unknownGroups();
    if (hopeless.keySet().containsAll(unknown)) {
      return false;
    }
    Hold hold = held.get(new TopicPartition(record.topic(), record.partition()));
    boolean waited =
        hold != null
            && hold.offset == record.offset()
            && !wall.instant().isBefore(hold.since.plus(patience));
    if (waited) {
      unknown.forEach(group -> hopeless.put(group, true));
      LOG.warnf("groups stay unknown count=%d offset=%d", unknown.size(), record.offset());
    }
    return !waited;
  }

  private Optional<CaseCommand> receipt(Unreachable gone) {
    LOG.warnf(
        "unreachable case=%s purpose=%s cause=%s",
        gone.delivery().getCaseId(), gone.delivery().getPurpose(), gone.cause());
    return Receipts.failed(gone.delivery(), gone.cause().words(), domainTime.at(wall.instant()));
  }

  private void hold(Consumer<?, ?> consumer, TopicPartition partition, long offset) {
    Instant now = wall.instant();
    Hold before = held.get(partition);
    Instant since = before != null && before.offset == offset ? before.since : now;
    held.put(partition, new Hold(offset, since, now.plus(LOOK_AGAIN)));
    consumer.seek(partition, offset);
    consumer.pause(List.of(partition));
  }

  private void lookAgain(Consumer<?, ?> consumer) {
    Instant now = wall.instant();
    consumer.paused().stream()
        .filter(p -> !held.containsKey(p) || !now.isBefore(held.get(p).lookAgain))
        .toList()
        .forEach(p -> consumer.resume(List.of(p)));
  }

  private final class Assignment implements ConsumerRebalanceListener {
    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
      assigned = true;
      LOG.infof("planner assigned partitions=%d", partitions.size());
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
      partitions.forEach(held::remove);
    }
  }
}
