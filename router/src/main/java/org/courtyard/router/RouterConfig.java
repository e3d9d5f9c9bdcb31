package org.courtyard.router;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.courtyard.schemas.DomainTime;

/** Everything that can be configured about the router. In the environment: COURTYARD_…. */
@ConfigMapping(prefix = "courtyard")
public interface RouterConfig {

  /** Kafka brokers to start from. */
  @WithDefault("127.0.0.1:9092")
  String bootstrapServers();

  /** Base address of the schema registry's own API. */
  @WithDefault("http://127.0.0.1:8081/apis/registry/v3")
  String registryUrl();

  /** Stable name of this instance; a restart under the same name takes its partitions back. */
  @WithDefault("router-0")
  String instance();

  /** Directory for the state stores, kept across restarts and used by this instance only. */
  @WithDefault("state/router-0")
  Path stateDir();

  /** Stream threads. */
  @WithDefault("1")
  int threads();

  /** How often a transaction commits: a result is readable that much later. */
  @WithDefault("PT0.1S")
  Duration commitInterval();

  /** Copies of the state on other instances; 1 with a second instance. */
  @WithDefault("0")
  int standbys();

  /** Bytes of memory for all of RocksDB together. */
  @WithDefault("134217728")
  long rocksdbBytes();

  /** Rebalance protocol: classic, or streams (KIP-1071), which needs a new consumer group. */
  @WithDefault("classic")
  String groupProtocol();

  /** How long after its feedback a case can be reopened. */
  @WithDefault("P7D")
  Duration reopenWindow();

  /** How long a settled case stays before it is archived; at least 14 days. */
  @WithDefault("P14D")
  Duration keepClosed();

  /**
   * The triage model, as {@code ./courtyard train} wrote it; without one the one that is packed.
   */
  Optional<Path> model();

  /** Messages that wait until their group is known. */
  Parking parking();

  /** Domain time, for demos and replays. */
  Time time();

  /** Bounds for waiting messages; what exceeds them goes to the dead letters. */
  interface Parking {
    /** Messages that may wait for one group. */
    @WithDefault("1000")
    int perGroup();

    /** How long they may wait. */
    @WithDefault("P7D")
    Duration atMost();
  }

  /** Maps the wall clock to domain time; without these the two are the same. */
  interface Time {
    /** Wall-clock instant at which domain time is {@link #origin()}. */
    Optional<Instant> start();

    /** Domain time at {@link #start()}. */
    Optional<Instant> origin();

    /** Domain seconds per second. */
    @WithDefault("1")
    double speed();

    /** The mapping. */
    default DomainTime mapping() {
      return start().isPresent() && origin().isPresent()
          ? new DomainTime(start().get(), origin().get(), speed())
          : DomainTime.REAL;
    }
  }
}
