package org.courtyard.ingest;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Everything about ingest that can be set; each key also as an environment variable ({@code
 * courtyard.tokens-file} is {@code COURTYARD_TOKENS_FILE}). Where it listens is set with {@code
 * quarkus.http.host} (127.0.0.1) and {@code quarkus.http.port} (8080).
 */
@ConfigMapping(prefix = "courtyard")
public interface IngestConfig {

  /** Kafka brokers to begin with, host:port, separated by commas. */
  @WithDefault("127.0.0.1:9092")
  String bootstrapServers();

  /** Base address of the schema registry's own API. */
  @WithDefault("http://127.0.0.1:8081/apis/registry/v3")
  String registryUrl();

  /** A stable name for this process, seen in the broker's logs and quotas. */
  @WithDefault("ingest-0")
  String instance();

  /**
   * File with the key that turns people into keyed hashes, 16 bytes or more. There is no default:
   * without it nobody can be named safely, and ingest does not start. Another key makes strangers
   * of everybody; it must stay the same for as long as cases are open.
   */
  Optional<Path> identityKeyFile();

  /**
   * CSV with the columns token_sha256 and tenant: who may write for which tenant, with {@code
   * Authorization: Bearer}. Read once at start. Without it everybody who can connect may write for
   * every tenant, and ingest starts on loopback addresses only.
   */
  Optional<Path> tokensFile();

  Time time();

  Limits limits();

  Commands commands();

  /** Domain time for demos and replays; leave all of it out and domain time is real time. */
  interface Time {
    /** Wall-clock instant at which domain time begins to run. */
    Optional<Instant> start();

    /** Domain time at that instant. */
    Optional<Instant> origin();

    /** Domain seconds per wall-clock second; 1 when absent. */
    Optional<Double> speed();
  }

  /** How much one request, and all of them together, may ask for. */
  interface Limits {
    /** Largest single message or command. Longer: 413. */
    @WithDefault("1M")
    MemorySize message();

    /** Largest body of several messages, one a line. Longer: 413. */
    @WithDefault("16M")
    MemorySize bulk();

    /** Largest snapshot. Longer: 413. */
    @WithDefault("16M")
    MemorySize snapshot();

    /** Memory that requests under way may take together. When it is used up: 429. */
    @WithDefault("96M")
    MemorySize underWay();

    /** How long Kafka may take to acknowledge. Longer: 503; the sender tries again. */
    @WithDefault("8s")
    Duration acknowledge();
  }

  /** What is remembered of commands, so that their senders can ask what became of them. */
  interface Commands {
    /** How many commands; the oldest are forgotten first. */
    @WithDefault("100000")
    int remembered();

    /** How far back to read after a start. */
    @WithDefault("6h")
    Duration lookBack();
  }
}
