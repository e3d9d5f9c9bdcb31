package org.courtyard.streams;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.courtyard.schemas.AvroSerdes;
import org.courtyard.schemas.ClockTick;
import org.courtyard.schemas.Topic;
import org.courtyard.schemas.Topic.Keying;
import org.courtyard.schemas.Topics;
import org.jboss.logging.Logger;

/** What must be there before a topology can run. Services may be started in any order. */
final class Prerequisites {
  private static final Logger LOG = Logger.getLogger(Prerequisites.class);
  private static final Duration BETWEEN_ATTEMPTS = Duration.ofMillis(250);
  private static final int ANSWER_WITHIN_MILLIS = 5_000;

  private final String bootstrapServers;
  private final List<Topic<?>> topics;
  private final AvroSerdes serdes;
  private final CountDownLatch closing;

  /**
   * What one service needs.
   *
   * @param closing ends the waiting
   */
  Prerequisites(
      String bootstrapServers, List<Topic<?>> topics, AvroSerdes serdes, CountDownLatch closing) {
    this.bootstrapServers = bootstrapServers;
    this.topics = topics;
    this.serdes = serdes;
    this.closing = closing;
  }

  /**
   * Waits for the broker, the topics and the schemas.
   *
   * @return partitions of every topic that is keyed by shard
   * @throws InterruptedException if waiting ended before all was there
   * @throws UnequalPartitions if they differ: what belongs to one shard would not meet
   */
  int await() throws InterruptedException {
    try (Admin admin =
        Admin.create(
            Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers,
                AdminClientConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG,
                    StreamsSettings.LONGEST_RECONNECT_BACKOFF_MILLIS,
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, ANSWER_WITHIN_MILLIS,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, ANSWER_WITHIN_MILLIS))) {
      Map<String, Integer> partitions =
          await("broker and topics at " + bootstrapServers, () -> partitions(admin));
      await("schemas", this::encodeSomething);
      return equalPartitions(topics, partitions);
    }
  }

  private Map<String, Integer> partitions(Admin admin)
      throws InterruptedException, ExecutionException {
    return admin
        .describeTopics(topics.stream().map(Topic::name).toList())
        .allTopicNames()
        .get()
        .entrySet()
        .stream()
        .collect(
            Collectors.toMap(Map.Entry::getKey, topic -> topic.getValue().partitions().size()));
  }

  private byte[] encodeSomething() {
    return serdes
        .of(ClockTick.class)
        .serializer()
        .serialize(Topics.CLOCK_TICKS.name(), new ClockTick(Instant.EPOCH, "here"));
  }

  private <T> T await(String what, Callable<T> attempt) throws InterruptedException {
    String told = "";
    while (true) {
      try {
        return attempt.call();
      } catch (InterruptedException e) {
        throw e;
      } catch (Exception e) {
        String reason = rootOf(e);
        if (!reason.equals(told)) {
          LOG.infof("waiting for %s (%s)", what, reason);
          told = reason;
        }
        if (closing.await(BETWEEN_ATTEMPTS.toMillis(), TimeUnit.MILLISECONDS)) {
          throw new InterruptedException("closed while waiting for " + what);
        }
      }
    }
  }

  private static String rootOf(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.getMessage() != null ? root.getMessage() : root.getClass().getSimpleName();
  }

  /** Checks that topics whose records meet by partition number agree; returns the shards' count. */
  static int equalPartitions(List<Topic<?>> topics, Map<String, Integer> partitions) {
    agree(topics, partitions, Set.of(Keying.GROUP));
    return agree(topics, partitions, Set.of(Keying.SHARD, Keying.PARTITION)).getFirst();
  }

  private static List<Integer> agree(
      List<Topic<?>> topics, Map<String, Integer> partitions, Set<Keying> together) {
    Map<String, Integer> counts = new TreeMap<>();
    topics.stream()
        .filter(topic -> together.contains(topic.keyedBy()))
        .forEach(topic -> counts.put(topic.name(), partitions.get(topic.name())));
    if (Set.copyOf(counts.values()).size() > 1) {
      throw new UnequalPartitions(counts);
    }
    return List.copyOf(counts.values());
  }

  /** Topics that meet have different numbers of partitions. No waiting will change that. */
  static final class UnequalPartitions extends RuntimeException {
    private static final long serialVersionUID = 1;

    UnequalPartitions(Map<String, Integer> partitions) {
      super("topics of one key must have equally many partitions: " + partitions);
    }
  }
}
