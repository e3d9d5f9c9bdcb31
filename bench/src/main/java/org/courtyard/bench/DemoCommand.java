package org.courtyard.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeoutException;
import org.courtyard.bench.demo.Burst;
import org.courtyard.bench.demo.BurstException;
import org.courtyard.bench.demo.BurstParser;
import org.courtyard.stack.Home;
import org.courtyard.stack.Stack;
import org.courtyard.stack.StackOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ./courtyard demo}: a day in the groups in two minutes, and the proof of it. */
@Command(
    name = "demo",
    description = {
      "Start everything, import the sample district, replay a day of messages with domain time"
          + " compressed, and check from the topics what became of each.",
      "Its stack lives in .courtyard/demo and is forgotten at the next demo; ports as for up.",
      "Ends with 0 only when every promise was kept and every expectation met. Without --once it"
          + " stays up until Ctrl-C."
    })
public final class DemoCommand implements Callable<Integer> {
  private static final int USAGE = 2;
  private static final Duration DRAIN = Duration.ofSeconds(60);

  @Spec private CommandSpec spec;

  @Option(names = "--once", description = "Stop everything afterwards.")
  private boolean once;

  @Option(names = "--json", paramLabel = "FILE", description = "Write the figures there as JSON.")
  private Path json;

  @Option(
      names = "--burst",
      paramLabel = "FILE",
      description =
          "Replay this one instead of samples/fangzhuang/burst.ndjson; sheets next to it are"
              + " imported instead of the sample district's.")
  private Path file;

  @Override
  public Integer call() throws IOException, InterruptedException, TimeoutException {
    Figures.requireWritable(json);
    PrintWriter out = spec.commandLine().getOut();
    Path sampleWorld = Home.find().root().resolve("samples/fangzhuang");
    Path played = file == null ? sampleWorld.resolve("burst.ndjson") : file;
    Burst burst;
    try {
      burst = burst(played);
    } catch (BurstException e) {
      spec.commandLine().getErr().println(e.getMessage());
      return USAGE;
    }
    burst.warnings().forEach(out::println);
    Path samples = Demo.samplesFor(played, sampleWorld);
    try (Demo demo = new Demo(played, burst, samples, options(samples), DRAIN, out)) {
      Demo.Result result = demo.run();
      Figures.write(json, result.figures());
      if (!once) {
        stayUp(demo.stack(), out);
      }
      return result.proven() ? 0 : 1;
    }
  }

  private Burst burst(Path played) throws IOException, BurstException {
    if (!Files.isReadable(played)) {
      throw new BurstException(played.toString(), List.of("cannot be read"));
    }
    return BurstParser.parse(played);
  }

  /** Whatever an earlier demo left, running or not, goes first. */
  private static StackOptions options(Path samples) {
    StackOptions usual = StackOptions.usual().returningQuickly();
    StackOptions own = usual.in(usual.directory().resolve("demo"));
    Stack.attach(own).wipe();
    Path destinations = samples.resolve("destinations.csv");
    return Files.isRegularFile(destinations) ? own.withDestinations(destinations) : own;
  }

  private static void stayUp(Stack stack, PrintWriter out) throws InterruptedException {
    out.printf(
        """

        Everything still runs, with domain time at its speed. Look around, from another terminal:
          export COURTYARD_DIR=%s
          ./courtyard status
          ./courtyard watch breaches        (or cases, events, any topic)
          ./courtyard verify
          %s/log        what stands in the chats
          %s/q/openapi        what ingest takes
        Ctrl-C stops it.
        """,
        stack.directory(), stack.simulatorUrl(), stack.ingestUrl());
    out.flush();
    while (Stack.NAMES.stream().anyMatch(name -> stack.process(name).isPresent())) {
      Thread.sleep(Duration.ofSeconds(1));
      stack.deaths().forEach(out::println);
      out.flush();
    }
  }
}
