package org.courtyard.slamonitor;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** The monitor in a process of its own, so that killing it is real. */
final class MonitorProcess implements AutoCloseable {
  private static final Duration STOP_WITHIN = Duration.ofSeconds(15);

  private final Process process;

  private MonitorProcess(Process process) {
    this.process = process;
  }

  static MonitorProcess start(Map<String, String> configuration) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx256m");
    command.add("--enable-native-access=ALL-UNNAMED");
    configuration.forEach((key, value) -> command.add("-D" + key + "=" + value));
    command.addAll(
        List.of("-cp", System.getProperty("java.class.path"), MonitorProcess.class.getName()));
    File log = new File("target/monitor-process.log");
    try {
      return new MonitorProcess(
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
              .start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** SIGKILL. */
  void kill() {
    process.destroyForcibly().onExit().join();
  }

  /** SIGTERM, as a service manager would. */
  @Override
  public void close() {
    process.destroy();
    process.onExit().orTimeout(STOP_WITHIN.toSeconds(), TimeUnit.SECONDS);
    process.onExit().join();
  }

  public static void main(String[] args) {
    Map<String, String> configuration =
        System.getProperties().entrySet().stream()
            .filter(property -> property.getKey().toString().startsWith("courtyard."))
            .collect(Collectors.toMap(p -> p.getKey().toString(), p -> p.getValue().toString()));
    SlaMonitor monitor =
        new SlaMonitor(
            TestConfig.of(configuration), new SimpleMeterRegistry(), InstantSource.system());
    Runtime.getRuntime().addShutdownHook(new Thread(monitor::close));
    monitor.start(() -> Runtime.getRuntime().halt(1));
  }
}
