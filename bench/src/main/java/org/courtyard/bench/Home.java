package org.courtyard.bench;

import java.nio.file.Path;

/** Where the project lies, as the launcher says. */
final class Home {
  private Home() {}

  /** A path inside the project. */
  static Path resolve(String path) {
    return Path.of(System.getProperty("courtyard.home", ".")).resolve(path);
  }
}
