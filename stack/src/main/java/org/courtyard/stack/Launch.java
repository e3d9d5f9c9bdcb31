package org.courtyard.stack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * How one process of the stack is started.
 *
 * @param name as people call it: broker, registry, router …
 * @param command program and arguments
 * @param environment added to that of this process
 * @param log takes everything it prints
 */
record Launch(String name, List<String> command, Map<String, String> environment, Path log) {

  static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  /** With these JVM flags more. */
  Launch flagged(String... flags) {
    List<String> flagged = new ArrayList<>(command);
    flagged.addAll(1, List.of(flags));
    return new Launch(name, flagged, environment, log);
  }

  /** Without the arguments that begin like this. */
  Launch without(String beginning) {
    List<String> rest = command.stream().filter(word -> !word.startsWith(beginning)).toList();
    return new Launch(name, rest, environment, log);
  }

  /** As a process that appends to its log. */
  ProcessBuilder builder() throws IOException {
    Files.createDirectories(log.getParent());
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    builder.redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    return builder;
  }
}
