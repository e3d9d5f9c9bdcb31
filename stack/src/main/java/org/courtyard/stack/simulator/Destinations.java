package org.courtyard.stack.simulator;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the platform knows of its chats and robots, read from the notifier's own destinations.
 *
 * @param secrets secret by chat id
 * @param perMinute limit by robot key, where it is not the usual one
 */
record Destinations(Map<String, String> secrets, Map<String, Integer> perMinute) {
  static final int USUAL_PER_MINUTE = 20;
  private static final int COLUMNS = 5;

  static Destinations none() {
    return new Destinations(Map.of(), Map.of());
  }

  /** Reads {@code name,type,url,secret,per_minute}; no cell holds a comma. */
  static Destinations read(Path csv) throws IOException {
    Map<String, String> secrets = new HashMap<>();
    Map<String, Integer> perMinute = new HashMap<>();
    List<String> lines = Files.readAllLines(csv);
    for (String line : lines.subList(Math.min(1, lines.size()), lines.size())) {
      String[] cells = line.split(",", COLUMNS);
      if (cells.length == COLUMNS) {
        URI url = URI.create(cells[2].strip());
        String chat = lastSegment(url);
        if (!cells[3].isBlank()) {
          secrets.put(chat, cells[3].strip());
        }
        if (cells[1].strip().equals("wecom-robot") && !cells[4].isBlank()) {
          perMinute.put(robotKey(url), Integer.valueOf(cells[4].strip()));
        }
      }
    }
    return new Destinations(secrets, perMinute);
  }

  private static String lastSegment(URI url) {
    return url.getPath().substring(url.getPath().lastIndexOf('/') + 1);
  }

  /** The robot that a send address belongs to; empty where it names none. */
  static String robotKey(URI url) {
    String query = url.getQuery() == null ? "" : url.getQuery();
    for (String parameter : query.split("&")) {
      if (parameter.startsWith("key=")) {
        return parameter.substring("key=".length());
      }
    }
    return "";
  }

  int limit(String robot) {
    return perMinute.getOrDefault(robot, USUAL_PER_MINUTE);
  }
}
