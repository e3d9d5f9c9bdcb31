package org.courtyard.bench.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.courtyard.bench.Figures;
import org.courtyard.bench.table.Table;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** Where every bench puts what it found. */
public final class BenchOutput {
  private static final Set<String> PLACES = Set.of("--json", "--plots", "--jfr", "--texts");
  private static final String SEED = "--seed";

  /** Needed, but everybody's own lies elsewhere. */
  private static final String DATA = "--data";

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Write machine, versions, settings, every run and the figures there.")
  private Path json;

  @Option(
      names = "--plots",
      paramLabel = "DIR",
      description = "Draw the plots into this directory, as SVG.")
  private Path plots;

  /**
   * The command as somebody else would repeat it: without the places where this one kept its
   * figures, and with the seed that was drawn where none was given.
   */
  public static String command(CommandSpec spec, long seed) {
    boolean given =
        spec.commandLine().getParseResult().originalArgs().stream()
            .anyMatch(word -> word.startsWith(SEED));
    return given ? command(spec) : command(spec) + " " + SEED + " " + seed;
  }

  /** As above, of a bench that draws nothing. */
  public static String command(CommandSpec spec) {
    StringBuilder command = new StringBuilder("./courtyard");
    List<String> words = spec.commandLine().getParseResult().originalArgs();
    boolean place = false;
    boolean data = false;
    for (String word : words) {
      boolean here = PLACES.contains(word);
      if (data) {
        command.append(" DIR");
      } else if (!here
          && !place
          && PLACES.stream().noneMatch(name -> word.startsWith(name + "="))) {
        command.append(' ').append(word.startsWith(DATA + "=") ? DATA + "=DIR" : word);
      }
      place = here;
      data = word.equals(DATA);
    }
    return command.toString();
  }

  /** Says how far it is. */
  public static void tell(PrintWriter out, String line) {
    out.println(line);
    out.flush();
  }

  /** As above, for whoever has much to tell. */
  public static Consumer<String> telling(PrintWriter out) {
    return line -> tell(out, line);
  }

  /** Finds out before the long work whether it can be kept. */
  public void requireWritable() {
    Figures.requireWritable(json);
  }

  /** Prints the tables and writes what was asked for. */
  public void finish(Report report, PrintWriter out) throws IOException {
    report.writePlots(plots);
    report.figures().path("tables").forEach(table -> print(table, out));
    report.failures().forEach(failure -> out.println("FAILED  " + failure));
    out.println(
        report.holds()
            ? "Every check of the bench held."
            : "Not every check of the bench held: see FAILED above.");
    out.flush();
    Figures.write(json, new ObjectMapper().valueToTree(report.figures()));
  }

  private static void print(JsonNode table, PrintWriter out) {
    Table printed = new Table(cells(table.path("header")).toArray(String[]::new));
    table.path("rows").forEach(row -> printed.row(cells(row).toArray()));
    out.println();
    out.println(table.path("title").asText());
    out.println(printed.render("  "));
  }

  private static List<String> cells(JsonNode row) {
    List<String> cells = new ArrayList<>();
    row.forEach(cell -> cells.add(cell.asText()));
    return cells;
  }
}
