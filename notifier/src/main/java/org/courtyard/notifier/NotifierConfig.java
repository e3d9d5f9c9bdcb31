package org.courtyard.notifier;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.courtyard.notifier.delivery.RetryPolicy;
import org.courtyard.schemas.DomainTime;

/**
 * All settings of the notifier. Each can be given in the environment as well: {@code
 * courtyard.sending.per-minute.wecom-robot} as {@code COURTYARD_SENDING_PER_MINUTE_WECOM_ROBOT}.
 */
@ConfigMapping(prefix = "courtyard")
public interface NotifierConfig {

  /** Kafka brokers, as host:port, separated by commas. */
  @WithDefault("127.0.0.1:9092")
  String bootstrapServers();

  /** Base address of the schema registry's own API. */
  @WithDefault("http://127.0.0.1:8081/apis/registry/v3")
  String registryUrl();

  /**
   * Stable name of this instance, different from every other's: it fences the transactions of its
   * own predecessor after a crash.
   */
  @WithDefault("notifier-0")
  String instance();

  /** Domain time, for demos and replays. */
  Time time();

  /**
   * The file with addresses and secrets of destinations: {@code name,type,url,secret,per_minute};
   * read again when it changes. While it cannot be read nothing is sent.
   */
  @WithDefault("destinations.csv")
  Path destinationsFile();

  /** Planning. */
  Planning planning();

  /** Sending. */
  Sending sending();

  /** Domain time is real time unless all three are given. */
  interface Time {
    /** Wall-clock instant at which domain time meets the origin. */
    Optional<Instant> start();

    /** Domain time at that instant. */
    Optional<Instant> origin();

    /** Domain seconds in a wall-clock second. */
    Optional<Double> speed();

    /** The mapping that these describe. */
    default DomainTime domainTime() {
      if (start().isEmpty() || origin().isEmpty()) {
        return DomainTime.REAL;
      }
      return new DomainTime(start().get(), origin().get(), speed().orElse(1.0));
    }
  }

  /** Planning. */
  interface Planning {
    /**
     * How long an event waits for its group to become known (wall clock) before the case is told
     * that the group cannot be reached. Others of the same partition wait behind it, once.
     */
    @WithDefault("PT30S")
    Duration groupPatience();
  }

  /** Sending. All on the wall clock. */
  interface Sending {
    /** Messages on their way at one time, over all destinations. */
    @WithDefault("64")
    int atOnce();

    /** Longest wait for a connection. */
    @WithDefault("PT2S")
    Duration connectTimeout();

    /** Longest wait for the whole answer. Then the message may have arrived and is repeated. */
    @WithDefault("PT5S")
    Duration requestTimeout();

    /** Failures after which a delivery is given up. Being throttled is not a failure. */
    @WithDefault("20")
    int attempts();

    /** Pause after a failure; doubles with each further one. */
    @WithDefault("PT1S")
    Duration firstPause();

    /** Longest pause. With 20 attempts an outage of an hour loses nothing. */
    @WithDefault("PT5M")
    Duration longestPause();

    /** How many delivered ids to remember in each partition of the outbox. */
    @WithDefault("50000")
    int remembered();

    /** Budgets where destinations.csv names none. */
    PerMinute perMinute();

    /** The patience that these describe. */
    default RetryPolicy retryPolicy() {
      return new RetryPolicy(attempts(), firstPause(), longestPause());
    }
  }

  /** Messages in any minute to one destination. */
  interface PerMinute {
    /** WeCom's own limit for a group robot. */
    @WithDefault("20")
    int wecomRobot();

    /** Machines bear more. */
    @WithDefault("600")
    int webhook();
  }
}
