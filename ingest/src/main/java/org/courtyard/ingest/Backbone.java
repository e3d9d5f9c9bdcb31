package org.courtyard.ingest;

import static org.courtyard.schemas.Topics.CASE_COMMANDS;
import static org.courtyard.schemas.Topics.MESSAGES;

import io.quarkus.runtime.Quarkus;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.TopicDescription;
import org.courtyard.schemas.Action;
import org.courtyard.schemas.Actor;
import org.courtyard.schemas.CaseCommand;
import org.courtyard.schemas.ContentType;
import org.courtyard.schemas.Message;
import org.courtyard.schemas.RegistryOutage;
import org.courtyard.schemas.Topic;
import org.courtyard.schemas.Topic.Keying;
import org.courtyard.schemas.Topics;
import org.jboss.logging.Logger;

/**
 * Watches what ingest stands on: the broker, the topics, the registry. Looks in the background, so
 * that asking costs nothing.
 */
@ApplicationScoped
class Backbone {
  private static final Logger LOG = Logger.getLogger(Backbone.class);
  private static final int PATIENCE_MS = 3_000;
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(2);

  /** While messages cannot be taken, somebody waits. */
  private static final Duration UNTIL_READY = Duration.ofMillis(250);

  private static final List<Topic<?>> NEEDED =
      Topics.ALL.stream()
          .filter(
              topic ->
                  topic.keyedBy() == Keying.SHARD
                      || topic.writers().contains("ingest")
                      || topic.readers().contains("ingest"))
          .toList();

  private final IngestConfig config;
  private final TopicWriter writer;
  private final ScheduledExecutorService looking =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("backbone").factory());
  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofMillis(PATIENCE_MS)).build();
  private Admin admin;
  private volatile boolean schemasKnown;
  private String lastReason = "";
  private volatile Seen seen = new Seen(false, "not looked yet", "not looked yet", 0);

  /**
   * What the last look found.
   *
   * @param ready whether messages can be taken
   * @param broker state of the broker and its topics, in words
   * @param registry state of the registry, in words
   * @param shardPartitions partitions of topics keyed by shard; 0 until known
   */
  record Seen(boolean ready, String broker, String registry, int shardPartitions) {}

  @Inject
  Backbone(IngestConfig config, TopicWriter writer) {
    this.config = config;
    this.writer = writer;
  }

  void start() {
    admin =
        Admin.create(
            Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                config.bootstrapServers(),
                AdminClientConfig.CLIENT_ID_CONFIG,
                config.instance() + "-backbone",
                AdminClientConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG,
                250L,
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                PATIENCE_MS - 1_000,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                PATIENCE_MS));
    looking.execute(this::keepLooking);
  }

  void stop() {
    looking.shutdownNow();
    admin.close(Duration.ofSeconds(1));
  }

  Seen seen() {
    return seen;
  }

  /**
   * @throws Problem until topics and schemas have been found once; a broker that fails later is
   *     noticed by the write itself
   */
  void requireStarted() {
    if (!schemasKnown || seen.shardPartitions() == 0) {
      throw Problem.of(Refusal.UNAVAILABLE, "Still waiting for broker, topics and schemas");
    }
  }

  int shardPartitions() {
    return seen.shardPartitions();
  }

  private void keepLooking() {
    look();
    Duration rest = seen.ready() ? BETWEEN_LOOKS : UNTIL_READY;
    if (!looking.isShutdown()) {
      var unused = looking.schedule(this::keepLooking, rest.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private void look() {
    try {
      boolean before = seen.ready();
      seen = now();
      if (seen.ready() != before) {
        LOG.infof(
            "ready=%s broker=\"%s\" registry=\"%s\"", seen.ready(), seen.broker(), seen.registry());
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.warnf("look failed error=%s", e.toString());
    }
  }

  private Seen now() throws InterruptedException {
    int partitions = seen.shardPartitions();
    boolean topics = false;
    String broker;
    try {
      partitions = shardPartitions(describe());
      topics = true;
      broker = "reachable, topics present";
    } catch (ExecutionException | TimeoutException e) {
      broker = (e.getCause() == null ? e : e.getCause()).toString();
    } catch (LeaderlessException e) {
      broker = e.getMessage();
    }
    if (topics && !schemasKnown) {
      learnSchemas();
    }
    return new Seen(topics && schemasKnown, broker, registry(), partitions);
  }

  private static final class LeaderlessException extends Exception {
    private static final long serialVersionUID = 1;

    LeaderlessException(String topic) {
      super("no leader for topic " + topic);
    }
  }

  private Map<String, TopicDescription> describe()
      throws InterruptedException, ExecutionException, TimeoutException, LeaderlessException {
    List<String> names = NEEDED.stream().map(Topic::name).toList();
    Map<String, TopicDescription> found =
        admin.describeTopics(names).allTopicNames().get(PATIENCE_MS, TimeUnit.MILLISECONDS);
    for (TopicDescription topic : found.values()) {
      if (topic.partitions().stream().anyMatch(partition -> partition.leader() == null)) {
        throw new LeaderlessException(topic.name());
      }
    }
    return found;
  }

  /** Unequal counts would send commands where their cases are not: there is no going on. */
  private static int shardPartitions(Map<String, TopicDescription> found) {
    Map<String, Integer> counts = new TreeMap<>();
    NEEDED.stream()
        .filter(topic -> topic.keyedBy() == Keying.SHARD)
        .forEach(topic -> counts.put(topic.name(), found.get(topic.name()).partitions().size()));
    if (counts.values().stream().distinct().count() > 1) {
      LOG.fatalf("stopping: topics keyed by shard differ in partitions: %s", counts);
      Quarkus.asyncExit(1);
      throw new IllegalStateException("topics keyed by shard differ in partitions: " + counts);
    }
    return counts.values().iterator().next();
  }

  private void learnSchemas() {
    try {
      writer.prepare(
          MESSAGES,
          Message.newBuilder()
              .setId("")
              .setTenant("")
              .setPlatform("")
              .setGroup("")
              .setSender("")
              .setType(ContentType.OTHER)
              .setOccurredAt(Instant.EPOCH)
              .setAcceptedAt(Instant.EPOCH)
              .build());
      writer.prepare(
          CASE_COMMANDS,
          CaseCommand.newBuilder()
              .setId("")
              .setCaseId("")
              .setTenant("")
              .setAction(Action.CLAIM)
              .setActor(new Actor(null, ""))
              .setOccurredAt(Instant.EPOCH)
              .build());
      schemasKnown = true;
    } catch (RuntimeException e) {
      String reason = "outage=%s error=%s".formatted(RegistryOutage.causes(e), e.getMessage());
      if (!reason.equals(lastReason)) {
        LOG.warnf("schemas not known yet %s", reason);
        lastReason = reason;
      }
    }
  }

  /** Once the schemas are known, messages are taken while the registry is away. */
  private String registry() throws InterruptedException {
    try {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(config.registryUrl() + "/system/info"))
              .timeout(Duration.ofMillis(PATIENCE_MS))
              .build();
      int status = http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
      return status == 200 ? "reachable" : "answers " + status;
    } catch (IOException e) {
      return "unreachable: " + e.getClass().getSimpleName();
    }
  }
}
