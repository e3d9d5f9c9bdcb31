package org.courtyard.slamonitor;

import java.util.Optional;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.StreamPartitioner;
import org.apache.kafka.streams.state.Stores;
import org.courtyard.schemas.AvroSerdes;
import org.courtyard.schemas.DomainTime;
import org.courtyard.schemas.Rules;
import org.courtyard.schemas.Shards;
import org.courtyard.schemas.Topic;
import org.courtyard.schemas.Topics;
import org.courtyard.slamonitor.clock.Pace;

/**
 * Case events and ticks in, warnings, breaches and escalations out: one processor, because a clock
 * and the time that runs it out must meet in one place. Partition n of both inputs goes to the same
 * task; the Processor API does not check that their partition counts agree, so the runner does
 * before it starts.
 */
public final class SlaMonitorTopology {
  private SlaMonitorTopology() {}

  static final String WARNINGS = "sla-warnings-sink";
  static final String BREACHES = "sla-breaches-sink";
  static final String COMMANDS = "case-commands-sink";

  static final String CLOCKS_STORE = "clocks";
  static final String DEADLINES_STORE = "deadlines";
  static final String ESCALATIONS_STORE = "escalations";
  static final String FIGURES_STORE = "figures";
  static final String RULES_STORE = "rules";

  private static final StreamPartitioner<String, SpecificRecord> BY_SHARD =
      (topic, caseId, value, partitions) ->
          Optional.of(Set.of(Shards.partition(Shards.ofCase(caseId), partitions)));

  /**
   * What the topology needs to know.
   *
   * @param time how domain time follows the broker's clock
   * @param pace how much is done at a time
   */
  public record Settings(DomainTime time, Pace pace) {}

  /** Builds the topology. A pure function: reads no configuration, opens nothing. */
  public static Topology build(Settings settings, AvroSerdes serdes, ClockMetrics metrics) {
    Topology topology = new Topology();
    topology.addGlobalStore(
        Stores.keyValueStoreBuilder(
                Stores.inMemoryKeyValueStore(RULES_STORE), Serdes.String(), serdes.of(Rules.class))
            .withLoggingDisabled(),
        "rules-source",
        new StringDeserializer(),
        serdes.of(Topics.RULES.value()).deserializer(),
        Topics.RULES.name(),
        "rules-keeper",
        RulesKeeper::new);
    topology.addSource(
        "case-events-source",
        new StringDeserializer(),
        serdes.of(Topics.CASE_EVENTS.value()).deserializer(),
        Topics.CASE_EVENTS.name());
    topology.addSource(
        "clock-ticks-source",
        new StringDeserializer(),
        serdes.of(Topics.CLOCK_TICKS.value()).deserializer(),
        Topics.CLOCK_TICKS.name());
    topology.addProcessor(
        "clocks",
        new ClockProcessor.Supplier(settings, serdes, metrics),
        "case-events-source",
        "clock-ticks-source");
    addSink(topology, WARNINGS, Topics.SLA_WARNINGS, serdes);
    addSink(topology, BREACHES, Topics.SLA_BREACHES, serdes);
    addSink(topology, COMMANDS, Topics.CASE_COMMANDS, serdes);
    return topology;
  }

  private static <V extends SpecificRecord> void addSink(
      Topology topology, String name, Topic<V> topic, AvroSerdes serdes) {
    Serializer<V> serializer = serdes.of(topic.value()).serializer();
    topology.addSink(name, topic.name(), new StringSerializer(), serializer, BY_SHARD, "clocks");
  }
}
