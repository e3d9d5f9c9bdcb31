package org.courtyard.stack;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.List;

/**
 * Files that only the services they are for should read. Their directory opens to its owner only.
 *
 * @param directory where they lie
 * @param readable whether the files themselves open to others: containers have users of their own
 */
record Secrets(Path directory, boolean readable) {
  private static final String IDENTITY_KEY = "identity.key";
  private static final String DESTINATIONS = "destinations.csv";
  private static final int KEY_BYTES = 32;

  /** The key that turns people into hashes; made once, then kept. */
  Path identityKey() {
    Path file = directory.resolve(IDENTITY_KEY);
    if (Files.exists(file)) {
      return file;
    }
    byte[] key = new byte[KEY_BYTES];
    new SecureRandom().nextBytes(key);
    return write(IDENTITY_KEY, key);
  }

  /** The destinations with the simulator's address filled in; empty where there are none. */
  Path destinations(Path source, String simulatorUrl) {
    try {
      List<String> lines =
          Files.exists(source)
              ? Files.readAllLines(source)
              : List.of("name,type,url,secret,per_minute");
      String text = String.join("\n", lines).replace("{simulator}", simulatorUrl) + "\n";
      return write(DESTINATIONS, text);
    } catch (IOException e) {
      throw new StackException("Cannot read " + source + ": " + e.getMessage(), e);
    }
  }

  /** Deletes what a stack keeps here, finished or not. */
  void wipe() throws IOException {
    if (!Files.isDirectory(directory)) {
      return;
    }
    try (var own =
        Files.newDirectoryStream(directory, "{" + IDENTITY_KEY + "," + DESTINATIONS + "}*")) {
      for (Path file : own) {
        Files.delete(file);
      }
    }
  }

  Path write(String name, String text) {
    return write(name, text.getBytes(StandardCharsets.UTF_8));
  }

  private Path write(String name, byte[] content) {
    Path file = directory.resolve(name);
    try {
      Files.createDirectories(directory);
      Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
      AtomicFile.write(file, content, readable ? "rw-r--r--" : "rw-------");
      return file;
    } catch (IOException e) {
      throw new StackException("Cannot write " + file + ": " + e.getMessage(), e);
    }
  }
}
