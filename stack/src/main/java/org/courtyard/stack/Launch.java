package org.courtyard.stack;

import java.nio.file.Path;
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
}
