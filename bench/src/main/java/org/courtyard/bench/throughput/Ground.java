package org.courtyard.bench.throughput;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.GroupNotEmptyException;
import org.apache.kafka.common.errors.UnknownMemberIdException;
import org.courtyard.schemas.Topic;
import org.courtyard.schemas.Topics;
import org.courtyard.stack.StackException;

/** What a bench does to the broker between runs, so that every run begins alike. */
public final class Ground implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration QUIET = Duration.ofMillis(1500);
  private static final long LOOK_MILLIS = 250;

  private final Admin admin;

  public Ground(String bootstrapServers) {
    admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers));
  }

  /**
   * Creates the pass-through's topic; lets the broker stamp what is measured with its own clock.
   */
  void prepare() {
    stampedByBroker(Topics.OUTCOMES.name());
    done(
        admin
            .createTopics(
                List.of(
                    new NewTopic(
                            PassThrough.NAME,
                            Optional.of(Topics.MESSAGES.partitions()),
                            Optional.empty())
                        .configs(Map.of("message.timestamp.type", "LogAppendTime"))))
            .all());
  }

  /** From now on what this topic gets bears the time of the broker. */
  public void stampedByBroker(String topic) {
    done(
        admin
            .incrementalAlterConfigs(
                Map.of(
                    new ConfigResource(ConfigResource.Type.TOPIC, topic),
                    List.of(
                        new AlterConfigOp(
                            new ConfigEntry("message.timestamp.type", "LogAppendTime"),
                            AlterConfigOp.OpType.SET))))
            .all());
  }

  /** Forgets what an application did: its place in its input, its internal topics. */
  public void forget(String application) {
    letGo(application);
    try {
      done(admin.deleteConsumerGroups(List.of(application)).all());
    } catch (StackException e) {
      if (!(e.getCause() instanceof GroupIdNotFoundException)) {
        throw e;
      }
    }
    Set<String> own =
        topics().stream()
            .filter(topic -> topic.startsWith(application + "-"))
            .filter(topic -> Topics.ALL.stream().noneMatch(t -> t.name().equals(topic)))
            .collect(Collectors.toSet());
    done(admin.deleteTopics(own).all());
    await("internal topics to go", () -> topics().stream().noneMatch(own::contains));
  }

  /** Static members stay in their group for a while after they have closed. */
  private void letGo(String application) {
    try {
      done(
          admin
              .removeMembersFromConsumerGroup(
                  application, new RemoveMembersFromConsumerGroupOptions())
              .all());
    } catch (StackException e) {
      // No group, no members: as it should be.
    }
  }

  private Set<String> topics() {
    return done(admin.listTopics().names());
  }

  /** Deletes every record of these topics. */
  public void empty(Collection<String> names) {
    Map<TopicPartition, RecordsToDelete> all = new HashMap<>();
    ends(names).forEach((partition, end) -> all.put(partition, RecordsToDelete.beforeOffset(end)));
    done(admin.deleteRecords(all).all());
  }

  /** Puts an application that does not run at these places of its input. */
  public void place(String application, Map<TopicPartition, Long> offsets) {
    Map<TopicPartition, OffsetAndMetadata> all = new HashMap<>();
    offsets.forEach((partition, offset) -> all.put(partition, new OffsetAndMetadata(offset)));
    await(
        application + " to have left its group",
        () -> {
          try {
            letGo(application);
            done(admin.alterConsumerGroupOffsets(application, all).all());
            return true;
          } catch (StackException e) {
            if (e.getCause() instanceof UnknownMemberIdException
                || e.getCause() instanceof GroupNotEmptyException) {
              return false;
            }
            throw e;
          }
        });
  }

  public Map<TopicPartition, Long> ends(Collection<String> names) {
    return offsets(names, OffsetSpec.latest());
  }

  public Map<TopicPartition, Long> beginnings(Collection<String> names) {
    return offsets(names, OffsetSpec.earliest());
  }

  private Map<TopicPartition, Long> offsets(Collection<String> names, OffsetSpec which) {
    Map<TopicPartition, OffsetSpec> all =
        done(admin.describeTopics(names).allTopicNames()).values().stream()
            .flatMap(
                topic ->
                    topic.partitions().stream()
                        .map(p -> new TopicPartition(topic.name(), p.partition())))
            .collect(Collectors.toMap(Function.identity(), p -> which));
    return done(admin.listOffsets(all).all()).entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, found -> found.getValue().offset()));
  }

  /** How far an application has committed in one topic, all partitions together. */
  public long committed(String application, String topic) {
    return done(admin.listConsumerGroupOffsets(application).partitionsToOffsetAndMetadata())
        .entrySet()
        .stream()
        .filter(entry -> entry.getKey().topic().equals(topic) && entry.getValue() != null)
        .mapToLong(entry -> entry.getValue().offset())
        .sum();
  }

  /**
   * Waits until the router has taken in all places and groups, and nothing of it is on its way any
   * more: a message that comes before its group would wait for it.
   */
  public void awaitReferences(String router) {
    long places = end(Topics.PLACES.name());
    long groups = end(Topics.GROUPS.name());
    await(
        "places and groups",
        () ->
            committed(router, Topics.PLACES.name()) >= places
                && committed(router, Topics.GROUPS.name()) >= groups);
    // The join answers through topics of its own, which end in marks that nobody commits: when all
    // has been answered is seen only from nothing more being taken.
    await("groups joined with their places", () -> joined(router) >= groups);
    long before = -1;
    long since = System.nanoTime();
    while (System.nanoTime() - since < QUIET.toNanos()) {
      pause(LOOK_MILLIS);
      long now = committed(router, router + "-by-shard-repartition") + joined(router);
      since = now == before ? since : System.nanoTime();
      before = now;
    }
  }

  private long joined(String router) {
    return committed(router, router + "-place-of-group-subscription-response-topic");
  }

  public long end(String topic) {
    return ends(List.of(topic)).values().stream().mapToLong(Long::longValue).sum();
  }

  public static List<String> names(Topic<?>... topics) {
    return Arrays.stream(topics).map(Topic::name).toList();
  }

  public static void await(String what, BooleanSupplier condition) {
    long giveUp = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > giveUp) {
        throw new StackException("Waited in vain for " + what);
      }
      pause(200);
    }
  }

  public static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StackException("Interrupted", e);
    }
  }

  /** Deletes a directory and all below it, where there is one. */
  public static void deleteTree(Path directory) throws IOException {
    if (Files.exists(directory)) {
      try (Stream<Path> files = Files.walk(directory)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  private static <T> T done(KafkaFuture<T> future) {
    try {
      return future.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StackException("Interrupted", e);
    } catch (ExecutionException e) {
      throw new StackException("The broker refused: " + e.getCause(), e.getCause());
    }
  }

  @Override
  public void close() {
    admin.close();
  }
}
