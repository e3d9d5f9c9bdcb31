package org.courtyard.stack;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.coordinator.common.runtime.CoordinatorEvent;
import org.apache.kafka.coordinator.common.runtime.CoordinatorEventProcessor;
import org.apache.kafka.coordinator.common.runtime.CoordinatorLoader;
import org.apache.kafka.coordinator.common.runtime.CoordinatorLoader.LoadSummary;
import org.apache.kafka.coordinator.common.runtime.CoordinatorMetrics;
import org.apache.kafka.coordinator.common.runtime.CoordinatorMetricsShard;
import org.apache.kafka.coordinator.common.runtime.CoordinatorPlayback;
import org.apache.kafka.coordinator.common.runtime.CoordinatorRuntime;
import org.apache.kafka.coordinator.common.runtime.CoordinatorRuntimeMetrics;
import org.apache.kafka.coordinator.common.runtime.CoordinatorShard;
import org.apache.kafka.coordinator.common.runtime.CoordinatorShardBuilder;
import org.apache.kafka.coordinator.common.runtime.PartitionWriter;
import org.apache.kafka.coordinator.common.runtime.Serializer;
import org.apache.kafka.server.util.timer.Timer;
import org.apache.kafka.timeline.SnapshotRegistry;

/**
 * Kafka's coordinator of a partition that is lost and comes back while it loads: whether it answers
 * as soon as the first loading has ended, though the second has not begun.
 */
public final class LoadedTwice implements Callable<Boolean> {
  private static final TopicPartition PARTITION = new TopicPartition("offsets", 0);

  private final List<CompletableFuture<LoadSummary>> loads = new ArrayList<>();

  @Override
  public Boolean call() throws Exception {
    try (var runtime = runtime()) {
      runtime.scheduleLoadOperation(PARTITION, 1);
      runtime.scheduleUnloadOperation(PARTITION, OptionalInt.of(2));
      runtime.scheduleLoadOperation(PARTITION, 3);
      loads.getFirst().complete(new LoadSummary(0, 0, 0, 0, 0));
      return runtime
          .scheduleReadOperation("read", PARTITION, (shard, offset) -> "answered")
          .handle((answer, refused) -> refused == null)
          .get();
    }
  }

  private CoordinatorRuntime<CoordinatorShard<String>, String> runtime() {
    return new CoordinatorRuntime.Builder<CoordinatorShard<String>, String>()
        .withEventProcessor(new AtOnce())
        .withPartitionWriter(idle(PartitionWriter.class))
        .withLoader(new Loads())
        .withCoordinatorShardBuilderSupplier(LoadedTwice::builder)
        .withTime(Time.SYSTEM)
        .withTimer(idle(Timer.class))
        .withWriteTimeout(Duration.ofSeconds(1))
        .withCoordinatorRuntimeMetrics(idle(CoordinatorRuntimeMetrics.class))
        .withCoordinatorMetrics(new Unmeasured())
        .withSerializer(LoadedTwice.<Serializer<String>>cast(idle(Serializer.class)))
        .withExecutorService(idle(ExecutorService.class))
        .withCachedBufferMaxBytesSupplier(() -> 1 << 20)
        .build();
  }

  private static CoordinatorShardBuilder<CoordinatorShard<String>, String> builder() {
    return cast(
        proxy(
            CoordinatorShardBuilder.class,
            (self, method, arguments) ->
                method.getReturnType().isInstance(self) ? self : idle(CoordinatorShard.class)));
  }

  private static <T> T idle(Class<T> type) {
    return proxy(type, (self, method, arguments) -> null);
  }

  private static <T> T proxy(Class<T> type, InvocationHandler calls) {
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, calls));
  }

  @SuppressWarnings("unchecked")
  private static <T> T cast(Object some) {
    return (T) some;
  }

  /** Remembers what is to be loaded, and ends no loading by itself. */
  private final class Loads implements CoordinatorLoader<String> {
    @Override
    public CompletableFuture<LoadSummary> load(
        TopicPartition partition, CoordinatorPlayback<String> coordinator) {
      loads.add(new CompletableFuture<>());
      return loads.getLast();
    }

    @Override
    public void close() {
      // Nothing is open.
    }
  }

  /** Runs everything where it is asked for. */
  private static final class AtOnce implements CoordinatorEventProcessor {
    @Override
    public void enqueueLast(CoordinatorEvent event) {
      try {
        event.run();
      } catch (RuntimeException e) {
        event.complete(e);
      }
    }

    @Override
    public void enqueueFirst(CoordinatorEvent event) {
      enqueueLast(event);
    }

    @Override
    public void close() {
      // Nothing is open.
    }
  }

  private static final class Unmeasured extends CoordinatorMetrics {
    @Override
    public CoordinatorMetricsShard newMetricsShard(
        SnapshotRegistry snapshots, TopicPartition partition) {
      return idle(CoordinatorMetricsShard.class);
    }

    @Override
    public void activateMetricsShard(CoordinatorMetricsShard shard) {
      // Nothing is measured.
    }

    @Override
    public void deactivateMetricsShard(CoordinatorMetricsShard shard) {
      // Nothing is measured.
    }

    @Override
    public void onUpdateLastCommittedOffset(TopicPartition partition, long offset) {
      // Nothing is measured.
    }
  }
}
