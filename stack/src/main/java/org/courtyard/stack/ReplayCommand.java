package org.courtyard.stack;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ./courtyard replay FILE} */
@Command(
    name = "replay",
    description = {
      "Send a recorded stream to ingest as if it happened now, faster by --speed.",
      "Times between its lines shrink accordingly, unless the stack runs at that speed itself."
    })
public final class ReplayCommand implements Callable<Integer> {
  private static final int MOST_REFUSALS = 50;

  @Parameters(paramLabel = "FILE", description = "burst file (NDJSON)")
  private Path file;

  @Option(
      names = "--speed",
      paramLabel = "N",
      description = "recorded seconds in a second; by default what the file says")
  private Double speed;

  @Override
  public Integer call() throws InterruptedException {
    Recording recording = Recording.read(file);
    Stack stack = Stack.attach(StackOptions.usual());
    double factor = speed == null ? recording.speed() : speed;
    if (!(factor > 0)) {
      throw new StackException("--speed is above 0");
    }
    List<Replay.Sent> sent =
        Replay.run(
            recording,
            stack,
            factor,
            Instant.now(),
            progress -> System.out.println(progress.line()));
    List<Replay.Sent> refused = sent.stream().filter(one -> !one.taken()).toList();
    refused.stream()
        .limit(MOST_REFUSALS)
        .forEach(
            one ->
                System.out.printf(
                    "line %d (%s) refused: %s%n",
                    one.line(), one.id(), String.join("; ", one.reasons())));
    if (refused.size() > MOST_REFUSALS) {
      System.out.println("… and " + (refused.size() - MOST_REFUSALS) + " more");
    }
    return refused.isEmpty() ? 0 : 1;
  }
}
