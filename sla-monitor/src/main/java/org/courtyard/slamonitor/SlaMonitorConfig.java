package org.courtyard.slamonitor;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.courtyard.schemas.DomainTime;
import org.courtyard.slamonitor.clock.Pace;

/**
 * Everything that can be set here, in a properties file as {@code courtyard.…} or in the
 * environment as {@code COURTYARD_…}. How long the clocks run is not among it: that is each
 * tenant's, in the clock rules.
 */
@ConfigMapping(prefix = "courtyard")
public interface SlaMonitorConfig {

  /** Kafka brokers, {@code host:port}, separated by commas. */
  @WithDefault("127.0.0.1:9092")
  String bootstrapServers();

  /** Base address of the schema registry's own API. */
  @WithDefault("http://127.0.0.1:8081/apis/registry/v3")
  String registryUrl();

  /** Name of this instance, the same again after a restart, different from every other's. */
  @WithDefault("sla-monitor-0")
  String instance();

  /** Directory for state, of this instance alone, and kept over restarts. */
  @WithDefault("state/sla-monitor")
  Path stateDir();

  /** Threads that process partitions. */
  @WithDefault("1")
  int threads();

  /** Copies of the state kept warm on other instances. */
  @WithDefault("0")
  int standbys();

  /** How often a transaction commits: an alert is readable that much later. */
  @WithDefault("PT0.1S")
  Duration commitInterval();

  /** Rebalance protocol: classic, or streams (KIP-1071), which needs a new consumer group. */
  @WithDefault("classic")
  String groupProtocol();

  /** Bytes of memory for all of RocksDB together. */
  @WithDefault("100663296")
  long rocksdbBytes();

  /** How domain time follows the wall clock. Unset, they are the same. */
  Time time();

  /** How fast the clocks are worked through. */
  Clocks clocks();

  /** Domain time as a mapping of the wall clock, for demonstrations and replays. */
  interface Time {
    /** Wall-clock instant at which the two meet. Unset: domain time is real time. */
    Optional<Instant> start();

    /** Domain time at that instant. Unset: the same. */
    Optional<Instant> origin();

    /** Domain seconds per wall-clock second. */
    @WithDefault("1")
    double speed();
  }

  /** How fast the clocks are worked through. */
  interface Clocks {
    /** Time between two ticks, on the wall clock. */
    @WithDefault("PT0.25S")
    Duration tick();

    /** Deadlines handled in one turn at most. */
    @WithDefault("2000")
    int deadlinesPerTurn();

    /** How long a turn may take before records have their turn again. */
    @WithDefault("PT0.02S")
    Duration turn();

    /** Escalation commands sent per second and partition at most. */
    @WithDefault("50")
    int escalationsPerSecond();

    /** How long, in domain time, a stopped clock is kept, so that a late proof finds it. */
    @WithDefault("P7D")
    Duration keepStopped();
  }

  /** Domain time as configured. */
  default DomainTime domainTime() {
    return time()
        .start()
        .map(start -> new DomainTime(start, time().origin().orElse(start), time().speed()))
        .orElse(DomainTime.REAL);
  }

  /** What the topology needs to know. */
  default SlaMonitorTopology.Settings topology() {
    return new SlaMonitorTopology.Settings(
        domainTime(),
        new Pace(
            clocks().deadlinesPerTurn(),
            clocks().turn(),
            clocks().escalationsPerSecond(),
            clocks().keepStopped()));
  }
}
