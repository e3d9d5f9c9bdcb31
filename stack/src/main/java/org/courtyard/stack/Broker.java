package org.courtyard.stack;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import kafka.tools.StorageTool;
import org.apache.kafka.common.Uuid;

/** A Kafka broker with its controller in one process of its own: small, but the real thing. */
final class Broker {
  private Broker() {}

  /**
   * Broker settings that one node needs, in Kafka's own names: nothing is replicated, and what
   * would be slow on a small machine is small.
   */
  static final Map<String, String> SINGLE_NODE =
      Map.ofEntries(
          Map.entry("offsets.topic.replication.factor", "1"),
          Map.entry("offsets.topic.num.partitions", "4"),
          // A coordinator that starts reads all that is left of its topic: it is to be compacted.
          Map.entry("offsets.topic.segment.bytes", "1048576"),
          Map.entry("transaction.state.log.segment.bytes", "1048576"),
          Map.entry("transaction.state.log.replication.factor", "1"),
          Map.entry("transaction.state.log.min.isr", "1"),
          Map.entry("transaction.state.log.num.partitions", "4"),
          Map.entry("transaction.abort.timed.out.transaction.cleanup.interval.ms", "1000"),
          Map.entry("share.coordinator.state.topic.replication.factor", "1"),
          Map.entry("share.coordinator.state.topic.min.isr", "1"),
          Map.entry("group.initial.rebalance.delay.ms", "0"),
          Map.entry("group.streams.min.session.timeout.ms", "6000"),
          Map.entry("group.streams.session.timeout.ms", "10000"),
          // After a kill the controller refuses the new broker until the old one's session is over.
          Map.entry("broker.session.timeout.ms", "1500"),
          Map.entry("broker.heartbeat.interval.ms", "250"),
          Map.entry("auto.create.topics.enable", "false"));

  /** After a kill every log is read again from the beginning of its last segment. */
  static final Map<String, String> QUICK_TO_RETURN = Map.of("log.segment.bytes", "2097152");

  /**
   * Prepares a broker that keeps everything below the directory; formats it the first time.
   *
   * @param tuning its settings are Kafka's own, by their names
   */
  static Launch prepare(Home home, Path directory, Path log, Ports ports, Tuning tuning) {
    Path properties = directory.resolve("server.properties");
    Path data = directory.resolve("log");
    try {
      Files.createDirectories(directory);
      Files.write(properties, lines(ports, data, tuning));
      if (!Files.exists(data.resolve("meta.properties"))) {
        format(properties);
      }
    } catch (IOException e) {
      throw new StackException("Could not prepare the broker: " + e.getMessage(), e);
    }
    String classpath = classpath() + File.pathSeparator + home.brokerLogging();
    Launch launch =
        new Launch(
            "broker",
            List.of(
                Launch.java(),
                "-Xmx" + tuning.heapOr("512m"),
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
                "-Dorg.slf4j.simpleLogger.showDateTime=true",
                "-Dslf4j.provider=org.slf4j.simple.SimpleServiceProvider",
                "-Dslf4j.internal.verbosity=ERROR",
                "-cp",
                classpath,
                RepairedBroker.class.getName(),
                properties.toString()),
            Map.of(),
            log);
    return launch.flagged(tuning.flags().toArray(String[]::new));
  }

  /**
   * Of this process's own, jars and where the broker's main class is: a start-up cache can have no
   * other directories on its class path.
   */
  private static String classpath() {
    String own = RepairedBroker.class.getProtectionDomain().getCodeSource().getLocation().getPath();
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(path -> path.endsWith(".jar") || Path.of(path).equals(Path.of(own)))
        .collect(Collectors.joining(File.pathSeparator));
  }

  /** What a container's broker calls a setting. */
  static String environmentName(String setting) {
    return "KAFKA_" + setting.toUpperCase(Locale.ROOT).replace('.', '_');
  }

  private static List<String> lines(Ports ports, Path data, Tuning tuning) {
    Map<String, String> settings = new TreeMap<>(SINGLE_NODE);
    settings.put("process.roles", "broker,controller");
    settings.put("node.id", "1");
    settings.put("controller.quorum.bootstrap.servers", ports.address(Port.CONTROLLER));
    settings.put("controller.listener.names", "CONTROLLER");
    settings.put(
        "listeners",
        "PLAINTEXT://"
            + ports.address(Port.BROKER)
            + ",CONTROLLER://"
            + ports.address(Port.CONTROLLER));
    settings.put("log.dirs", data.toString());
    settings.putAll(tuning.environment());
    return settings.entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).toList();
  }

  private static void format(Path properties) {
    var said = new ByteArrayOutputStream();
    String[] arguments = {
      "format",
      "--standalone",
      "--cluster-id",
      Uuid.randomUuid().toString(),
      "--config",
      properties.toString()
    };
    int code = StorageTool.execute(arguments, new PrintStream(said, true, StandardCharsets.UTF_8));
    if (code != 0) {
      throw new StackException(
          "Could not format the broker's storage: " + said.toString(StandardCharsets.UTF_8));
    }
  }
}
