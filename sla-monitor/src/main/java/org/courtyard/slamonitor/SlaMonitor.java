package org.courtyard.slamonitor;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import org.courtyard.schemas.AvroSerdes;
import org.courtyard.schemas.Topic;
import org.courtyard.schemas.Topics;
import org.courtyard.streams.StreamsService;
import org.courtyard.streams.StreamsSettings;

/** The running service: streams, and says what time it is. */
final class SlaMonitor implements AutoCloseable {
  private static final Duration TICKS_STALE_AFTER = Duration.ofSeconds(15);

  private static final List<Topic<?>> TOPICS =
      List.of(
          Topics.CASE_EVENTS,
          Topics.CLOCK_TICKS,
          Topics.RULES,
          Topics.SLA_WARNINGS,
          Topics.SLA_BREACHES,
          Topics.CASE_COMMANDS,
          Topics.SLA_MONITOR_DLQ);

  private final SlaMonitorConfig config;
  private final InstantSource wall;
  private final AvroSerdes serdes;
  private final StreamsService service;
  private volatile Ticker ticker;

  SlaMonitor(SlaMonitorConfig config, MeterRegistry registry, InstantSource wall) {
    this.config = config;
    this.wall = wall;
    this.serdes = AvroSerdes.registry(config.registryUrl());
    ClockMetrics metrics = new ClockMetrics(registry);
    this.service =
        new StreamsService(
            settings(config),
            TOPICS,
            serdes,
            partitions -> SlaMonitorTopology.build(config.topology(), serdes, metrics),
            registry);
  }

  static StreamsSettings settings(SlaMonitorConfig config) {
    return new StreamsSettings(
        "sla-monitor",
        config.bootstrapServers(),
        config.instance(),
        config.stateDir(),
        config.threads(),
        config.commitInterval(),
        config.standbys(),
        config.groupProtocol(),
        config.rocksdbBytes(),
        Set.of(Topics.RULES.name()),
        Set.of(SlaMonitorTopology.DEADLINES_STORE, SlaMonitorTopology.ESCALATIONS_STORE));
  }

  /** Starts in a thread of its own. */
  void start(Runnable onRefusal) {
    service.start(this::tick, onRefusal);
  }

  private void tick(int partitions) {
    ticker = new Ticker(config, serdes, wall);
    ticker.start(partitions, config.clocks().tick());
  }

  /** Whether clocks are being watched: streaming, state restored, ticks taken by the broker. */
  boolean ready() {
    Ticker ticking = ticker;
    return service.ready()
        && ticking != null
        && ticking.tookSince(wall.instant().minus(TICKS_STALE_AFTER));
  }

  boolean alive() {
    return service.alive();
  }

  /** What it is doing, for people. */
  String state() {
    return service.state();
  }

  @Override
  public void close() {
    service.close();
    if (ticker != null) {
      ticker.close();
    }
  }
}
