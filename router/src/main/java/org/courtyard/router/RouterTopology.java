package org.courtyard.router;

import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyConfig;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.KTable;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.Repartitioned;
import org.apache.kafka.streams.kstream.TableJoined;
import org.apache.kafka.streams.processor.StreamPartitioner;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.courtyard.schemas.AvroSerdes;
import org.courtyard.schemas.CaseEvent;
import org.courtyard.schemas.CaseFile;
import org.courtyard.schemas.CommandRejection;
import org.courtyard.schemas.Group;
import org.courtyard.schemas.Label;
import org.courtyard.schemas.Message;
import org.courtyard.schemas.Outcome;
import org.courtyard.schemas.ParkedGroup;
import org.courtyard.schemas.ParkedMessage;
import org.courtyard.schemas.Place;
import org.courtyard.schemas.PlaceMoved;
import org.courtyard.schemas.PlacedGroup;
import org.courtyard.schemas.Reroute;
import org.courtyard.schemas.ShardInput;
import org.courtyard.schemas.Shards;
import org.courtyard.schemas.Topic;
import org.courtyard.schemas.Topics;
import org.courtyard.schemas.UsualDay;

/**
 * The router as a pure function of its settings.
 *
 * <pre>
 * messages ──▶ triage (by group) ──▶ by-shard ──▶ casework (by shard) ──▶ case-events, outcomes
 * groups ⋈ places ──┘        └──▶ outcomes         ▲         └──▶ command-rejections, labels
 * places (moved) ──────────────────────┘      case-commands
 * </pre>
 */
public final class RouterTopology {
  private final StreamsBuilder builder;
  private final RouterSettings settings;
  private final AvroSerdes serdes;
  private final RouterMeters meters;
  private final Tenants.Compiled compiled = new Tenants.Compiled();

  private RouterTopology(RouterSettings settings, AvroSerdes serdes, RouterMeters meters) {
    Properties naming = new Properties();
    naming.put(StreamsConfig.APPLICATION_ID_CONFIG, "router");
    naming.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "named:1");
    naming.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
    this.builder = new StreamsBuilder(new TopologyConfig(new StreamsConfig(naming)));
    this.settings = settings;
    this.serdes = serdes;
    this.meters = meters;
  }

  /** Builds the topology. */
  public static Topology build(RouterSettings settings, AvroSerdes serdes, RouterMeters meters) {
    return new RouterTopology(settings, serdes, meters).build();
  }

  private Topology build() {
    global(Tenants.RULES_STORE, Topics.RULES);
    global(Tenants.ROSTERS_STORE, Topics.ROSTERS);
    KTable<String, Place> places =
        builder.table(Topics.PLACES.name(), consumed(Topics.PLACES), kept("places", Place.class));
    KStream<String, SpecificRecord> triaged = triage(placedGroups(places));
    KStream<String, SpecificRecord> worked = casework(triaged, places);
    // Two sinks: one would tie the two stages into a single sub-topology.
    outcomes(sent(triaged, Outcome.class, TriageProcessor.OUTCOMES), "triage");
    outcomes(only(worked, Outcome.class, "outcomes-of-casework"), "casework");
    toShard(worked, CaseEvent.class, Topics.CASE_EVENTS);
    toShard(worked, CommandRejection.class, Topics.COMMAND_REJECTIONS);
    labels(worked);
    sent(triaged, Message.class, TriageProcessor.EXPIRED)
        .to(
            Topics.ROUTER_DLQ.name(),
            Produced.with(Serdes.String(), serdes.of(Message.class)).withName("to-dead-letters"));
    return builder.build();
  }

  /** Each group with its place and the way up, joined by foreign key. */
  private KTable<String, PlacedGroup> placedGroups(KTable<String, Place> places) {
    KTable<String, Group> groups =
        builder.table(Topics.GROUPS.name(), consumed(Topics.GROUPS), kept("groups", Group.class));
    return groups.leftJoin(
        places,
        group -> group.getTenant() + "|" + group.getPlace(),
        PlacedGroup::new,
        TableJoined.as("place-of-group"),
        // Without a cache a change is told when it is made.
        kept(TriageProcessor.PLACED_GROUPS, PlacedGroup.class).withCachingDisabled());
  }

  private KStream<String, SpecificRecord> triage(KTable<String, PlacedGroup> placedGroups) {
    KStream<String, Object> changedGroups =
        placedGroups
            .toStream(Named.as("changed-groups"))
            .mapValues(placed -> TriageProcessor.GROUP_CHANGED, Named.as("groups-that-changed"));
    small(TriageProcessor.PARKED_GROUPS, serdes.of(ParkedGroup.class));
    store(TriageProcessor.PARKED_MESSAGES, serdes.of(ParkedMessage.class));
    return builder.stream(Topics.MESSAGES.name(), consumed(Topics.MESSAGES))
        .mapValues(message -> (Object) message, Named.as("said"))
        .merge(changedGroups, Named.as("said-or-changed"))
        .process(
            () -> new TriageProcessor(settings, compiled, meters),
            Named.as("triage"),
            TriageProcessor.PLACED_GROUPS,
            TriageProcessor.PARKED_GROUPS,
            TriageProcessor.PARKED_MESSAGES);
  }

  private KStream<String, SpecificRecord> casework(
      KStream<String, SpecificRecord> triaged, KTable<String, Place> places) {
    caseStores();
    KStream<String, ShardInput> moved =
        places
            .toStream(Named.as("changed-places"))
            .filter((key, place) -> place != null, Named.as("places-that-exist"))
            .map(
                (key, place) ->
                    KeyValue.pair(place.getShard(), new ShardInput(new PlaceMoved(place))),
                Named.as("places-by-shard"));
    KStream<String, SpecificRecord> fromShard =
        sent(triaged, ShardInput.class, TriageProcessor.FOR_CASEWORK)
            .merge(moved, Named.as("shard-input"))
            .repartition(
                Repartitioned.with(Serdes.String(), serdes.of(ShardInput.class))
                    .withName("by-shard")
                    .withNumberOfPartitions(settings.partitions())
                    .withStreamPartitioner(byShard(shard -> shard)))
            .process(
                () -> new CaseProcessor.OfShard(settings, compiled, meters),
                Named.as("casework"),
                KafkaCaseStore.ALL);
    KStream<String, SpecificRecord> fromCommands =
        builder.stream(Topics.CASE_COMMANDS.name(), consumed(Topics.CASE_COMMANDS))
            .process(
                () -> new CaseProcessor.OfCommands(settings, compiled, meters),
                Named.as("commands"),
                KafkaCaseStore.ALL);
    return fromShard.merge(fromCommands, Named.as("worked"));
  }

  private void caseStores() {
    store(KafkaCaseStore.CASES, serdes.of(CaseFile.class));
    builder.addStateStore(
        new MatterShelf.Builder(KafkaCaseStore.MATTER_SHELF, settings.partitions()));
    store(KafkaCaseStore.COMMANDS_SEEN, Serdes.Long());
    store(KafkaCaseStore.ARCHIVE_DUE, Serdes.String());
    small(KafkaCaseStore.REROUTES, serdes.of(Reroute.class));
    store(KafkaCaseStore.USUAL_CASES, serdes.of(UsualDay.class));
    // A handful of counters that change with every case: written once a commit.
    builder.addStateStore(
        Stores.keyValueStoreBuilder(
                Stores.inMemoryKeyValueStore(KafkaCaseStore.OPEN_COUNT),
                Serdes.String(),
                Serdes.Long())
            .withCachingEnabled());
    Duration remembered = RouterSettings.MEMORY.plusMillis(KafkaCaseStore.WEEK).plusDays(1);
    builder.addStateStore(
        Stores.windowStoreBuilder(
            Stores.persistentWindowStore(
                KafkaCaseStore.MESSAGE_MEMORY, remembered, remembered, false),
            Serdes.String(),
            Serdes.String()));
  }

  private void outcomes(KStream<String, Outcome> outcomes, String stage) {
    outcomes.to(
        Topics.OUTCOMES.name(),
        Produced.<String, Outcome>with(Serdes.String(), serdes.of(Outcome.class))
            .withName("outcomes-from-" + stage)
            .withStreamPartitioner(
                (topic, key, outcome, partitions) ->
                    one(
                        outcome.getShard() != null ? outcome.getShard() : outcome.getGroup(),
                        partitions)));
  }

  private void labels(KStream<String, SpecificRecord> from) {
    only(from, Label.class, "told-labels")
        .to(
            Topics.LABELS.name(),
            Produced.<String, Label>with(Serdes.String(), serdes.of(Label.class))
                .withName("to-labels")
                .withStreamPartitioner(
                    (topic, key, label, partitions) ->
                        one(Shards.ofCase(label.getCaseId()), partitions)));
  }

  private <T extends SpecificRecord> void toShard(
      KStream<String, SpecificRecord> from, Class<T> type, Topic<T> topic) {
    only(from, type, "told-" + topic.name())
        .to(
            topic.name(),
            Produced.<String, T>with(Serdes.String(), serdes.of(type))
                .withName("to-" + topic.name())
                .withStreamPartitioner(byShard(Shards::ofCase)));
  }

  private static <T> StreamPartitioner<String, T> byShard(UnaryOperator<String> shardOfKey) {
    return (topic, key, value, partitions) -> one(shardOfKey.apply(key), partitions);
  }

  private static Optional<Set<Integer>> one(String shard, int partitions) {
    return Optional.of(Set.of(Shards.partition(shard, partitions)));
  }

  private static <T> KStream<String, T> only(
      KStream<String, SpecificRecord> from, Class<T> type, String name) {
    return from.filter((key, value) -> type.isInstance(value), Named.as(name))
        .mapValues(type::cast, Named.as(name + "-typed"));
  }

  /** What a processor sends to this node by its name, and nothing else. */
  private static <T> KStream<String, T> sent(
      KStream<String, SpecificRecord> from, Class<T> type, String name) {
    return from.mapValues(type::cast, Named.as(name));
  }

  private <T extends SpecificRecord> Consumed<String, T> consumed(Topic<T> topic) {
    return Consumed.with(Serdes.String(), serdes.of(topic.value()))
        .withName("from-" + topic.name());
  }

  private <T extends SpecificRecord> Materialized<String, T, KeyValueStore<Bytes, byte[]>> kept(
      String store, Class<T> type) {
    return Materialized.<String, T, KeyValueStore<Bytes, byte[]>>as(store)
        .withKeySerde(Serdes.String())
        .withValueSerde(serdes.of(type));
  }

  private <V> void store(String name, Serde<V> values) {
    builder.addStateStore(
        Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(name), Serdes.String(), values));
  }

  /** A store of few records: a database of its own takes longer to open than they are worth. */
  private <V> void small(String name, Serde<V> values) {
    builder.addStateStore(
        Stores.keyValueStoreBuilder(Stores.inMemoryKeyValueStore(name), Serdes.String(), values));
  }

  /** A small reference topic, whole in memory before anything is processed. */
  private <T extends SpecificRecord> void global(String store, Topic<T> topic) {
    Serde<T> values = RememberingSerde.of(serdes.of(topic.value()));
    builder.addGlobalStore(
        Stores.keyValueStoreBuilder(Stores.inMemoryKeyValueStore(store), Serdes.String(), values)
            .withLoggingDisabled(),
        topic.name(),
        Consumed.with(Serdes.String(), values).withName("from-" + topic.name()),
        () -> new Keep<>(store, compiled));
  }

  /** Puts every record into a store. */
  private static final class Keep<T> extends ContextualProcessor<String, T, Void, Void> {
    private final String store;
    private final Tenants.Compiled compiled;

    private Keep(String store, Tenants.Compiled compiled) {
      this.store = store;
      this.compiled = compiled;
    }

    @Override
    public void process(Record<String, T> record) {
      KeyValueStore<String, T> values = context().getStateStore(store);
      values.put(record.key(), record.value());
      compiled.changed();
    }
  }
}
