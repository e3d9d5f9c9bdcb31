package org.courtyard.stack;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.courtyard.schemas.DomainTime;
import org.courtyard.stack.simulator.ChatSimulator;

/** How the services and the simulator are started as processes. */
final class Services {
  private Services() {}

  /**
   * One of the services.
   *
   * @param own settings that only this one has
   */
  static Launch service(
      Home home,
      StackDirectory directory,
      String name,
      Ports ports,
      Port port,
      DomainTime time,
      Map<String, String> own) {
    Map<String, String> environment = new HashMap<>(own);
    environment.put("COURTYARD_BOOTSTRAP_SERVERS", ports.address(Port.BROKER));
    environment.put("COURTYARD_REGISTRY_URL", Registry.url(ports));
    environment.put("COURTYARD_INSTANCE", name + "-0");
    environment.put("COURTYARD_STATE_DIR", directory.data(name).toString());
    // While it is not ready yet, whoever asks gets an answer; the log need not repeat it.
    environment.put("QUARKUS_LOG_CATEGORY__IO_SMALLRYE_HEALTH__LEVEL", "WARN");
    environment.put("QUARKUS_HTTP_HOST", "127.0.0.1");
    environment.put("QUARKUS_HTTP_PORT", Integer.toString(ports.of(port)));
    if (!time.equals(DomainTime.REAL)) {
      environment.put("COURTYARD_TIME_START", time.start().toString());
      environment.put("COURTYARD_TIME_ORIGIN", time.origin().toString());
      environment.put("COURTYARD_TIME_SPEED", Double.toString(time.speed()));
    }
    return new Launch(
        name,
        List.of(
            Launch.java(),
            "-Xmx256m",
            "-XX:+UseSerialGC",
            "-XX:+ExitOnOutOfMemoryError",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-jar",
            home.service(name).toString()),
        environment,
        directory.log(name));
  }

  /** The chat platform's stand-in. */
  static Launch simulator(StackDirectory directory, Ports ports, Path destinations) {
    return new Launch(
        Stack.SIMULATOR,
        List.of(
            Launch.java(),
            "-Xmx128m",
            "-XX:+UseSerialGC",
            "-XX:+ExitOnOutOfMemoryError",
            "-cp",
            System.getProperty("java.class.path"),
            ChatSimulator.class.getName(),
            ports.address(Port.SIMULATOR),
            directory.data(Stack.SIMULATOR).toString(),
            destinations.toString()),
        Map.of(),
        directory.log(Stack.SIMULATOR));
  }
}
