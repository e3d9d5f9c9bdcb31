package org.courtyard.stack;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The schema registry as a process. It keeps its schemas in a file database that writes through at
 * once: no schema id may change when it is killed. Its other durable store, a Kafka topic, took ten
 * times as long to start.
 */
final class Registry {
  private Registry() {}

  static Launch prepare(Home home, Path directory, Path log, Ports ports, Tuning tuning) {
    Launch launch =
        new Launch(
            "registry",
            List.of(
                Launch.java(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dquarkus.http.host=127.0.0.1",
                "-Dquarkus.http.port=" + ports.of(Port.REGISTRY),
                "-Dquarkus.management.host=127.0.0.1",
                "-Dquarkus.management.port=" + ports.of(Port.REGISTRY_HEALTH),
                "-Dquarkus.http.access-log.enabled=false",
                "-Dquarkus.log.level=WARN",
                "-Dquarkus.log.category.\"io.apicurio\".level=WARN",
                "-Dapicurio.datasource.url=jdbc:h2:file:"
                    + directory.resolve("schemas").toAbsolutePath()
                    + ";WRITE_DELAY=0",
                "-Dapicurio.datasource.jdbc.initial-size=2",
                "-Dapicurio.datasource.jdbc.min-size=2",
                "-Dapicurio.datasource.jdbc.max-size=20",
                "-Dapicurio.storage.snapshot.location=" + directory.toAbsolutePath(),
                "-jar",
                home.registry().toString()),
            Map.of(),
            log);
    return launch.flagged(tuning.flags().toArray(String[]::new));
  }

  /** Answers 2xx once it can be used. */
  static String readyUrl(Ports ports) {
    return ports.url(Port.REGISTRY_HEALTH) + "/health/ready";
  }

  /** Base address of its own API. */
  static String url(Ports ports) {
    return ports.url(Port.REGISTRY) + "/apis/registry/v3";
  }
}
