package org.courtyard.notifier;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The notifier in a process of its own, so that it can be killed. */
final class NotifierProcess implements AutoCloseable {
  private final Process process;

  private NotifierProcess(Process process) {
    this.process = process;
  }

  static NotifierProcess start(Map<String, String> settings) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-Xmx256m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Djava.util.logging.manager=org.jboss.logmanager.LogManager"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(NotifierProcess.class.getName());
    settings.forEach((name, value) -> command.add(name + "=" + value));
    try {
      return new NotifierProcess(new ProcessBuilder(command).inheritIO().start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Settings as {@code name=value}. */
  public static void main(String[] args) {
    Map<String, String> settings = new HashMap<>();
    for (String arg : args) {
      settings.put(arg.substring(0, arg.indexOf('=')), arg.substring(arg.indexOf('=') + 1));
    }
    NotifierConfig config =
        new SmallRyeConfigBuilder()
            .addDiscoveredConverters()
            .withSources(new PropertiesConfigSource(settings, "test", 100))
            .withMapping(NotifierConfig.class)
            .build()
            .getConfigMapping(NotifierConfig.class);
    Notifier notifier =
        new Notifier(
            config,
            new SimpleMeterRegistry(),
            InstantSource.system(),
            () -> Runtime.getRuntime().halt(1));
    Runtime.getRuntime().addShutdownHook(new Thread(notifier::close));
    notifier.start();
  }

  /** SIGKILL. */
  void kill() {
    process.destroyForcibly().onExit().join();
  }

  /** SIGTERM. */
  @Override
  public void close() {
    process.destroy();
    process.onExit().join();
  }
}
