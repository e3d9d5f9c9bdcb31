package org.courtyard.bench.training;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.courtyard.stack.StackException;

/** A table in UTF-8 with a header line. */
public final class CsvFile {
  private CsvFile() {}

  /**
   * Its rows, each by column name.
   *
   * @throws StackException when a line is not CSV; the message says which
   */
  public static List<Map<String, String>> read(Path file) {
    CsvSchema header = CsvSchema.emptySchema().withHeader();
    try {
      String text = Files.readString(file, StandardCharsets.UTF_8);
      String withoutMark = text.startsWith("\uFEFF") ? text.substring(1) : text;
      try (MappingIterator<Map<String, String>> rows =
          new CsvMapper().readerForMapOf(String.class).with(header).readValues(withoutMark)) {
        return rows.readAll();
      }
    } catch (JsonProcessingException e) {
      throw new StackException(file + " is not CSV: " + e.getOriginalMessage());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** SHA-256 of its bytes, in hexadecimal digits. */
  public static String sha256(Path file) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
      return HexFormat.of().formatHex(digest);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
