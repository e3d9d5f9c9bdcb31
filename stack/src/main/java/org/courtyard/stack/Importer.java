package org.courtyard.stack;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Gives ingest whole snapshots: places, groups and people each from one sheet, rules from several.
 */
public final class Importer {
  private static final List<String> SHEETS = List.of("places", "groups", "people");
  private static final List<String> RULE_SHEETS =
      List.of("tiers", "categories", "triage", "clocks", "templates");
  private static final List<String> OPTIONAL_RULE_SHEETS = List.of("decisions");
  private static final String BOUNDARY = "courtyard-sheet-boundary";

  private final IngestClient ingest;
  private final String tenant;

  public Importer(IngestClient ingest, String tenant) {
    this.ingest = ingest;
    this.tenant = tenant;
  }

  /**
   * What one snapshot changed.
   *
   * @param kind places, groups, people or rules
   * @param answer counts, or the reasons why it was refused as a whole
   */
  public record Imported(String kind, IngestClient.Answer answer) {
    public int count(String what) {
      return answer.body().path(what).asInt();
    }
  }

  /**
   * Imports what the directory holds, rules first, so that people can be checked against the
   * categories.
   *
   * @throws StackException when it holds none of the sheets, or only some of the rules'
   */
  public List<Imported> directory(Path directory) throws IOException, InterruptedException {
    List<Imported> done = new ArrayList<>();
    if (hasRules(directory)) {
      done.add(rules(directory));
    }
    for (String kind : SHEETS) {
      Path sheet = directory.resolve(kind + ".csv");
      if (Files.exists(sheet)) {
        done.add(sheet(sheet));
      }
    }
    if (done.isEmpty()) {
      throw new StackException(
          "Nothing to import in %s. It may hold %s.csv, and for the rules %s.csv"
              .formatted(
                  directory, String.join(".csv, ", SHEETS), String.join(".csv, ", RULE_SHEETS)));
    }
    return done;
  }

  /**
   * Imports one sheet; its name begins with its kind, as in groups-late.csv.
   *
   * @throws StackException when the name says no kind, or there is no such file
   */
  public Imported sheet(Path sheet) throws IOException, InterruptedException {
    String name = sheet.getFileName().toString();
    Optional<String> kind = SHEETS.stream().filter(name::startsWith).findFirst();
    if (kind.isEmpty() || !Files.exists(sheet)) {
      throw new StackException(
          sheet
              + " is no sheet to import: expected a file whose name begins with one of "
              + SHEETS);
    }
    String path = "/v1/tenants/" + tenant + "/" + kind.get();
    return new Imported(
        kind.get(),
        ingest.send(
            "PUT",
            path,
            "text/csv; charset=utf-8",
            BodyPublishers.ofByteArray(Files.readAllBytes(sheet))));
  }

  private static boolean hasRules(Path directory) {
    List<String> there = ruleSheets(directory);
    List<String> missing = RULE_SHEETS.stream().filter(s -> !there.contains(s)).toList();
    if (!there.isEmpty() && !missing.isEmpty()) {
      throw new StackException(
          "Rules are imported as one set; in " + directory + " these are missing: " + missing);
    }
    return !there.isEmpty();
  }

  private static List<String> ruleSheets(Path directory) {
    return Stream.concat(RULE_SHEETS.stream(), OPTIONAL_RULE_SHEETS.stream())
        .filter(sheet -> Files.exists(directory.resolve(sheet + ".csv")))
        .toList();
  }

  private Imported rules(Path directory) throws IOException, InterruptedException {
    var body = new ByteArrayOutputStream();
    for (String sheet : ruleSheets(directory)) {
      String head =
          """
          --%s\r
          Content-Disposition: form-data; name="%s"; filename="%s.csv"\r
          Content-Type: text/csv; charset=utf-8\r
          \r
          """
              .formatted(BOUNDARY, sheet, sheet);
      body.write(head.getBytes(StandardCharsets.UTF_8));
      body.write(Files.readAllBytes(directory.resolve(sheet + ".csv")));
      body.write("\r\n".getBytes(StandardCharsets.UTF_8));
    }
    body.write(("--" + BOUNDARY + "--\r\n").getBytes(StandardCharsets.UTF_8));
    return new Imported(
        "rules",
        ingest.send(
            "PUT",
            "/v1/tenants/" + tenant + "/rules",
            "multipart/form-data; boundary=" + BOUNDARY,
            BodyPublishers.ofByteArray(body.toByteArray())));
  }

  /** The result as a table, followed by every reason for a refusal. */
  public static List<String> table(List<Imported> imported) {
    Stream<String> head =
        Stream.of(
            "%-8s %8s %8s %8s %10s".formatted("", "added", "changed", "removed", "unchanged"));
    return Stream.concat(head, imported.stream().flatMap(Importer::row)).toList();
  }

  private static Stream<String> row(Imported one) {
    if (!one.answer().taken()) {
      return Stream.concat(
          Stream.of(one.kind() + " refused, nothing of it was imported:"),
          one.answer().reasons().stream().map(reason -> "  " + reason));
    }
    return Stream.of(
        "%-8s %8d %8d %8d %10d"
            .formatted(
                one.kind(),
                one.count("added"),
                one.count("changed"),
                one.count("removed"),
                one.count("unchanged")));
  }
}
