package org.courtyard.notifier;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.courtyard.notifier.delivery.Destination;
import org.jboss.logging.Logger;

/**
 * The destinations of {@code destinations.csv}, read again when the file changes. A row that cannot
 * be used (half written, say) is told by its line and field, never with its content; it leaves what
 * was known before by that name, and the others count. A file that cannot be read leaves all that
 * was known before.
 */
final class Destinations {
  private static final Logger LOG = Logger.getLogger(Destinations.class);
  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
  private static final List<String> COLUMNS = List.of("name", "type", "url");

  private final Path file;
  private final NotifierConfig.PerMinute perMinute;
  private volatile Optional<Map<String, Destination>> known = Optional.empty();
  private Version version = new Version(null, -1);
  private Instant lookAgain = Instant.MIN;
  private String lastProblem = "";

  Destinations(Path file, NotifierConfig.PerMinute perMinute) {
    this.file = file;
    this.perMinute = perMinute;
  }

  /** Whether the file was readable at least once. */
  boolean loaded() {
    return known.isPresent();
  }

  Optional<Destination> find(String name) {
    return known.map(all -> all.get(name));
  }

  /** Reads the file if it changed; looks at most once a second. */
  void refresh(Instant now) {
    if (now.isBefore(lookAgain)) {
      return;
    }
    lookAgain = now.plus(LOOK_EVERY);
    try {
      Version found = new Version(Files.getLastModifiedTime(file), Files.size(file));
      if (!found.equals(version)) {
        Map<String, Destination> all = parse(Files.readString(file, StandardCharsets.UTF_8));
        known = Optional.of(all);
        version = found;
        lastProblem = "";
        LOG.infof("destinations read file=%s count=%d", file, all.size());
      }
    } catch (IOException | IllegalArgumentException e) {
      problem(e);
    }
  }

  private void problem(Exception e) {
    String problem = e.getClass().getSimpleName() + ": " + e.getMessage();
    if (!problem.equals(lastProblem)) {
      lastProblem = problem;
      LOG.errorf("destinations cannot be read file=%s error=%s", file, problem);
    }
  }

  private Map<String, Destination> parse(String text) {
    List<List<String>> rows = Csv.rows(text);
    List<String> header = rows.isEmpty() ? List.of() : rows.getFirst();
    for (String column : COLUMNS) {
      if (!header.contains(column)) {
        throw new IllegalArgumentException("column " + column + " is missing");
      }
    }
    Map<String, Destination> all = new HashMap<>();
    List<String> unusable = new ArrayList<>();
    for (int i = 1; i < rows.size(); i++) {
      Row row = new Row(header, rows.get(i));
      try {
        Destination destination = destination(row);
        if (all.putIfAbsent(destination.name(), destination) != null) {
          throw new IllegalArgumentException("name is there twice");
        }
      } catch (IllegalArgumentException e) {
        LOG.errorf("destination ignored file=%s row=%d error=%s", file, i, e.getMessage());
        unusable.add(row.field("name"));
      }
    }
    unusable.forEach(name -> find(name).ifPresent(last -> all.putIfAbsent(name, last)));
    tellUnsigned(all.values());
    return Map.copyOf(all);
  }

  private static void tellUnsigned(Collection<Destination> all) {
    List<String> unsigned =
        all.stream()
            .filter(each -> each.type() == Destination.Type.WEBHOOK && each.secret().isEmpty())
            .map(Destination::name)
            .sorted()
            .toList();
    if (!unsigned.isEmpty()) {
      LOG.warnf(
          "webhooks without a secret are not signed count=%d first=%s",
          unsigned.size(), unsigned.getFirst());
    }
  }

  private Destination destination(Row row) {
    String name = row.field("name");
    if (name.isEmpty()) {
      throw new IllegalArgumentException("name is empty");
    }
    if (row.fields().size() != row.header().size()) {
      throw new IllegalArgumentException("row has not as many fields as the header");
    }
    Destination.Type type =
        Arrays.stream(Destination.Type.values())
            .filter(t -> t.code().equals(row.field("type")))
            .findFirst()
            .orElseThrow(
                () -> new IllegalArgumentException("type is neither webhook nor wecom-robot"));
    return new Destination(
        name, type, url(row.field("url")), row.field("secret"), budget(row, type));
  }

  private static URI url(String text) {
    Optional<URI> url = Optional.empty();
    try {
      url = Optional.of(URI.create(text));
    } catch (IllegalArgumentException e) {
      LOG.debug("url is no URI");
    }
    return url.filter(u -> u.getHost() != null)
        .filter(u -> "http".equals(u.getScheme()) || "https".equals(u.getScheme()))
        .orElseThrow(() -> new IllegalArgumentException("url is no http or https address"));
  }

  private int budget(Row row, Destination.Type type) {
    String field = row.field("per_minute");
    if (field.isEmpty()) {
      return type == Destination.Type.WECOM_ROBOT ? perMinute.wecomRobot() : perMinute.webhook();
    }
    if (!field.matches("[1-9]\\d{0,5}")) {
      throw new IllegalArgumentException("per_minute is no whole number above 0");
    }
    return Integer.parseInt(field);
  }

  private record Version(FileTime modified, long size) {}

  private record Row(List<String> header, List<String> fields) {
    String field(String column) {
      int index = header.indexOf(column);
      return index >= 0 && index < fields.size() ? fields.get(index).strip() : "";
    }
  }

  /** RFC 4180: quotes, doubled quotes, line breaks inside quotes. Empty lines are left out. */
  private static final class Csv {
    private static List<List<String>> rows(String text) {
      List<List<String>> rows = new ArrayList<>();
      List<String> row = new ArrayList<>();
      StringBuilder field = new StringBuilder();
      boolean quoted = false;
      String all = text.startsWith("\uFEFF") ? text.substring(1) : text;
      for (int i = 0; i < all.length(); i++) {
        char c = all.charAt(i);
        if (quoted && c == '"' && i + 1 < all.length() && all.charAt(i + 1) == '"') {
          field.append(c);
          i++;
        } else if (c == '"') {
          quoted = !quoted;
        } else if (quoted || (c != ',' && c != '\n' && c != '\r')) {
          field.append(c);
        } else if (c == ',') {
          row.add(take(field));
        } else if (c == '\n') {
          row.add(take(field));
          keep(rows, row);
          row = new ArrayList<>();
        }
      }
      row.add(take(field));
      keep(rows, row);
      return rows;
    }

    private static String take(StringBuilder field) {
      String value = field.toString();
      field.setLength(0);
      return value;
    }

    private static void keep(List<List<String>> rows, List<String> row) {
      if (row.size() > 1 || !row.getFirst().isBlank()) {
        rows.add(row);
      }
    }
  }
}
