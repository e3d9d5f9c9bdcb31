package org.courtyard.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.courtyard.schemas.DomainTime;

/**
 * What a stack keeps on disk, so that it survives {@code down} and can be found by other commands.
 *
 * @param root by default .courtyard in the project
 */
record StackDirectory(Path root) {
  private static final String SETTINGS = "stack.properties";

  Path data(String name) {
    return root.resolve("data").resolve(name);
  }

  Path log(String name) {
    return root.resolve("logs").resolve(name + ".log");
  }

  private Path pid(String name) {
    return root.resolve("pids").resolve(name);
  }

  Secrets secrets() {
    return new Secrets(root.resolve("secrets"), false);
  }

  /** Whether a stack was ever started here. */
  boolean known() {
    return Files.exists(root.resolve(SETTINGS));
  }

  /** Remembers where a stack listens and which time it keeps. */
  void remember(Ports ports, DomainTime time) {
    Properties settings = new Properties();
    ports.numbers().forEach((port, number) -> settings.setProperty(port.name(), number.toString()));
    settings.setProperty("time.start", time.start().toString());
    settings.setProperty("time.origin", time.origin().toString());
    settings.setProperty("time.speed", Double.toString(time.speed()));
    try {
      Files.createDirectories(root);
      try (var writer = Files.newBufferedWriter(root.resolve(SETTINGS))) {
        settings.store(writer, null);
      }
    } catch (IOException e) {
      throw new StackException("Cannot write to " + root + ": " + e.getMessage(), e);
    }
  }

  Ports ports() {
    Properties settings = settings();
    Map<Port, Integer> numbers = new EnumMap<>(Port.class);
    for (Port port : Port.values()) {
      numbers.put(port, Integer.valueOf(settings.getProperty(port.name())));
    }
    return new Ports(numbers);
  }

  DomainTime time() {
    Properties settings = settings();
    return new DomainTime(
        Instant.parse(settings.getProperty("time.start")),
        Instant.parse(settings.getProperty("time.origin")),
        Double.parseDouble(settings.getProperty("time.speed")));
  }

  private Properties settings() {
    try (var reader = Files.newBufferedReader(root.resolve(SETTINGS))) {
      Properties settings = new Properties();
      settings.load(reader);
      return settings;
    } catch (IOException e) {
      throw new StackException("There is no stack in " + root + ". Start one: ./courtyard up", e);
    }
  }

  void remember(Child child) {
    long started = child.handle().info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    try {
      Files.createDirectories(root.resolve("pids"));
      Files.writeString(pid(child.name()), child.handle().pid() + " " + started);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void forget(String name) {
    try {
      Files.deleteIfExists(pid(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether a process of this name was started and not told to stop. */
  boolean remembers(String name) {
    return Files.exists(pid(name));
  }

  /** The process of this name, if it still runs. A pid that was given to another is not it. */
  Optional<Child> running(String name) {
    if (!Files.exists(pid(name))) {
      return Optional.empty();
    }
    try {
      String[] remembered = Files.readString(pid(name)).strip().split(" ", 2);
      long started = Long.parseLong(remembered[1]);
      return ProcessHandle.of(Long.parseLong(remembered[0]))
          .filter(ProcessHandle::isAlive)
          .filter(is -> is.info().startInstant().map(Instant::toEpochMilli).orElse(0L) == started)
          .map(is -> new Child(name, is, log(name)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
