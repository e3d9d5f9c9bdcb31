package org.courtyard.stack;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.courtyard.schemas.DomainTime;

/**
 * What a stack keeps on disk, so that it survives {@code down} and can be found by other commands.
 *
 * @param root by default .courtyard in the project
 */
record StackDirectory(Path root) {
  private static final String SETTINGS = "stack.properties";
  private static final String DATA = "data";
  private static final String LOGS = "logs";
  private static final String PIDS = "pids";
  private static final String SECRETS = "secrets";
  private static final String OWNER_ONLY = "rw-------";
  private static final Pattern PROCESS = Pattern.compile("(\\d{1,18}) (\\d{1,18})");

  Path data(String name) {
    return root.resolve(DATA).resolve(name);
  }

  Path log(String name) {
    return root.resolve(LOGS).resolve(name + ".log");
  }

  private Path pid(String name) {
    return root.resolve(PIDS).resolve(name);
  }

  Secrets secrets() {
    return new Secrets(root.resolve(SECRETS), false);
  }

  /** Whether a stack was ever started here. */
  boolean known() {
    return Files.exists(root.resolve(SETTINGS));
  }

  /** Remembers where a stack listens, which time it keeps and where its notifier can speak. */
  void remember(StackOptions options) {
    Properties settings = new Properties();
    DomainTime time = options.time();
    options
        .ports()
        .numbers()
        .forEach((port, number) -> settings.setProperty(port.name(), number.toString()));
    settings.setProperty("time.start", time.start().toString());
    settings.setProperty("time.origin", time.origin().toString());
    settings.setProperty("time.speed", Double.toString(time.speed()));
    settings.setProperty("destinations", options.destinations().toString());
    try {
      Files.createDirectories(root);
      StringWriter text = new StringWriter();
      settings.store(text, null);
      write(root.resolve(SETTINGS), text.toString());
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

  /** The file of destinations; that of a stack from before it was remembered is not known. */
  Optional<Path> destinations() {
    return Optional.ofNullable(settings().getProperty("destinations")).map(Path::of);
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
      Files.createDirectories(root.resolve(PIDS));
      write(pid(child.name()), child.handle().pid() + " " + started);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(Path file, String text) throws IOException {
    AtomicFile.write(file, text.getBytes(StandardCharsets.UTF_8), OWNER_ONLY);
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

  /**
   * The process of this name, if it still runs. A pid that was given to another is not it; nor does
   * a file that says nothing stand for one.
   */
  Optional<Child> running(String name) {
    try {
      Matcher remembered = PROCESS.matcher(Files.readString(pid(name)).strip());
      if (!remembered.matches()) {
        return Optional.empty();
      }
      long started = Long.parseLong(remembered.group(2));
      return ProcessHandle.of(Long.parseLong(remembered.group(1)))
          .filter(ProcessHandle::isAlive)
          .filter(is -> is.info().startInstant().map(Instant::toEpochMilli).orElse(0L) == started)
          .map(is -> new Child(name, is, log(name)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  boolean runsAnything() {
    return Stack.NAMES.stream().anyMatch(name -> running(name).isPresent());
  }

  /**
   * Deletes what a stack writes and nothing else: the directory may hold another's, or be
   * somebody's home. The settings go last, so that what was interrupted can be done again.
   */
  void wipe() {
    try {
      for (String name : Stack.NAMES) {
        TestStack.deleteTree(data(name));
        Files.deleteIfExists(log(name));
        Files.deleteIfExists(pid(name));
      }
      secrets().wipe();
      for (String part : List.of(DATA, LOGS, PIDS, SECRETS)) {
        deleteIfEmpty(root.resolve(part));
      }
      Files.deleteIfExists(root.resolve(SETTINGS));
      deleteIfEmpty(root);
    } catch (IOException e) {
      throw new StackException("Cannot delete what is in " + root + ": " + e.getMessage(), e);
    }
  }

  private static void deleteIfEmpty(Path directory) throws IOException {
    try {
      Files.deleteIfExists(directory);
    } catch (DirectoryNotEmptyException e) {
      // Somebody else keeps something here.
    }
  }
}
