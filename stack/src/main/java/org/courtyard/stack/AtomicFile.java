package org.courtyard.stack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/** A file whose readers see what was there before or all of what is new, whoever is killed when. */
final class AtomicFile {
  private AtomicFile() {}

  /**
   * Replaces it, or makes it.
   *
   * @param permissions for example rw-------
   */
  static void write(Path file, byte[] content, String permissions) throws IOException {
    // Opens to its owner only, whatever the permissions will be.
    Path unfinished = Files.createTempFile(file.getParent(), file.getFileName().toString(), ".new");
    try {
      Files.write(unfinished, content, StandardOpenOption.WRITE, StandardOpenOption.SYNC);
      Files.setPosixFilePermissions(unfinished, PosixFilePermissions.fromString(permissions));
      Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(unfinished);
    }
  }
}
