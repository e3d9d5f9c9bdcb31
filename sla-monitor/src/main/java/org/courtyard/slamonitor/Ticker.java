package org.courtyard.slamonitor;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.courtyard.schemas.AvroSerdes;
import org.courtyard.schemas.ClockTick;
import org.courtyard.schemas.DomainTime;
import org.courtyard.schemas.Topics;
import org.jboss.logging.Logger;

/**
 * Says what time it is, in every partition, so that deadlines pass also when nothing else happens.
 * Every instance does; a tick more does no harm, and none of them is needed.
 */
final class Ticker implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(Ticker.class);
  private static final int GIVE_UP_AFTER_MILLIS = 5_000;

  private final Producer<String, ClockTick> producer;
  private final InstantSource wall;
  private final DomainTime time;
  private final String instance;
  private final ScheduledExecutorService executor =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("ticker").daemon().factory());
  private volatile Instant lastTaken = Instant.MIN;
  private volatile boolean failing;

  Ticker(SlaMonitorConfig config, AvroSerdes serdes, InstantSource wall) {
    this.producer =
        new KafkaProducer<>(
            Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                config.bootstrapServers(),
                ProducerConfig.CLIENT_ID_CONFIG,
                config.instance() + "-ticker",
                // A tick that is late is worth nothing: better the next one.
                ProducerConfig.MAX_BLOCK_MS_CONFIG,
                GIVE_UP_AFTER_MILLIS,
                ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                GIVE_UP_AFTER_MILLIS,
                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                GIVE_UP_AFTER_MILLIS,
                ProducerConfig.LINGER_MS_CONFIG,
                0),
            new StringSerializer(),
            serdes.of(ClockTick.class).serializer());
    this.wall = wall;
    this.time = config.domainTime();
    this.instance = config.instance();
  }

  void start(int partitions, Duration every) {
    executor.scheduleWithFixedDelay(
        () -> tick(partitions), 0, every.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Whether the broker has taken a tick since then, on the wall clock. */
  boolean tookSince(Instant then) {
    return lastTaken.isAfter(then);
  }

  private void tick(int partitions) {
    try {
      for (int partition = 0; partition < partitions; partition++) {
        Instant now = wall.instant();
        var tick = new ClockTick(time.at(now), instance);
        producer.send(
            new ProducerRecord<>(Topics.CLOCK_TICKS.name(), partition, null, tick),
            (taken, failure) -> note(now, failure));
      }
    } catch (RuntimeException e) {
      note(wall.instant(), e);
    }
  }

  /** Says once that ticks fail, and once that they pass again. */
  private void note(Instant at, Exception failure) {
    if (failure == null) {
      lastTaken = at;
    }
    if (failing != (failure != null)) {
      failing = failure != null;
      if (failing) {
        LOG.warnf("ticks are not taken topic=%s error=%s", Topics.CLOCK_TICKS.name(), failure);
      } else {
        LOG.infof("ticks are taken topic=%s", Topics.CLOCK_TICKS.name());
      }
    }
  }

  @Override
  public void close() {
    executor.shutdownNow();
    producer.close(Duration.ofSeconds(1));
  }
}
