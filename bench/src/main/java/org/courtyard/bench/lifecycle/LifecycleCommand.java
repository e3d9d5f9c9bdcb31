package org.courtyard.bench.lifecycle;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import org.courtyard.bench.load.District;
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

/** {@code ./courtyard bench lifecycle}. */
@Command(
    name = "lifecycle",
    description = {
      "How many cases a second are created, assigned, resolved and evaluated among so many that are"
          + " open. Each step is taken once the last one is readable; receipts are injected, chat"
          + " delivery is left out.",
      "One in fifty of the open cases goes through the router; the others are copies of what it"
          + " keeps of those, in other communities, from which it restores. Its stack lives in"
          + " .courtyard/bench; ports as for up."
    })
public final class LifecycleCommand implements Callable<Integer> {
  /** Matters that one community has at most, with room for those that are measured. */
  private static final int MATTERS_A_COMMUNITY = 700;

  @Spec private CommandSpec spec;
  @Mixin private BenchOutput output;
  @Mixin private Measured measured;
  @Mixin private Seed seed;

  @Option(
      names = "--cases",
      split = ",",
      paramLabel = "N",
      defaultValue = "100000,300000,1000000",
      description = "Open cases, reached one after the other; by default ${DEFAULT-VALUE}.")
  private List<Integer> cases;

  @Option(
      names = "--in-flight",
      paramLabel = "N",
      defaultValue = "4000",
      description = "Lifecycles on their way at a time; by default ${DEFAULT-VALUE}.")
  private int inFlight;

  @Option(
      names = "--warm-up",
      paramLabel = "DURATION",
      defaultValue = "PT1M",
      description = "Before each measurement: ${DEFAULT-VALUE}.")
  private Duration warmUp;

  @Option(
      names = "--window",
      paramLabel = "DURATION",
      defaultValue = "PT10S",
      description = "Length of a measurement: ${DEFAULT-VALUE}.")
  private Duration window;

  @Option(
      names = "--windows",
      paramLabel = "N",
      defaultValue = "3",
      description = "Measurements at each number of cases; the median counts. ${DEFAULT-VALUE}.")
  private int windows;

  @Option(
      names = "--communities",
      paramLabel = "N",
      description =
          "Size of the district: communities of 10 buildings with 2 groups each. By default 1000,"
              + " or one for each 700 open cases where that is more.")
  private Integer communities;

  @Option(names = "--heap", defaultValue = "512m", description = "Of the router: ${DEFAULT-VALUE}.")
  private String heap;

  @Option(
      names = "--threads",
      defaultValue = "2",
      description = "Stream threads; by default ${DEFAULT-VALUE}.")
  private int threads;

  @Override
  public Integer call() throws IOException {
    output.requireWritable();
    List<Integer> steps = cases.stream().sorted().distinct().toList();
    if (steps.getFirst() < 1 || inFlight < 1 || windows < 1) {
      throw new StackException("Numbers of cases, lifecycles and windows must be at least 1");
    }
    int asked =
        communities != null ? communities : Math.max(1000, steps.getLast() / MATTERS_A_COMMUNITY);
    // As many copies of each of the first.
    District district = new District(Math.ceilDiv(asked, Lifecycles.COPIES) * Lifecycles.COPIES);
    PrintWriter out = spec.commandLine().getOut();
    Report report = new Report("lifecycle", BenchOutput.command(spec, seed.value()), Instant.now());
    report.setting("open cases", steps);
    report.setting("lifecycles at a time", inFlight);
    report.setting("warm-up", warmUp);
    report.setting("window", window);
    report.setting("windows", windows);
    report.setting("seed", seed.value());
    report.setting("groups", district.groups());
    report.setting("heap of the router", heap);
    report.setting("heap of the broker", "512m");
    report.setting("stream threads", threads);
    measured.describe(report);
    report.setting("guarantee", "exactly_once_v2");
    report.setting("partitions", 4);
    out.printf("seed %d%n", seed.value());
    StackOptions usual = StackOptions.usual();
    StackOptions options =
        usual
            .in(usual.directory().resolve("bench"))
            .only(Stack.INGEST)
            .telling(BenchOutput.telling(out));
    Stack.attach(options).wipe();
    try (Stack stack = Stack.up(options.tuned(Stack.INGEST, Tuning.heap("512m")))) {
      var settings =
          new Lifecycles.Settings(
              steps, inFlight, warmUp, window, windows, district, seed.value(), tuning());
      Path samples = Home.find().root().resolve("samples/fangzhuang");
      new Lifecycles(stack, settings, samples, report, BenchOutput.telling(out)).run(samples);
    }
    Stack.attach(options).wipe();
    output.finish(report, out);
    return report.holds() ? 0 : 1;
  }

  private Tuning tuning() {
    return measured.tuning(heap, "lifecycle").with("COURTYARD_THREADS", Integer.toString(threads));
  }
}
