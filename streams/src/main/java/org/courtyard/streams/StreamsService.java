package org.courtyard.streams;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.function.IntFunction;
import net.jpountz.lz4.LZ4Factory;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KafkaStreams.State;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.apache.kafka.streams.processor.StateRestoreListener;
import org.courtyard.schemas.AvroSerdes;
import org.courtyard.schemas.SteadyClock;
import org.courtyard.schemas.Topic;
import org.jboss.logging.Logger;
import org.rocksdb.RocksDB;

/**
 * Runs a topology: waits for what it needs, refuses partition counts that do not agree, streams,
 * and begins anew when streaming breaks. There is one way to recover, whatever broke: close
 * everything and start from the last committed state.
 */
public final class StreamsService implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(StreamsService.class);
  private static final Duration BEFORE_RESTART = Duration.ofSeconds(1);
  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(15);
  private static final Duration STOP_WITHIN = Duration.ofSeconds(17);

  /** Longer than anything that the clients wait for by themselves. */
  private static final Duration GIVE_UP_AFTER = Duration.ofSeconds(75);

  static {
    useNativeCompression();
    SteadyClock.install();
  }

  private final StreamsSettings settings;
  private final List<Topic<?>> topics;
  private final AvroSerdes serdes;
  private final IntFunction<Topology> topology;
  private final MeterRegistry meters;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);
  private final LocalState state;
  private final Duration giveUpAfter;
  private volatile boolean refused;
  private volatile boolean hangs;
  private volatile boolean closedInOrder = true;
  private volatile Stream stream;

  /**
   * A service that does not run yet.
   *
   * @param topics what it reads and writes; those keyed by shard must have equal partition counts
   * @param topology made for that many partitions of the topics keyed by shard
   */
  public StreamsService(
      StreamsSettings settings,
      List<Topic<?>> topics,
      AvroSerdes serdes,
      IntFunction<Topology> topology,
      MeterRegistry meters) {
    this(settings, topics, serdes, topology, meters, GIVE_UP_AFTER);
  }

  /**
   * As above.
   *
   * @param giveUpAfter how long what broke may take to close
   */
  StreamsService(
      StreamsSettings settings,
      List<Topic<?>> topics,
      AvroSerdes serdes,
      IntFunction<Topology> topology,
      MeterRegistry meters,
      Duration giveUpAfter) {
    this.settings = settings;
    this.state = new LocalState(settings.stateDir(), settings.service());
    this.topics = topics;
    this.serdes = serdes;
    this.topology = topology;
    this.meters = meters;
    this.giveUpAfter = giveUpAfter;
  }

  /**
   * Kafka takes lz4's native code of its own accord only where the system's class loader finds it,
   * and Quarkus has a class loader of its own. Once loaded it is taken anywhere.
   */
  private static void useNativeCompression() {
    try {
      LZ4Factory.nativeInstance();
    } catch (UnsupportedOperationException | LinkageError | AssertionError e) {
      LOG.infof("compressing without native code: %s", e);
    }
  }

  /**
   * Runs in a thread of its own until closed.
   *
   * @param before told the number of partitions once, before the first record is processed
   * @param onRefusal run when it must not start at all, or cannot begin anew: the process is to end
   */
  public void start(IntConsumer before, Runnable onRefusal) {
    Thread.ofPlatform().name(settings.service()).start(() -> run(before, onRefusal));
  }

  private void run(IntConsumer before, Runnable onRefusal) {
    try {
      Thread.ofPlatform().daemon().name(settings.service() + "-preparing").start(this::prepare);
      if (settings.standbys() == 0) {
        // Copies of what others own may be good after a kill, too.
        state.open();
      }
      int partitions =
          new Prerequisites(settings.bootstrapServers(), topics, serdes, closing).await();
      before.accept(partitions);
      do {
        streamUntilBroken(partitions);
        requireClosed();
      } while (!closing.await(BEFORE_RESTART.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      LOG.infof("ended: %s", e.getMessage());
    } catch (RuntimeException e) {
      LOG.errorf("cannot run: %s", e.getMessage());
      refused = true;
      onRefusal.run();
    } finally {
      if (closedInOrder) {
        state.closed();
      }
      ended.countDown();
    }
  }

  /**
   * Loads what streaming needs while the broker may still be away: classes, native code, whatever
   * the topology is made of. Killed together with its broker, a service is back a second earlier.
   */
  private void prepare() {
    try {
      RocksDB.loadLibrary();
      StreamsConfig config = new StreamsConfig(settings.properties(meters));
      LOG.debugf("prepared topology=%s config=%s", topology.apply(1), config);
    } catch (RuntimeException e) {
      LOG.debug("not prepared; what is wrong is told when it is needed", e);
    }
  }

  private void streamUntilBroken(int partitions) throws InterruptedException {
    try (Stream started = new Stream(partitions)) {
      stream = started;
      started.start();
      started.awaitEnd();
    } catch (RuntimeException e) {
      LOG.errorf(e, "streaming could not start instance=%s", settings.instance());
    } finally {
      stream = null;
    }
  }

  /**
   * What does not close keeps the state locked to every later start in this process; whoever
   * supervises it can start another one.
   */
  private void requireClosed() {
    if (hangs) {
      throw new IllegalStateException(
          "what broke has not closed within %d s and keeps %s locked; only another process can go on"
              .formatted(giveUpAfter.toSeconds(), settings.stateDir()));
    }
  }

  /** Whether it streams and all its state is restored. */
  public boolean ready() {
    Stream running = stream;
    return running != null && running.ready();
  }

  /** Whether it runs, or will by itself. */
  public boolean alive() {
    return !refused;
  }

  /** What it is doing, for people. */
  public String state() {
    Stream running = stream;
    return running != null ? running.streams.state().name() : "WAITING";
  }

  /** Ends it and waits, for a bounded time, until everything is closed. */
  @Override
  public void close() {
    closing.countDown();
    Stream running = stream;
    if (running != null) {
      running.end.countDown();
    }
    try {
      if (!ended.await(STOP_WITHIN.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.warn("did not stop in time; what was not committed is done again after the next start");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** One life of the Kafka Streams client. */
  private final class Stream implements AutoCloseable, StateRestoreListener {
    private final KafkaStreams streams;
    private final KafkaStreamsMetrics streamsMetrics;
    private final AtomicInteger restoring = new AtomicInteger();
    private final CountDownLatch end = new CountDownLatch(1);

    Stream(int partitions) {
      streams = new KafkaStreams(topology.apply(partitions), settings.properties(meters));
      streams.setStateListener(this::changed);
      streams.setGlobalStateRestoreListener(this);
      streams.setUncaughtExceptionHandler(
          failure -> {
            LOG.errorf(failure, "streaming broke instance=%s", settings.instance());
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
          });
      streamsMetrics = new KafkaStreamsMetrics(streams);
      streamsMetrics.bindTo(meters);
    }

    /** Apart from the constructor: what holds the state directory must be closed if this fails. */
    void start() {
      if (closing.getCount() == 0) {
        end.countDown();
        return;
      }
      closedInOrder = false;
      streams.start();
      if (closing.getCount() == 0) {
        end.countDown();
      }
    }

    private void changed(State now, State before) {
      LOG.infof("state=%s before=%s instance=%s", now, before, settings.instance());
      // A thread that hangs keeps it from ever getting further than to PENDING_ERROR.
      if (now.isShuttingDown() || now.hasCompletedShutdown()) {
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
      boolean ending = closing.getCount() == 0;
      closedInOrder = streams.close(ending ? CLOSE_WITHIN : giveUpAfter);
      hangs = !closedInOrder && closing.getCount() > 0;
      streamsMetrics.close();
    }
  }
}
