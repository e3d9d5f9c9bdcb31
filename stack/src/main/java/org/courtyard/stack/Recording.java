package org.courtyard.stack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A recorded stream as it is replayed: what was said, commanded and imported, in the order in which
 * it reaches us. What a burst file expects of itself is not looked at here.
 *
 * @param file the lines' origin; imports lie next to it
 * @param start domain time at which it was recorded
 * @param speed at which it asks to be replayed
 */
public record Recording(
    Path file,
    String name,
    String tenant,
    String platform,
    Instant start,
    double speed,
    List<Line> lines) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final double USUAL_SPEED = 600;

  /**
   * One line.
   *
   * @param number in the file, from 1
   * @param at when it happened, after the start
   * @param sent when it reaches us, after the start
   * @param content the line itself
   */
  public record Line(int number, Duration at, Duration sent, ObjectNode content) {
    boolean isMessage() {
      return content.has("chat");
    }

    boolean isCommand() {
      return content.has("command");
    }

    String text(String field) {
      return content.path(field).asText();
    }
  }

  /**
   * Reads a recording.
   *
   * @throws StackException when it is none, naming the line
   */
  public static Recording read(Path file) {
    int number = 0;
    try {
      JsonNode head = null;
      List<Line> lines = new ArrayList<>();
      for (String text : Files.readAllLines(file)) {
        number++;
        if (text.isBlank()) {
          continue;
        }
        JsonNode node = JSON.readTree(text);
        if (head == null) {
          head = node;
        } else if (node instanceof ObjectNode content && content.has("at")) {
          Duration at = offset(content.path("at").asText());
          Duration sent = content.has("sent") ? offset(content.path("sent").asText()) : at;
          lines.add(new Line(number, at, sent, content));
        }
      }
      if (head == null || !head.hasNonNull("tenant") || !head.hasNonNull("platform")) {
        throw new StackException(file + ": the first line says no tenant and platform");
      }
      lines.sort(Comparator.comparing(Line::sent));
      return new Recording(
          file,
          head.path("burst").asText(file.getFileName().toString()),
          head.path("tenant").asText(),
          head.path("platform").asText(),
          OffsetDateTime.parse(head.path("start").asText()).toInstant(),
          head.path("speed").asDouble(USUAL_SPEED),
          lines);
    } catch (IOException | RuntimeException e) {
      if (e instanceof StackException told) {
        throw told;
      }
      throw new StackException(file + ", line " + number + ": " + e.getMessage(), e);
    }
  }

  /** h:mm:ss */
  private static Duration offset(String text) {
    String[] parts = text.split(":", -1);
    if (parts.length != 3) {
      throw new IllegalArgumentException("not h:mm:ss: " + text);
    }
    return Duration.ofHours(Long.parseLong(parts[0]))
        .plusMinutes(Long.parseLong(parts[1]))
        .plusSeconds(Long.parseLong(parts[2]));
  }

  /** Id by which the whole product knows a message of this recording. */
  String messageId(String id) {
    return platform + "|" + tenant + "|" + id;
  }
}
