package org.courtyard.stack;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.Callable;
import org.courtyard.schemas.DomainTime;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./courtyard up} */
@Command(
    name = "up",
    description = {
      "Start broker, registry, chat simulator and every service; Ctrl-C stops them.",
      "Their state is kept in .courtyard (COURTYARD_DIR) and found again by the next up.",
      "Domain time and destinations stay as they were, too, unless an option changes them.",
      "Ports: COURTYARD_PORT_BASE=20000 moves all, COURTYARD_PORT_INGEST=8180 one."
    })
public final class UpCommand implements Callable<Integer> {
  /** What --destinations is when it is not given. */
  private static final String DESTINATIONS = "COURTYARD_DESTINATIONS_FILE";

  @Option(
      names = {"-d", "--detach"},
      description = "return once everything is ready and leave it running; down stops it")
  private boolean detach;

  @Option(
      names = "--speed",
      paramLabel = "N",
      description =
          "let domain time run N times as fast, from now or from --origin on; 1: real time")
  private Double speed;

  @Option(
      names = "--origin",
      paramLabel = "INSTANT",
      description = "domain time at the start, for example 2026-06-29T00:00:00Z")
  private Instant origin;

  @Option(
      names = "--destinations",
      paramLabel = "CSV",
      description =
          "where the notifier can speak, instead of the sample world's (COURTYARD_DESTINATIONS_FILE)")
  private Path destinations;

  @Override
  public Integer call() throws InterruptedException {
    Stack stack = Stack.up(options(System.getenv()));
    System.out.println("Everything runs. State, logs and secrets: " + stack.directory());
    System.out.println("Next: ./courtyard import samples/fangzhuang");
    if (detach) {
      System.out.println("Stop it: ./courtyard down");
    } else {
      System.out.println("Ctrl-C stops it.");
      watch(stack);
    }
    return 0;
  }

  /**
   * What was told; the rest as this directory knows it. What is started again must fit what still
   * runs there.
   */
  StackOptions options(Map<String, String> environment) {
    StackOptions usual = StackOptions.from(environment).returningQuickly();
    StackDirectory directory = new StackDirectory(usual.directory());
    StackOptions options = usual.asKnown(directory);
    boolean timeTold = speed != null || origin != null;
    if (directory.known() && directory.runsAnything()) {
      if (timeTold) {
        throw new StackException(
            "What runs in "
                + directory.root()
                + " has a domain time already. Leave out --speed and --origin, or stop it first:"
                + " ./courtyard down");
      }
      options = options.on(directory.ports());
    }
    if (timeTold) {
      options = options.at(time());
    }
    String file = environment.get(DESTINATIONS);
    if (destinations != null || file != null) {
      options = options.withDestinations(destinations != null ? destinations : Path.of(file));
    }
    return detach ? options.detach() : options;
  }

  private DomainTime time() {
    double times = speed == null ? 1 : speed;
    if (times == 1 && origin == null) {
      return DomainTime.REAL;
    }
    Instant now = Instant.now();
    return new DomainTime(now, origin == null ? now : origin, times);
  }

  private static void watch(Stack stack) throws InterruptedException {
    while (Stack.NAMES.stream().anyMatch(name -> stack.process(name).isPresent())) {
      Thread.sleep(Duration.ofMillis(500));
      for (String death : stack.deaths()) {
        System.err.println(death);
        System.err.println(
            "The others go on. To start it again, in another terminal: ./courtyard up --detach");
      }
    }
  }
}
