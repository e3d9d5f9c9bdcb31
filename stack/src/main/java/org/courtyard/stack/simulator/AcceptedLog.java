package org.courtyard.stack.simulator;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Everything the platform ever took, in order, one JSON object a line. What is in it was on disk
 * before the sender heard of it, so that it survives SIGKILL.
 */
final class AcceptedLog implements AutoCloseable {
  private static final JsonMapper JSON =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  private final Path file;
  private final FileChannel channel;
  private final Map<String, String> idByKey = new HashMap<>();
  private long count;

  AcceptedLog(Path file) throws IOException {
    this.file = file;
    Files.createDirectories(file.getParent());
    if (Files.exists(file)) {
      cutTornLine();
      for (String line : Files.readAllLines(file)) {
        var entry = JSON.readTree(line);
        count++;
        if (entry.hasNonNull("key")) {
          String destination = entry.get("destination").asText();
          idByKey.putIfAbsent(
              place(destination, entry.get("key").asText()), entry.get("id").asText());
        }
      }
    }
    channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  /** A line that was being written when the process was killed; its sender heard nothing. */
  private void cutTornLine() throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    int end = bytes.length;
    while (end > 0 && bytes[end - 1] != '\n') {
      end--;
    }
    if (end < bytes.length) {
      try (RandomAccessFile cut = new RandomAccessFile(file.toFile(), "rw")) {
        cut.setLength(end);
      }
    }
  }

  /**
   * Takes a message.
   *
   * @param key the sender's Idempotency-Key, or null
   */
  synchronized Accepted append(Instant at, String destination, String key, String text)
      throws IOException {
    String known = key == null ? null : idByKey.get(place(destination, key));
    String id = known == null ? "sim-" + (count + 1) : known;
    Accepted accepted = new Accepted(at, destination, id, key, text, known != null);
    channel.write(ByteBuffer.wrap((line(accepted) + "\n").getBytes(StandardCharsets.UTF_8)));
    count++;
    if (key != null && known == null) {
      idByKey.put(place(destination, key), id);
    }
    return accepted;
  }

  /** Without holding all of it: after a long load it is larger than this process. */
  void copyTo(OutputStream out) throws IOException {
    Files.copy(file, out);
  }

  List<Accepted> read() throws IOException {
    try (Stream<String> lines = Files.lines(file)) {
      return parse(lines);
    }
  }

  private static String line(Accepted accepted) throws IOException {
    var node = JSON.createObjectNode();
    node.put("at", accepted.at().toString());
    node.put("destination", accepted.destination());
    node.put("id", accepted.id());
    node.put("key", accepted.key());
    node.put("text", accepted.text());
    node.put("repeated", accepted.repeated());
    return JSON.writeValueAsString(node);
  }

  static List<Accepted> parse(Stream<String> lines) {
    return lines.map(AcceptedLog::accepted).toList();
  }

  private static Accepted accepted(String line) {
    try {
      var node = JSON.readTree(line);
      return new Accepted(
          Instant.parse(node.get("at").asText()),
          node.get("destination").asText(),
          node.get("id").asText(),
          node.hasNonNull("key") ? node.get("key").asText() : null,
          node.get("text").asText(),
          node.get("repeated").asBoolean());
    } catch (IOException e) {
      throw new IllegalArgumentException("not a line of the log: " + line, e);
    }
  }

  private static String place(String destination, String key) {
    return destination + "\n" + key;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
