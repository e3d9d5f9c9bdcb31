package org.courtyard.bench.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What one bench found, with everything that is needed to judge it: machine, versions, settings,
 * each run, its own checks, tables for people and plots.
 */
public final class Report {
  private final String bench;
  private final ObjectNode json = JsonNodeFactory.instance.objectNode();
  private final ArrayNode checks;
  private final ArrayNode tables;
  private final ArrayNode notes;
  private final ArrayNode runs;
  private final Map<String, String> plots = new LinkedHashMap<>();
  private boolean holds = true;

  /**
   * A report without findings yet.
   *
   * @param bench its name on the command line
   * @param command the whole command, so that anybody can repeat it
   */
  public Report(String bench, String command, Instant at) {
    this.bench = bench;
    json.put("bench", bench);
    json.put("command", command);
    json.put("at", at.truncatedTo(ChronoUnit.SECONDS).toString());
    json.set("machine", Machine.describe());
    json.set("versions", Machine.versions());
    json.putObject("settings");
    json.put("holds", true);
    checks = json.putArray("checks");
    tables = json.putArray("tables");
    notes = json.putArray("notes");
    json.putArray("plots");
    runs = json.putArray("runs");
  }

  /** Adds a setting that somebody who repeats this needs to know. */
  public void setting(String name, Object value) {
    settings().put(name, String.valueOf(value));
  }

  private ObjectNode settings() {
    return (ObjectNode) json.get("settings");
  }

  /** The place for figures that programs read. */
  public ObjectNode figures() {
    return json;
  }

  /** A new run, whose figures the caller puts in. */
  public ObjectNode run() {
    return runs.addObject();
  }

  /** Notes whether the bench did what it claims to have measured. */
  public void check(String what, boolean ok, String detail) {
    ObjectNode check = checks.addObject();
    check.put("check", what);
    check.put("ok", ok);
    check.put("detail", detail);
    holds &= ok;
    json.put("holds", holds);
  }

  public boolean holds() {
    return holds;
  }

  /** Checks that failed, for people. */
  public List<String> failures() {
    List<String> failed = new ArrayList<>();
    checks.forEach(
        check -> {
          if (!check.path("ok").asBoolean()) {
            failed.add(check.path("check").asText() + ": " + check.path("detail").asText());
          }
        });
    return failed;
  }

  /** Adds a table for people; every row as long as the header. */
  public void table(String title, List<String> header, List<List<String>> rows) {
    ObjectNode table = tables.addObject();
    table.put("title", title);
    header.forEach(table.putArray("header")::add);
    ArrayNode all = table.putArray("rows");
    rows.forEach(row -> row.forEach(all.addArray()::add));
  }

  /** Adds a sentence that belongs to the figures. */
  public void note(String sentence) {
    notes.add(sentence);
  }

  /** Adds a plot: an SVG with a name of its own within this bench. */
  public void plot(String name, String svg) {
    plots.put(bench + "-" + name + ".svg", svg);
  }

  /** Writes the plots; to nowhere when the directory is null. */
  public void writePlots(Path directory) throws IOException {
    ArrayNode names = (ArrayNode) json.get("plots");
    names.removeAll();
    if (directory == null) {
      return;
    }
    Files.createDirectories(directory);
    for (Map.Entry<String, String> plot : plots.entrySet()) {
      Files.writeString(directory.resolve(plot.getKey()), plot.getValue());
      names.add(plot.getKey());
    }
  }

  /** The middle of them; of an even number the mean of the two in the middle. */
  public static double median(double... values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
