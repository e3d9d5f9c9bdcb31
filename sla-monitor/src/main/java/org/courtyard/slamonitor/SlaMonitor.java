package org.courtyard.slamonitor;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KafkaStreams.State;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.apache.kafka.streams.processor.StateRestoreListener;
import org.courtyard.schemas.AvroSerdes;
import org.jboss.logging.Logger;

/**
 * The running service: waits for what it needs, ticks, streams, and begins anew when streaming
 * breaks. There is one way to recover, whatever broke: close everything and start from the last
 * committed state.
 */
final class SlaMonitor implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(SlaMonitor.class);
  private static final Duration BEFORE_RESTART = Duration.ofSeconds(2);
  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(10);
  private static final Duration TICKS_STALE_AFTER = Duration.ofSeconds(15);

  private final SlaMonitorConfig config;
  private final MeterRegistry registry;
  private final InstantSource wall;
  private final ClockMetrics metrics;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile Ticker ticker;
  private volatile Stream stream;

  SlaMonitor(SlaMonitorConfig config, MeterRegistry registry, InstantSource wall) {
    this.config = config;
    this.registry = registry;
    this.wall = wall;
    this.metrics = new ClockMetrics(registry);
  }

  /**
   * Runs until closed or interrupted.
   *
   * @throws Prerequisites.UnequalPartitions if the topics do not fit each other
   */
  void run() {
    try {
      AvroSerdes serdes = AvroSerdes.registry(config.registryUrl());
      int partitions = new Prerequisites(config, serdes, closing).await();
      ticker = new Ticker(config, serdes, wall);
      ticker.start(partitions, config.clocks().tick());
      do {
        streamUntilBroken(serdes);
      } while (!closing.await(BEFORE_RESTART.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      LOG.infof("ended: %s", e.getMessage());
    } finally {
      if (ticker != null) {
        ticker.close();
      }
      ended.countDown();
    }
  }

  private void streamUntilBroken(AvroSerdes serdes) throws InterruptedException {
    try (Stream started = new Stream(serdes)) {
      stream = started;
      started.awaitEnd();
    } catch (RuntimeException e) {
      LOG.errorf(e, "streaming could not start instance=%s", config.instance());
    } finally {
      stream = null;
    }
  }

  /** Whether clocks are being watched: streaming, state restored, ticks taken by the broker. */
  boolean ready() {
    Stream running = stream;
    Ticker ticking = ticker;
    return running != null
        && running.ready()
        && ticking != null
        && ticking.tookSince(wall.instant().minus(TICKS_STALE_AFTER));
  }

  /** What it is doing, for people. */
  String state() {
    Stream running = stream;
    return running != null ? running.streams.state().name() : "WAITING";
  }

  @Override
  public void close() {
    closing.countDown();
    Stream running = stream;
    if (running != null) {
      running.end.countDown();
    }
  }

  /** Waits until everything is closed. */
  boolean awaitEnd(Duration atMost) throws InterruptedException {
    return ended.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** One life of the Kafka Streams client. */
  private final class Stream implements AutoCloseable, StateRestoreListener {
    private final KafkaStreams streams;
    private final KafkaStreamsMetrics streamsMetrics;
    private final AtomicInteger restoring = new AtomicInteger();
    private final CountDownLatch end = new CountDownLatch(1);

    Stream(AvroSerdes serdes) {
      streams =
          new KafkaStreams(
              SlaMonitorTopology.build(config.topology(), serdes, metrics),
              StreamsProperties.of(config, metrics));
      streams.setStateListener(this::changed);
      streams.setGlobalStateRestoreListener(this);
      streams.setUncaughtExceptionHandler(
          failure -> {
            LOG.errorf(failure, "streaming broke instance=%s", config.instance());
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
          });
      streamsMetrics = new KafkaStreamsMetrics(streams);
      streamsMetrics.bindTo(registry);
      streams.start();
      if (closing.getCount() == 0) {
        end.countDown();
      }
    }

    private void changed(State now, State before) {
      LOG.infof("state=%s before=%s instance=%s", now, before, config.instance());
      if (now == State.ERROR || now == State.NOT_RUNNING) {
        end.countDown();
      }
    }

    void awaitEnd() throws InterruptedException {
      end.await();
    }

    boolean ready() {
      return streams.state() == State.RUNNING && restoring.get() == 0;
    }

    @Override
    public void onRestoreStart(TopicPartition partition, String store, long from, long to) {
      restoring.incrementAndGet();
    }

    @Override
    public void onBatchRestored(TopicPartition partition, String store, long upTo, long count) {}

    @Override
    public void onRestoreEnd(TopicPartition partition, String store, long total) {
      restoring.decrementAndGet();
    }

    @Override
    public void onRestoreSuspended(TopicPartition partition, String store, long total) {
      restoring.decrementAndGet();
    }

    @Override
    public void close() {
      streams.close(CLOSE_WITHIN);
      streamsMetrics.close();
    }
  }
}
