package org.courtyard.stack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What a JVM learned in a training run about starting one of the processes: its classes, loaded and
 * linked, and which methods are worth compiling (JEP 483, 514 and 515). Without it, or when it does
 * not fit what is built or the JDK, a process starts as ever, only slower: the JVM looks whether it
 * fits.
 */
record StartCache(Path directory) {
  private static final int CREATED_WITHIN_SECONDS = 180;
  private static final String ANY_FLAG = "-XX:AOT";

  /**
   * Twenty times HotSpot's own thresholds: after a kill the optimizing compiler would take most of
   * a small machine from everyone for methods that the cache calls hot, when what waits is little.
   * What really is hot gets there within seconds of a real load.
   */
  private static final List<String> OPTIMIZED_LATE =
      List.of(
          "-XX:Tier4InvocationThreshold=100000",
          "-XX:Tier4MinInvocationThreshold=12000",
          "-XX:Tier4CompileThreshold=300000",
          "-XX:Tier4BackEdgeThreshold=800000");

  static StartCache in(Home home) {
    return new StartCache(home.root().resolve("target/start"));
  }

  /** With what was learned, where there is something; one that says itself what to do stays. */
  Launch use(Launch launch) {
    Path cache = cache(launch.name());
    boolean decided = launch.command().stream().anyMatch(word -> word.startsWith(ANY_FLAG));
    return decided || !Files.exists(cache)
        ? launch
        : launch.flagged(OPTIMIZED_LATE.toArray(String[]::new)).flagged("-XX:AOTCache=" + cache);
  }

  /** Flags with which a process notes, when it ends in order, what it learned. */
  List<String> learning(String name) {
    List<String> flags = new ArrayList<>(OPTIMIZED_LATE);
    flags.addAll(List.of("-XX:AOTMode=record", "-XX:AOTConfiguration=" + notes(name)));
    return flags;
  }

  /**
   * Makes the cache out of what a process noted.
   *
   * @param launch how it was started while learning
   */
  void create(Launch launch) {
    Path unfinished = directory.resolve(launch.name() + ".new");
    Launch creating =
        launch
            .without(ANY_FLAG)
            .flagged(
                "-XX:AOTMode=create",
                "-XX:AOTConfiguration=" + notes(launch.name()),
                "-XX:AOTCache=" + unfinished);
    try {
      Process process = creating.builder().start();
      if (!process.waitFor(CREATED_WITHIN_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
      if (process.isAlive() || process.exitValue() != 0 || !Files.exists(unfinished)) {
        throw new StackException(
            "No start-up cache for "
                + launch.name()
                + "; the end of "
                + launch.log()
                + " says why");
      }
      Files.move(unfinished, cache(launch.name()), StandardCopyOption.ATOMIC_MOVE);
      Files.deleteIfExists(notes(launch.name()));
    } catch (IOException e) {
      throw new StackException("No start-up cache for " + launch.name() + ": " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StackException("Interrupted", e);
    }
  }

  /** Notes that all of them are made: the launcher need not do it again for this build. */
  void finished() throws IOException {
    Files.createFile(directory.resolve(".made"));
  }

  private Path cache(String name) {
    return directory.resolve(name + ".aot");
  }

  private Path notes(String name) {
    return directory.resolve(name + ".notes");
  }
}
