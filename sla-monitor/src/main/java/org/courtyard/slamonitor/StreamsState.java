package org.courtyard.slamonitor;

import static org.courtyard.slamonitor.SlaMonitorTopology.CLOCKS_STORE;
import static org.courtyard.slamonitor.SlaMonitorTopology.DEADLINES_STORE;
import static org.courtyard.slamonitor.SlaMonitorTopology.ESCALATIONS_STORE;
import static org.courtyard.slamonitor.SlaMonitorTopology.FIGURES_STORE;
import static org.courtyard.slamonitor.SlaMonitorTopology.RULES_STORE;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.courtyard.schemas.AvroSerdes;
import org.courtyard.schemas.CaseCommand;
import org.courtyard.schemas.Rules;
import org.courtyard.schemas.RunningClock;
import org.courtyard.slamonitor.clock.ClockState;
import org.courtyard.slamonitor.clock.ClockStore;
import org.courtyard.slamonitor.clock.Deadline;
import org.courtyard.slamonitor.clock.DeadlineIndex;
import org.courtyard.slamonitor.clock.EscalationStore;
import org.courtyard.slamonitor.clock.FigureStore;
import org.courtyard.slamonitor.clock.RuleBook;

/** The clocks' state in RocksDB, each store with a changelog. */
final class StreamsState {
  private StreamsState() {}

  /** An entry's key says everything; a null value would delete it. */
  private static final byte[] PRESENT = {1};

  /**
   * New builders each time, as Kafka Streams wants. Only the figures change again and again between
   * two commits; of the rest a cache is work for the collector and spares nothing.
   */
  static Set<StoreBuilder<?>> stores(AvroSerdes serdes) {
    return new LinkedHashSet<>(
        List.of(
            store(CLOCKS_STORE, Serdes.String(), serdes.of(RunningClock.class))
                .withCachingDisabled(),
            store(DEADLINES_STORE, Serdes.Bytes(), Serdes.ByteArray()).withCachingDisabled(),
            store(ESCALATIONS_STORE, Serdes.Long(), serdes.of(CaseCommand.class))
                .withCachingDisabled(),
            store(FIGURES_STORE, Serdes.String(), Serdes.Long()).withCachingEnabled()));
  }

  private static <K, V> StoreBuilder<KeyValueStore<K, V>> store(
      String name, Serde<K> keys, Serde<V> values) {
    return Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(name), keys, values)
        .withLoggingEnabled(Map.of());
  }

  static ClockState of(ProcessorContext<?, ?> context, Figures figures) {
    return new ClockState(
        new Clocks(context.getStateStore(CLOCKS_STORE)),
        new Deadlines(context.getStateStore(DEADLINES_STORE)),
        new Escalations(context.getStateStore(ESCALATIONS_STORE)),
        figures);
  }

  static RuleBook rules(ProcessorContext<?, ?> context) {
    ReadOnlyKeyValueStore<String, Rules> rules = context.getStateStore(RULES_STORE);
    return tenant -> Optional.ofNullable(rules.get(tenant));
  }

  private record Clocks(KeyValueStore<String, RunningClock> store) implements ClockStore {
    @Override
    public Optional<RunningClock> get(String clockId) {
      return Optional.ofNullable(store.get(clockId));
    }

    @Override
    public void put(String clockId, RunningClock clock) {
      store.put(clockId, clock);
    }

    @Override
    public void remove(String clockId) {
      store.delete(clockId);
    }
  }

  private record Deadlines(KeyValueStore<Bytes, byte[]> store) implements DeadlineIndex {
    @Override
    public void add(Deadline deadline) {
      store.put(Bytes.wrap(deadline.key()), PRESENT);
    }

    @Override
    public void remove(Deadline deadline) {
      store.delete(Bytes.wrap(deadline.key()));
    }

    @Override
    public void scan(Deadline from, long to, Predicate<Deadline> visitor) {
      // No deadline has the bare prefix as its key, so the inclusive end is exclusive in effect.
      try (KeyValueIterator<Bytes, byte[]> entries =
          store.range(Bytes.wrap(from.key()), Bytes.wrap(Deadline.before(to)))) {
        boolean more = true;
        while (more && entries.hasNext()) {
          more = visitor.test(Deadline.of(entries.next().key.get()));
        }
      }
    }
  }

  private record Escalations(KeyValueStore<Long, CaseCommand> store) implements EscalationStore {
    @Override
    public Optional<CaseCommand> get(long number) {
      return Optional.ofNullable(store.get(number));
    }

    @Override
    public void put(long number, CaseCommand command) {
      store.put(number, command);
    }

    @Override
    public void remove(long number) {
      store.delete(number);
    }
  }

  /** At hand; what changed reaches the store when told to, once for all that a turn did. */
  static final class Figures implements FigureStore {
    private final KeyValueStore<String, Long> store;
    private final Map<String, Long> known = new HashMap<>();
    private final Set<String> changed = new HashSet<>();

    Figures(ProcessorContext<?, ?> context) {
      this.store = context.getStateStore(FIGURES_STORE);
    }

    @Override
    public long get(String name, long otherwise) {
      Long value = known.get(name);
      if (value == null) {
        value = store.get(name);
        if (value == null) {
          return otherwise;
        }
        known.put(name, value);
      }
      return value;
    }

    @Override
    public void put(String name, long value) {
      known.put(name, value);
      changed.add(name);
    }

    /** Before the record or turn is over: what it did and what was counted commit together. */
    void write() {
      changed.forEach(name -> store.put(name, known.get(name)));
      changed.clear();
    }
  }
}
