package org.courtyard.bench.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.courtyard.stack.StackException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ./courtyard bench report}: the document of what was measured. */
@Command(
    name = "report",
    description = {
      "Write docs/performance.md from the JSON that the benches wrote.",
      "What was tried is taken from tuning.md in the same directory."
    })
public final class ReportCommand implements Callable<Integer> {
  /** As in the issue: what comes first is asked for first. */
  private static final List<String> ORDER =
      List.of(
          "throughput",
          "latency",
          "burst",
          "ingest",
          "deadlines",
          "lifecycle",
          "replay",
          "kill",
          "scale",
          "quality");

  @Spec private CommandSpec spec;

  @Option(
      names = "--from",
      paramLabel = "DIR",
      required = true,
      description = "Directory of the benches' JSON, with their plots beside it.")
  private Path from;

  @Option(names = "--out", paramLabel = "FILE", required = true, description = "The document.")
  private Path out;

  @Override
  public Integer call() throws IOException {
    List<JsonNode> reports = reports();
    Path tuning = from.resolve("tuning.md");
    String tried = Files.exists(tuning) ? Files.readString(tuning) : "";
    Path folder = out.toAbsolutePath().getParent();
    String plots = folder.relativize(from.toAbsolutePath()).toString();
    Files.createDirectories(folder);
    Files.writeString(out, PerformanceDocument.write(reports, plots, tried));
    spec.commandLine().getOut().printf("%d reports in %s%n", reports.size(), out);
    return 0;
  }

  private List<JsonNode> reports() throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.list(from)) {
      files = all.filter(file -> file.toString().endsWith(".json")).sorted().toList();
    }
    List<JsonNode> reports = new ArrayList<>();
    for (Path file : files) {
      JsonNode report = new ObjectMapper().readTree(file.toFile());
      if (report.has("bench")) {
        reports.add(report);
      }
    }
    if (reports.isEmpty()) {
      throw new StackException("No report of a bench in " + from);
    }
    reports.sort(Comparator.comparingInt(ReportCommand::place));
    return reports;
  }

  private static int place(JsonNode report) {
    int place = ORDER.indexOf(report.path("bench").asText());
    return place < 0 ? ORDER.size() : place;
  }
}
