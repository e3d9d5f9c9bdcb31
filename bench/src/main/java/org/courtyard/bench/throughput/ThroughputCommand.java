package org.courtyard.bench.throughput;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.courtyard.bench.load.District;
import org.courtyard.bench.load.Mix;
import org.courtyard.bench.report.BenchOutput;
import org.courtyard.bench.report.Measured;
import org.courtyard.bench.report.Report;
import org.courtyard.bench.report.Seed;
import org.courtyard.stack.Home;
import org.courtyard.stack.Stack;
import org.courtyard.stack.StackException;
import org.courtyard.stack.StackOptions;
import org.courtyard.stack.Tuning;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ./courtyard bench throughput}. */
@Command(
    name = "throughput",
    description = {
      "How many messages a second the router carries, beside a topology that only decodes and"
          + " encodes them again: on the same broker, messages, partitions, guarantee, commit"
          + " interval and heap, both warmed, in turns.",
      "Its stack lives in .courtyard/bench; ports as for up."
    })
public final class ThroughputCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private BenchOutput output;
  @Mixin private Measured measured;
  @Mixin private Seed seed;

  @Option(
      names = "--messages",
      paramLabel = "N",
      defaultValue = "300000",
      description =
          "Messages measured with 95%% chatter; half of that at 50%%, a quarter for all grievances."
              + " By default ${DEFAULT-VALUE}.")
  private int messages;

  @Option(
      names = "--warm",
      paramLabel = "N",
      defaultValue = "400000",
      description =
          "Messages before those, half of them grievances: fewer measure how fast a JVM compiles."
              + " By default ${DEFAULT-VALUE}.")
  private int warm;

  @Option(
      names = "--mixes",
      split = ",",
      paramLabel = "MIX",
      defaultValue = "chatter-95,half,grievances",
      description = "Which of ${DEFAULT-VALUE}.")
  private List<String> mixes;

  @Option(
      names = "--threads",
      split = ",",
      paramLabel = "N",
      defaultValue = "1,2",
      description = "Stream threads, one after the other; by default ${DEFAULT-VALUE}.")
  private List<Integer> threads;

  @Option(
      names = "--runs",
      defaultValue = "3",
      description = "Runs of each; the medians count. By default ${DEFAULT-VALUE}.")
  private int runs;

  @Option(names = "--heap", defaultValue = "768m", description = "Of router and pass-through each.")
  private String heap;

  @Option(
      names = "--commit-ms",
      defaultValue = "100",
      description = "Commit interval of both; by default ${DEFAULT-VALUE}.")
  private int commitMillis;

  @Option(
      names = "--communities",
      defaultValue = "1000",
      description =
          "Size of the district: communities of 10 buildings with 2 groups each; by default"
              + " ${DEFAULT-VALUE}.")
  private int communities;

  @Option(
      names = "--texts",
      paramLabel = "DIR",
      description = "Chatter is taken from the lines of the *.txt there instead of invented.")
  private Path texts;

  @Override
  public Integer call() throws IOException {
    output.requireWritable();
    PrintWriter out = spec.commandLine().getOut();
    Report report =
        new Report("throughput", BenchOutput.command(spec, seed.value()), Instant.now());
    report.setting("messages measured at 95% chatter", messages);
    report.setting("messages before those", warm);
    report.setting("runs", runs);
    report.setting("seed", seed.value());
    report.setting("heap of router and pass-through", heap);
    report.setting("heap of the broker", "512m");
    measured.describe(report);
    report.setting("commit interval ms", commitMillis);
    report.setting("guarantee", "exactly_once_v2");
    report.setting("partitions", 4);
    report.setting("groups", new District(communities).groups());
    out.printf("seed %d%n", seed.value());
    StackOptions usual = StackOptions.usual();
    StackOptions options =
        usual
            .in(usual.directory().resolve("bench"))
            .only(Stack.INGEST)
            .telling(BenchOutput.telling(out));
    Stack.attach(options).wipe();
    try (Stack stack = Stack.up(options.tuned(Stack.INGEST, Tuning.heap("512m")))) {
      Throughput bench =
          new Throughput(
              stack,
              new Throughput.Settings(
                  messages,
                  warm,
                  mixes.stream().map(ThroughputCommand::mix).toList(),
                  threads,
                  runs,
                  heap,
                  commitMillis,
                  new District(communities),
                  lines(),
                  seed.value(),
                  measured),
              report,
              BenchOutput.telling(out));
      bench.run(Home.find().root().resolve("samples/fangzhuang"));
    }
    output.finish(report, out);
    return report.holds() ? 0 : 1;
  }

  private static Mix mix(String name) {
    try {
      return Mix.of(name);
    } catch (IllegalArgumentException e) {
      throw new StackException(e.getMessage());
    }
  }

  private List<String> lines() throws IOException {
    if (texts == null) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(texts)) {
      return files
          .filter(file -> file.toString().endsWith(".txt"))
          .sorted()
          .flatMap(ThroughputCommand::lines)
          .map(String::strip)
          .filter(line -> !line.isEmpty())
          .toList();
    }
  }

  private static Stream<String> lines(Path file) {
    try {
      return Files.readAllLines(file).stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
