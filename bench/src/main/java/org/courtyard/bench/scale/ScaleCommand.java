package org.courtyard.bench.scale;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.courtyard.bench.load.District;
import org.courtyard.bench.report.BenchOutput;
import org.courtyard.bench.report.Plot;
import org.courtyard.bench.report.Report;
import org.courtyard.bench.report.Seed;
import org.courtyard.schemas.Topics;
import org.courtyard.stack.Home;
import org.courtyard.stack.Stack;
import org.courtyard.stack.StackOptions;
import org.courtyard.stack.Tuning;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ./courtyard bench scale}. */
@Command(
    name = "scale",
    description = {
      "The same messages through one instance of the router, through several on this machine, and"
          + " through one that is joined by another and then leaves; and how many cores a city of"
          + " 100,000 groups would take at the cost that was measured.",
      "Its stack lives in .courtyard/bench; ports as for up. About 4 minutes."
    })
public final class ScaleCommand implements Callable<Integer> {
  private static final int GROUPS = 100_000;
  private static final double SECONDS_A_DAY = 86_400;

  /** Cores that are busier than that leave no room for compaction, rebalancing and bad luck. */
  private static final double BUSY = 0.6;

  @Spec private CommandSpec spec;
  @Mixin private BenchOutput output;
  @Mixin private Seed seed;

  @Option(
      names = "--messages",
      paramLabel = "N",
      defaultValue = "400000",
      description = "In each run, 95%% of them chatter; by default ${DEFAULT-VALUE}.")
  private int messages;

  @Option(
      names = "--instances",
      split = ",",
      paramLabel = "N",
      defaultValue = "1,2,4",
      description = "One run after the other; by default ${DEFAULT-VALUE}.")
  private List<Integer> instances;

  @Option(
      names = "--messages-a-day",
      paramLabel = "N",
      defaultValue = "40",
      description = "Of one group, for the sizing; by default ${DEFAULT-VALUE}.")
  private int messagesADay;

  @Option(
      names = "--communities",
      defaultValue = "500",
      description = "Size of the district: 20 groups each; by default ${DEFAULT-VALUE}.")
  private int communities;

  @Option(names = "--heap", defaultValue = "384m", description = "Of each router.")
  private String heap;

  @Override
  public Integer call() throws IOException, InterruptedException {
    output.requireWritable();
    PrintWriter out = spec.commandLine().getOut();
    District district = new District(communities);
    Report report = new Report("scale", BenchOutput.command(spec, seed.value()), Instant.now());
    report.setting("messages in each run", messages);
    report.setting("mix", "95% chatter");
    report.setting("partitions", Topics.MESSAGES.partitions());
    report.setting("stream threads of each", 1);
    report.setting("groups", district.groups());
    report.setting("heaps", "each router " + heap + ", broker 512m");
    report.setting("seed", seed.value());
    out.printf("seed %d%n", seed.value());
    StackOptions options = StackOptions.usual();
    Path directory = options.directory().resolve("bench");
    Path samples = Home.find().root().resolve("samples/fangzhuang");
    Stack.attach(options.in(directory)).wipe();
    Path sheets = directory.resolve("district");
    district.write(sheets, samples);
    options =
        options
            .in(directory)
            .only(Stack.INGEST)
            .tuned(Stack.INGEST, Tuning.heap("512m"))
            .tuned(Stack.ROUTER, Tuning.heap(heap))
            .telling(BenchOutput.telling(out));
    try (Stack stack = Stack.up(options)) {
      List<Scale.Run> runs =
          new Scale(
                  stack,
                  new Scale.Settings(messages, instances, district, seed.value()),
                  report,
                  BenchOutput.telling(out))
              .run(sheets, samples);
      publish(report, runs);
      size(report, runs.getFirst());
    }
    output.finish(report, out);
    return report.holds() ? 0 : 1;
  }

  private static void publish(Report report, List<Scale.Run> runs) {
    report.table(
        "Instances of the router on this machine",
        List.of("router", "messages/s", "routers µs", "broker µs", "cores busy", "longest gap ms"),
        runs.stream()
            .map(
                run ->
                    List.of(
                        run.name(),
                        text("%,.0f", run.perSecond()),
                        text("%.1f", run.routerMicros()),
                        text("%.1f", run.brokerMicros()),
                        text("%.2f", run.cores()),
                        text("%,.0f", run.longestGap())))
            .toList());
    int cores = Runtime.getRuntime().availableProcessors();
    report.note(
        ("This shows that instances share the partitions, that each message is decided once while"
                + " partitions move, how long that interrupts, and what one more process costs a"
                + " message. It cannot show that more machines carry more: broker and routers"
                + " share %d cores here, which one instance and the broker already fill, so that"
                + " several can only be as fast as one, less what they cost. Nor does it show"
                + " replication, which a broker of one node does not do.")
            .formatted(cores));
    Plot plot = new Plot("Messages a second over each run", "seconds", "messages/s");
    runs.forEach(run -> plot.line(run.name(), run.rates()));
    report.plot("rates", plot.svg());
  }

  /** One case of load on the whole city. */
  private record Demand(String name, double perSecond) {}

  private void size(Report report, Scale.Run one) {
    double average = GROUPS * messagesADay / SECONDS_A_DAY;
    List<Demand> demands =
        List.of(
            new Demand("average of a day", average),
            new Demand("evening, 5 times that", average * 5),
            new Demand("a burst of 5,000/s", 5_000),
            new Demand("a burst of 50,000/s", 50_000));
    List<List<String>> rows = new ArrayList<>();
    ArrayNode figures = report.figures().putArray("sizing");
    for (Demand demand : demands) {
      double router = demand.perSecond() * one.routerMicros() / 1e6 / BUSY;
      double broker = demand.perSecond() * one.brokerMicros() / 1e6 / BUSY;
      int partitions = (int) Math.max(Topics.MESSAGES.partitions(), Math.ceil(router) * 2);
      rows.add(
          List.of(
              demand.name(),
              text("%,.0f", demand.perSecond()),
              text("%.1f", router),
              text("%.1f", broker),
              Integer.toString(partitions)));
      ObjectNode figure = figures.addObject();
      figure.put("demand", demand.name());
      figure.put("perSecond", demand.perSecond());
      figure.put("routerCores", router);
      figure.put("brokerCores", broker);
      figure.put("partitions", partitions);
    }
    report.table(
        "%,d groups of %d messages a day: cores at %.0f%% busy, from the run with %s"
            .formatted(GROUPS, messagesADay, BUSY * 100, one.name()),
        List.of("load", "messages/s", "router cores", "broker cores", "partitions at least"),
        rows);
    report.note(
        "Sizing multiplies the processor time that one message took here, router and broker apart,"
            + " with 95% chatter and one replica; each further replica costs the broker about as"
            + " much again. Partitions: twice the router's cores, so that they can be shared"
            + " evenly. Ingest, sla-monitor and notifier come on top: see ingest, deadlines and"
            + " latency.");
  }

  private static String text(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }
}
