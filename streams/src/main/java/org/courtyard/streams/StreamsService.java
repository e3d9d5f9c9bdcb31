package org.courtyard.streams;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.courtyard.schemas.Topic;
import org.courtyard.schemas.Topic.Keying;
import org.jboss.logging.Logger;

/**
 * Runs a topology: waits for broker and topics, refuses partition counts that do not agree, starts,
 * replaces threads that die, says truly whether it works, closes cleanly.
 */
public final class StreamsService implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(StreamsService.class);
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final Duration CLOSING = Duration.ofSeconds(10);

  private final StreamsSettings settings;
  private final List<Topic<?>> topics;
  private final IntFunction<Topology> topology;
  private final MeterRegistry meters;
  private final Runnable onRefusal;
  private volatile KafkaStreams streams;
  private volatile boolean closed;

  /**
   * A service that does not run yet.
   *
   * @param topics what it reads and writes; those keyed by shard must have equal partition counts
   * @param topology made for that many partitions of the topics keyed by shard
   * @param onRefusal run when it must not start
   */
  public StreamsService(
      StreamsSettings settings,
      List<Topic<?>> topics,
      IntFunction<Topology> topology,
      MeterRegistry meters,
      Runnable onRefusal) {
    this.settings = settings;
    this.topics = topics;
    this.topology = topology;
    this.meters = meters;
    this.onRefusal = onRefusal;
  }

  /** Starts in the background, as soon as the broker and every topic are there. */
  public void start() {
    Thread.ofPlatform().name(settings.service() + "-start").start(this::startWhenPossible);
  }

  /** Whether it runs and all its state is restored. */
  public boolean ready() {
    KafkaStreams running = streams;
    return running != null && running.state() == KafkaStreams.State.RUNNING;
  }

  /** For people: what it is doing. */
  public String state() {
    KafkaStreams running = streams;
    return running == null ? "WAITING_FOR_TOPICS" : running.state().name();
  }

  /** Whether it can still recover by itself. */
  public boolean alive() {
    KafkaStreams running = streams;
    return running == null
        || !(running.state() == KafkaStreams.State.ERROR
            || running.state() == KafkaStreams.State.NOT_RUNNING);
  }

  @Override
  public void close() {
    closed = true;
    KafkaStreams running = streams;
    if (running != null) {
      running.close(CLOSING);
    }
  }

  private void startWhenPossible() {
    Map<String, Integer> partitions = waitForTopics();
    if (closed) {
      return;
    }
    Set<Integer> counts =
        topics.stream()
            .filter(t -> t.keyedBy() == Keying.SHARD || t.keyedBy() == Keying.PARTITION)
            .map(t -> partitions.get(t.name()))
            .collect(Collectors.toSet());
    if (counts.size() > 1) {
      LOG.errorf(
          "refusing to start: topics keyed by shard must have equal partition counts, but %s",
          new TreeMap<>(partitions));
      onRefusal.run();
      return;
    }
    run(topology.apply(counts.iterator().next()));
  }

  private synchronized void run(Topology topology) {
    if (closed) {
      return;
    }
    Properties properties = settings.properties();
    KafkaStreams started = new KafkaStreams(topology, properties);
    started.setUncaughtExceptionHandler(
        failure -> {
          LOG.errorf(failure, "service=%s thread failed and is replaced", settings.service());
          return StreamThreadExceptionResponse.REPLACE_THREAD;
        });
    started.setStateListener(
        (now, before) -> LOG.infof("service=%s state=%s", settings.service(), now));
    new KafkaStreamsMetrics(started).bindTo(meters);
    FunctionCounter.builder("courtyard.dead.letters", started, s -> DeadLetters.count())
        .description("Records that went to the dead letters since the process started")
        .register(meters);
    started.start();
    streams = started;
  }

  private Map<String, Integer> waitForTopics() {
    Map<String, Object> config =
        Map.of(
            AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
            settings.bootstrapServers(),
            StreamsConfig.CLIENT_ID_CONFIG,
            settings.instance() + "-start",
            AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
            5_000,
            AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
            3_000);
    List<String> names = topics.stream().map(Topic::name).toList();
    while (!closed) {
      try (Admin admin = Admin.create(config)) {
        return admin.describeTopics(names).allTopicNames().get().values().stream()
            .collect(Collectors.toMap(TopicDescription::name, d -> d.partitions().size()));
      } catch (ExecutionException e) {
        String why =
            e.getCause() instanceof UnknownTopicOrPartitionException
                ? "topics are missing"
                : "broker is away";
        LOG.infof(
            "service=%s waiting: %s (%s)", settings.service(), why, e.getCause().getMessage());
        LockSupport.parkNanos(PAUSE.toNanos());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        closed = true;
      }
    }
    return Map.of();
  }
}
