package org.courtyard.stack;

import java.nio.file.Path;
import java.util.ArrayList;
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
   * @param tuning what runs differently from the usual
   */
  static Launch service(
      Home home,
      StackDirectory directory,
      String name,
      Ports ports,
      Port port,
      DomainTime time,
      Map<String, String> own,
      Tuning tuning) {
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
    environment.putAll(tuning.environment());
    List<String> command = jvm(tuning);
    command.addAll(List.of("-jar", home.service(name).toString()));
    return new Launch(name, command, environment, directory.log(name));
  }

  /** A class of this process's own, run as a service is. */
  static Launch main(
      StackDirectory directory, String name, Class<?> main, Tuning tuning, List<String> arguments) {
    List<String> command = jvm(tuning);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(arguments);
    return new Launch(name, command, tuning.environment(), directory.log(name));
  }

  private static List<String> jvm(Tuning tuning) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Launch.java(),
                // Whole from the beginning: a heap that grows keeps the young generation of a small
                // one.
                "-Xms" + tuning.heapOr("256m"),
                "-Xmx" + tuning.heapOr("256m"),
                "-XX:+UseSerialGC",
                "-XX:+UseCompactObjectHeaders",
                "-XX:+ExitOnOutOfMemoryError",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow"));
    command.addAll(tuning.flags());
    return command;
  }

  /** The chat platform's stand-in. */
  static Launch simulator(StackDirectory directory, Ports ports, Path destinations) {
    return new Launch(
        Stack.SIMULATOR,
        List.of(
            Launch.java(),
            "-Xmx256m",
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
