package org.courtyard.stack;

import java.time.Duration;
import java.time.Instant;
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
      "Ports: COURTYARD_PORT_BASE=20000 moves all, COURTYARD_PORT_INGEST=8180 one."
    })
public final class UpCommand implements Callable<Integer> {
  @Option(
      names = {"-d", "--detach"},
      description = "return once everything is ready and leave it running; down stops it")
  private boolean detach;

  @Option(
      names = "--speed",
      paramLabel = "N",
      description = "let domain time run N times as fast, from now or from --origin on")
  private double speed = 1;

  @Option(
      names = "--origin",
      paramLabel = "INSTANT",
      description = "domain time at the start, for example 2026-06-29T00:00:00Z")
  private Instant origin;

  @Option(
      names = "--destinations",
      paramLabel = "CSV",
      description = "where the notifier can speak, instead of the sample world's")
  private java.nio.file.Path destinations;

  @Override
  public Integer call() throws InterruptedException {
    StackOptions options = StackOptions.usual().at(time());
    if (destinations != null) {
      options = options.withDestinations(destinations);
    }
    Stack stack = Stack.up(detach ? options.detach() : options);
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

  private DomainTime time() {
    if (speed == 1 && origin == null) {
      return DomainTime.REAL;
    }
    Instant now = Instant.now();
    return new DomainTime(now, origin == null ? now : origin, speed);
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
