package org.courtyard.router.triage;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.courtyard.schemas.Category;
import org.courtyard.schemas.Intent;
import org.courtyard.schemas.Rules;
import org.courtyard.schemas.SameMatter;
import org.courtyard.schemas.Tier;
import org.courtyard.schemas.TriageRule;
import org.courtyard.schemas.Urgency;

/** The sample world as far as triage needs it, read from its files. */
final class SampleWorld {
  private static final Path FILES = home().resolve("samples/fangzhuang");

  private final Map<String, String> parentOf =
      table("places.csv").stream().collect(toMap(row -> row.get("id"), row -> row.get("parent")));
  private final Map<String, String> placeOfChat =
      table("groups-late.csv").stream()
          .collect(toMap(row -> row.get("chat"), row -> row.get("place")));
  private final Map<String, Set<String>> postsOfUser =
      table("people.csv").stream()
          .collect(groupingBy(row -> row.get("user"), mapping(row -> row.get("place"), toSet())));

  /** Whether this user answers for a unit on the way up from this chat. */
  boolean isHandler(String user, String chat) {
    Set<String> path = new HashSet<>();
    for (String place = placeOfChat.get(chat); !place.isEmpty(); place = parentOf.get(place)) {
      path.add(place);
    }
    return postsOfUser.getOrDefault(user, Set.of()).stream().anyMatch(path::contains);
  }

  Rules rules() {
    return Rules.newBuilder()
        .setTenant("fangzhuang")
        .setVersion("sample")
        .setTiers(List.of())
        .setCategories(table("categories.csv").stream().map(SampleWorld::category).toList())
        .setTriage(table("triage.csv").stream().map(SampleWorld::rule).toList())
        .setClocks(List.of())
        .setTemplates(List.of())
        .build();
  }

  /** The lines of the burst that are messages. */
  List<JsonNode> messages() {
    ObjectMapper json = new ObjectMapper();
    List<JsonNode> messages = new ArrayList<>();
    try {
      for (String line : Files.readAllLines(FILES.resolve("burst.ndjson"))) {
        JsonNode node = json.readTree(line);
        if (node.has("chat")) {
          messages.add(node);
        }
      }
      return messages;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Category category(Map<String, String> row) {
    return new Category(
        row.get("code"),
        row.get("zh"),
        row.get("en"),
        Tier.valueOf(row.get("lowest_tier")),
        Urgency.valueOf(row.get("urgency")),
        SameMatter.valueOf(row.get("same_matter")),
        Integer.parseInt(row.get("same_within_hours")),
        "",
        "");
  }

  private static TriageRule rule(Map<String, String> row) {
    return new TriageRule(
        row.get("id"),
        Intent.valueOf(row.get("intent")),
        row.get("category").isEmpty() ? null : row.get("category"),
        row.get("urgency").isEmpty() ? null : Urgency.valueOf(row.get("urgency")),
        terms(row.get("all")),
        terms(row.get("any")),
        terms(row.get("none")),
        Integer.parseInt(row.get("priority")),
        List.of(),
        0);
  }

  private static List<String> terms(String cell) {
    return cell.isEmpty() ? List.of() : List.of(cell.split(";", -1));
  }

  /** Rows by column name. */
  static List<Map<String, String>> table(String file) {
    List<List<String>> rows;
    try {
      rows = rows(Files.readString(FILES.resolve(file)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    List<String> header = rows.getFirst();
    return rows.stream().skip(1).map(row -> named(header, row)).toList();
  }

  private static Map<String, String> named(List<String> header, List<String> row) {
    Map<String, String> cells = new LinkedHashMap<>();
    for (int i = 0; i < header.size(); i++) {
      cells.put(header.get(i), row.get(i));
    }
    return cells;
  }

  private static List<List<String>> rows(String csv) {
    List<List<String>> rows = new ArrayList<>();
    List<String> row = new ArrayList<>();
    StringBuilder cell = new StringBuilder();
    boolean quoted = false;
    for (char c : csv.toCharArray()) {
      if (c == '"') {
        quoted = !quoted;
      } else if (quoted || (c != ',' && c != '\n')) {
        cell.append(c);
      } else {
        row.add(cell.toString());
        cell.setLength(0);
        if (c == '\n') {
          rows.add(row);
          row = new ArrayList<>();
        }
      }
    }
    return rows;
  }

  private static Path home() {
    String given = System.getProperty("courtyard.home");
    Path path = Path.of(given != null ? given : System.getProperty("user.dir")).toAbsolutePath();
    while (!Files.isDirectory(path.resolve("samples"))) {
      path = path.getParent();
      if (path == null) {
        throw new IllegalStateException("no samples directory above " + given);
      }
    }
    return path;
  }
}
