package org.courtyard.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.courtyard.stack.StackException;

/** Where a command writes its figures. */
public final class Figures {
  private Figures() {}

  /**
   * Finds out before the long work whether its figures can be written.
   *
   * @param file may be null: then nothing will be
   * @throws StackException when they cannot
   */
  public static void requireWritable(Path file) {
    if (file == null) {
      return;
    }
    Path directory = file.toAbsolutePath().getParent();
    boolean writable = Files.exists(file) ? Files.isWritable(file) : Files.isWritable(directory);
    if (!writable || Files.isDirectory(file)) {
      throw new StackException("Cannot write to " + file);
    }
  }

  /** Writes them; to nowhere when the file is null. */
  public static void write(Path file, JsonNode figures) throws IOException {
    if (file != null) {
      new ObjectMapper().writerWithDefaultPrettyPrinter().writeValue(file.toFile(), figures);
    }
  }
}
