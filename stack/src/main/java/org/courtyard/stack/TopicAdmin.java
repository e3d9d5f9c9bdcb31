package org.courtyard.stack;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.courtyard.schemas.Topic;
import org.courtyard.schemas.Topics;

/** Makes the broker hold the topics of the catalogue, and says where it differs. */
public final class TopicAdmin {
  private final String bootstrapServers;

  public TopicAdmin(String bootstrapServers) {
    this.bootstrapServers = bootstrapServers;
  }

  /**
   * Creates the topics that are missing. Existing ones are left as they are.
   *
   * @return the names of those created
   * @throws StackException when an existing topic has other partitions than the catalogue, because
   *     what belongs together would no longer meet
   */
  public List<String> ensureAll() {
    try (Admin admin =
        Admin.create(
            Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                AdminClientConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG,
                200,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                60_000))) {
      Set<String> existing = admin.listTopics().names().get();
      requireEqualPartitions(admin, existing);
      List<Topic<?>> missing =
          Topics.ALL.stream().filter(topic -> !existing.contains(topic.name())).toList();
      admin.createTopics(missing.stream().map(TopicAdmin::request).toList()).all().get();
      return missing.stream().map(Topic::name).toList();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StackException("Interrupted while creating topics", e);
    } catch (ExecutionException e) {
      throw new StackException(
          "The broker at " + bootstrapServers + " did not create the topics: " + e.getCause(), e);
    }
  }

  private static NewTopic request(Topic<?> topic) {
    return new NewTopic(topic.name(), Optional.of(topic.partitions()), Optional.empty())
        .configs(topic.settings());
  }

  private static void requireEqualPartitions(Admin admin, Set<String> existing)
      throws ExecutionException, InterruptedException {
    List<String> names = Topics.ALL.stream().map(Topic::name).filter(existing::contains).toList();
    Map<String, TopicDescription> found = admin.describeTopics(names).allTopicNames().get();
    List<String> wrong = new ArrayList<>();
    for (Topic<?> topic : Topics.ALL) {
      TopicDescription is = found.get(topic.name());
      if (is != null && is.partitions().size() != topic.partitions()) {
        wrong.add(
            "%s has %d partitions, the catalogue says %d"
                .formatted(topic.name(), is.partitions().size(), topic.partitions()));
      }
    }
    if (!wrong.isEmpty()) {
      throw new StackException(String.join("; ", wrong));
    }
  }
}
