package org.courtyard.bench.deadlines;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import org.courtyard.bench.report.BenchOutput;
import org.courtyard.bench.report.Measured;
import org.courtyard.bench.report.Report;
import org.courtyard.stack.Stack;
import org.courtyard.stack.StackException;
import org.courtyard.stack.StackOptions;
import org.courtyard.stack.Tuning;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ./courtyard bench deadlines}. */
@Command(
    name = "deadlines",
    description = {
      "How late breaches are with so many cases open, at rest and with input; how long a kill -9"
          + " takes to mend; and what happens when very many run out within one second.",
      "Cases are written as their router would tell of them; only sla-monitor runs. Its stack lives"
          + " in .courtyard/bench; ports as for up."
    })
public final class DeadlinesCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private BenchOutput output;
  @Mixin private Measured measured;

  @Option(
      names = "--cases",
      split = ",",
      paramLabel = "N",
      defaultValue = "1000000",
      description =
          "Open cases; several numbers are reached one after the other. By default"
              + " ${DEFAULT-VALUE}; the bar is at 5000000.")
  private List<Integer> cases;

  @Option(
      names = "--due-at-once",
      paramLabel = "N",
      defaultValue = "1000000",
      description =
          "Cases on top of the largest number that fall due within one second; by default"
              + " ${DEFAULT-VALUE}, 0 for none.")
  private int dueAtOnce;

  @Option(
      names = "--spread",
      paramLabel = "DURATION",
      defaultValue = "PT12H",
      description = "Over which time the other deadlines lie; by default ${DEFAULT-VALUE}.")
  private Duration spread;

  @Option(
      names = "--window",
      paramLabel = "DURATION",
      defaultValue = "PT30S",
      description = "How long each number is looked at, idle and with input: ${DEFAULT-VALUE}.")
  private Duration window;

  @Option(
      names = "--input",
      paramLabel = "N",
      defaultValue = "200",
      description = "New cases a second while input latency is measured: ${DEFAULT-VALUE}.")
  private int input;

  @Option(
      names = "--communities",
      defaultValue = "1000",
      description = "Communities that the cases belong to; by default ${DEFAULT-VALUE}.")
  private int communities;

  @Option(
      names = "--heap",
      defaultValue = "256m",
      description = "Of sla-monitor: ${DEFAULT-VALUE}.")
  private String heap;

  @Option(
      names = "--threads",
      defaultValue = "1",
      description = "Stream threads; by default ${DEFAULT-VALUE}.")
  private int threads;

  @Override
  public Integer call() throws IOException {
    output.requireWritable();
    List<Integer> steps = cases.stream().sorted().distinct().toList();
    if (steps.getFirst() < 1 || dueAtOnce < 0 || input < 1 || communities < 1) {
      throw new StackException("Numbers of cases, input and communities must be at least 1");
    }
    PrintWriter out = spec.commandLine().getOut();
    Report report = new Report("deadlines", BenchOutput.command(spec), Instant.now());
    report.setting("open cases", steps);
    report.setting("due within one second", dueAtOnce);
    report.setting("deadlines spread over", spread);
    report.setting("window", window);
    report.setting("new cases a second meanwhile", input);
    report.setting("heap of sla-monitor", heap);
    report.setting("heap of the broker", "512m");
    report.setting("stream threads", threads);
    measured.describe(report);
    report.setting("guarantee", "exactly_once_v2");
    report.setting("partitions", 4);
    StackOptions usual = StackOptions.usual();
    StackOptions options =
        usual.in(usual.directory().resolve("bench")).only().telling(BenchOutput.telling(out));
    Stack.attach(options).wipe();
    try (Stack stack = Stack.up(options)) {
      var settings =
          new Deadlines.Settings(steps, dueAtOnce, spread, window, input, communities, tuning());
      new Deadlines(stack, settings, report, BenchOutput.telling(out)).run();
    }
    Stack.attach(options).wipe();
    output.finish(report, out);
    return report.holds() ? 0 : 1;
  }

  private Tuning tuning() {
    return measured.tuning(heap, "deadlines").with("COURTYARD_THREADS", Integer.toString(threads));
  }
}
