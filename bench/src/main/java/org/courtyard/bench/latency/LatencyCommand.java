package org.courtyard.bench.latency;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
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

/** {@code ./courtyard bench latency}. */
@Command(
    name = "latency",
    description = {
      "How long it takes until a message is accepted by ingest, readable as a case event, and"
          + " spoken of on the chat platform, at shares of the most that the chain carries.",
      "Messages are sent on a fixed schedule; what is late counts from when it should have been"
          + " sent. A ramp in the same run finds the maximum. About 4 minutes.",
      "With --burst: whether ten times the usual load loses anything, and when all is as before.",
      "Its stack lives in .courtyard/bench; ports as for up."
    })
public final class LatencyCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;
  @Mixin private BenchOutput output;
  @Mixin private Measured measured;
  @Mixin private Seed seed;

  @Option(
      names = "--mix",
      defaultValue = "chatter-95",
      description = "What people say: chatter-95, half or grievances. By default ${DEFAULT-VALUE}.")
  private String mix;

  @Option(
      names = "--levels",
      split = ",",
      paramLabel = "PERCENT",
      defaultValue = "10,50,80",
      description = "Of the maximum; by default ${DEFAULT-VALUE}.")
  private List<Integer> levels;

  @Option(
      names = "--seconds",
      defaultValue = "30",
      description = "At each level; by default ${DEFAULT-VALUE}.")
  private int seconds;

  @Option(
      names = "--warm-up",
      paramLabel = "DURATION",
      defaultValue = "PT1M",
      description =
          "At 1,500 messages a second before anything counts; by default ${DEFAULT-VALUE}.")
  private Duration warmUp;

  @Option(
      names = "--burst",
      description =
          "Instead of levels: ten times the usual load for 60 s. A report of its own, burst.")
  private boolean burst;

  @Option(
      names = "--usual",
      paramLabel = "PERCENT",
      defaultValue = "12",
      description = "Usual load before and after a burst, of the maximum; ${DEFAULT-VALUE}.")
  private int usual;

  @Option(
      names = "--communities",
      defaultValue = "500",
      description =
          "Size of the district: communities of 10 buildings with 2 groups each; by default"
              + " ${DEFAULT-VALUE}.")
  private int communities;

  @Option(
      names = "--maximum",
      paramLabel = "N",
      defaultValue = "0",
      description = "Messages a second that the levels are shares of, instead of a ramp.")
  private double maximum;

  @Option(
      names = "--messages-at-most",
      hidden = true,
      defaultValue = "1000000",
      description = "Room for so many messages in all.")
  private int most;

  @Option(names = "--heap", defaultValue = "512m", description = "Of the router.")
  private String heap;

  @Option(names = "--threads", defaultValue = "1", description = "Stream threads of the router.")
  private int threads;

  @Override
  public Integer call() throws IOException, InterruptedException {
    output.requireWritable();
    PrintWriter out = spec.commandLine().getOut();
    District district = new District(communities);
    Report report =
        new Report(
            burst ? "burst" : "latency", BenchOutput.command(spec, seed.value()), Instant.now());
    report.setting("mix", mix());
    if (!burst) {
      report.setting("seconds at each level", seconds);
    }
    report.setting("warm-up", warmUp);
    report.setting("seed", seed.value());
    report.setting("groups", district.groups());
    report.setting("heaps", "router " + heap + ", broker 512m, others 256m");
    report.setting("router threads", threads);
    measured.describe(report);
    out.printf("seed %d%n", seed.value());
    StackOptions options = StackOptions.usual();
    Path directory = options.directory().resolve("bench");
    Path samples = Home.find().root().resolve("samples/fangzhuang");
    Stack.attach(options.in(directory)).wipe();
    Path sheets = directory.resolve("district");
    district.write(sheets, samples);
    Path destinations = sheets.resolve("destinations.csv");
    district.writeDestinations(destinations);
    options =
        options
            .in(directory)
            .withDestinations(destinations)
            .tuned(Stack.ROUTER, tuning())
            .telling(BenchOutput.telling(out));
    try (Stack stack = Stack.up(options);
        Chain chain =
            new Chain(
                stack,
                mix(),
                district,
                most,
                seed.value(),
                samples,
                report,
                BenchOutput.telling(out))) {
      chain.prepare(sheets, warmUp);
      if (burst) {
        new Burst(
                chain, new Burst.Settings(usual / 100.0, maximum), report, BenchOutput.telling(out))
            .run();
      } else {
        new Latency(
                stack,
                chain,
                new Latency.Settings(
                    levels.stream().map(percent -> percent / 100.0).toList(), seconds, maximum),
                report,
                BenchOutput.telling(out))
            .run();
      }
    }
    output.finish(report, out);
    return report.holds() ? 0 : 1;
  }

  private Mix mix() {
    try {
      return Mix.of(mix);
    } catch (IllegalArgumentException e) {
      throw new StackException(e.getMessage());
    }
  }

  private Tuning tuning() {
    return measured.tuning(heap, "latency").with("COURTYARD_THREADS", Integer.toString(threads));
  }
}
