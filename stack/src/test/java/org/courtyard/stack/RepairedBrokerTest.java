package org.courtyard.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.metadata.PartitionRecord;
import org.apache.kafka.common.metadata.TopicRecord;
import org.apache.kafka.common.network.ListenerName;
import org.apache.kafka.coordinator.common.runtime.CoordinatorLoader;
import org.apache.kafka.image.MetadataDelta;
import org.apache.kafka.image.MetadataImage;
import org.apache.kafka.image.MetadataProvenance;
import org.apache.kafka.server.common.KRaftVersion;
import org.junit.jupiter.api.Test;

class RepairedBrokerTest {
  private static final String CACHE = "org.apache.kafka.metadata.KRaftMetadataCache";

  @Test
  void aPartitionWithoutLeaderHasNoNodeYetInsteadOfNotBeingThere() throws Exception {
    // Given
    byte[] repaired = RepairedBroker.repaired(RepairedBroker.cacheAsShipped());

    // Then
    assertThat(leaderIn(repaired, 0)).contains(Node.noNode());
    assertThat(leaderIn(repaired, 1)).isEmpty();
  }

  /** When this fails, Kafka has mended it, and all of this can go. */
  @Test
  void kafkaAsShippedTakesItForDeleted() throws Exception {
    assertThat(leaderIn(RepairedBroker.cacheAsShipped(), 0)).isEmpty();
  }

  @Test
  void aCoordinatorThatLoadsAgainDoesNotAnswerWhenItsFirstLoadingEnds() throws Exception {
    // Given
    byte[] repaired = RepairedBroker.repairedContext(RepairedBroker.contextAsShipped());

    // Then
    assertThat(answersTooEarly(repaired)).isFalse();
  }

  /** When this fails, Kafka has mended it, and that repair can go. */
  @Test
  void kafkaAsShippedAnswersWithNothingLoaded() throws Exception {
    assertThat(answersTooEarly(RepairedBroker.contextAsShipped())).isTrue();
  }

  private static boolean answersTooEarly(byte[] contextClass) throws Exception {
    String runtime = CoordinatorLoader.class.getPackageName() + ".";
    String context = runtime + RepairedBroker.CONTEXT;
    String scenarios = LoadedTwice.class.getName();
    Class<?> scenario =
        new Replacing(context, contextClass, runtime, scenarios).loadClass(scenarios);
    return ((Callable<?>) scenario.getConstructor().newInstance()).call().equals(true);
  }

  /** Asks for the leader of a partition of a topic whose only partition, 0, has none. */
  private static Optional<Object> leaderIn(byte[] cacheClass, int partition) throws Exception {
    Supplier<KRaftVersion> version = () -> KRaftVersion.KRAFT_VERSION_1;
    Class<?> type = new Replacing(CACHE, cacheClass, CACHE).loadClass(CACHE);
    Object cache = type.getConstructor(int.class, Supplier.class).newInstance(1, version);
    type.getMethod("setImage", MetadataImage.class).invoke(cache, leaderless());
    Method asked =
        type.getMethod("getPartitionLeaderEndpoint", String.class, int.class, ListenerName.class);
    Object leader = asked.invoke(cache, "topic", partition, new ListenerName("PLAINTEXT"));
    return ((Optional<?>) leader).map(node -> node);
  }

  private static MetadataImage leaderless() {
    MetadataDelta delta = new MetadataDelta.Builder().setImage(MetadataImage.EMPTY).build();
    Uuid topic = Uuid.randomUuid();
    delta.replay(new TopicRecord().setName("topic").setTopicId(topic));
    delta.replay(
        new PartitionRecord()
            .setTopicId(topic)
            .setPartitionId(0)
            .setReplicas(List.of(1))
            .setIsr(List.of(1))
            .setLeader(-1)
            .setDirectories(List.of(Uuid.randomUuid())));
    return delta.apply(MetadataProvenance.EMPTY);
  }

  /** Defines classes anew that begin like this, one of them with other bytes. */
  private static final class Replacing extends ClassLoader {
    private final String replaced;
    private final byte[] bytes;
    private final List<String> own;

    private Replacing(String replaced, byte[] bytes, String... own) {
      super(RepairedBrokerTest.class.getClassLoader());
      this.replaced = replaced;
      this.bytes = bytes;
      this.own = List.of(own);
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (own.stream().noneMatch(name::startsWith)) {
        return super.loadClass(name, resolve);
      }
      Class<?> known = findLoadedClass(name);
      return known != null ? known : define(name);
    }

    private Class<?> define(String name) throws ClassNotFoundException {
      try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
        byte[] type = name.equals(replaced) ? bytes : in.readAllBytes();
        return defineClass(name, type, 0, type.length);
      } catch (IOException e) {
        throw new ClassNotFoundException(name, e);
      }
    }
  }
}
