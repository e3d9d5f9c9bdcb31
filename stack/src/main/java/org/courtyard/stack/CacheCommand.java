package org.courtyard.stack;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.courtyard.schemas.DomainTime;
import picocli.CommandLine.Command;

/** {@code ./courtyard cache} */
@Command(
    name = "cache",
    description = {
      "Make the start-up caches: every process is trained once on the sample world, and starts in"
          + " about half the time from then on.",
      "Takes about three minutes, and holds until the next build. The launcher does it before the"
          + " first bench kill of a build."
    })
public final class CacheCommand implements Callable<Integer> {
  /** Those for whose return people wait. */
  private static final List<String> TRAINED =
      Stack.NAMES.stream().filter(name -> !name.equals(Stack.SIMULATOR)).toList();

  /** An hour a second: deadlines pass while it trains. */
  private static final double SPEED = 3600;

  private static final double AS_FAST_AS_IT_GOES = 1e6;
  private static final Duration AT_WORK = Duration.ofSeconds(15);

  @Override
  public Integer call() throws IOException, InterruptedException {
    Home home = Home.find();
    StartCache cache = StartCache.in(home);
    TestStack.deleteTree(cache.directory());
    long began = System.nanoTime();
    tell("training every process on the sample world");
    Stack stack =
        Stack.up(options(cache), () -> new DomainTime(Instant.now(), Instant.now(), SPEED));
    List<Launch> trained = new ArrayList<>();
    try {
      work(stack, home.samples());
      // A second life after a kill, as it is then that a quick start is wanted.
      Stack.SERVICES.forEach(stack::kill);
      Stack.SERVICES.forEach(stack::restart);
      Stack.SERVICES.forEach(stack::awaitReady);
      work(stack, home.samples());
      TRAINED.forEach(name -> trained.add(stack.launchOf(name)));
      TRAINED.reversed().forEach(stack::stop);
    } finally {
      stack.down();
    }
    for (Launch launch : trained) {
      tell("making the cache of " + launch.name());
      cache.create(launch);
    }
    stack.wipe();
    cache.finished();
    tell(
        "%d start-up caches in %s after %.0f s"
            .formatted(trained.size(), cache.directory(), (System.nanoTime() - began) / 1e9));
    return 0;
  }

  private static StackOptions options(StartCache cache) {
    StackOptions options =
        StackOptions.usual().in(cache.directory().resolve("training")).on(Ports.free());
    for (String name : TRAINED) {
      options = options.tuned(name, Tuning.NONE.flagged(cache.learning(name)));
    }
    return options.telling(line -> {});
  }

  private static void work(Stack stack, Path samples) throws IOException, InterruptedException {
    IngestClient ingest = new IngestClient(stack.ingestUrl(), Duration.ofSeconds(20));
    new Importer(ingest, samples.getFileName().toString()).directory(samples);
    Recording burst = Recording.read(samples.resolve("burst.ndjson"));
    Replay.run(burst, stack, AS_FAST_AS_IT_GOES, Instant.now(), progress -> {});
    Thread.sleep(AT_WORK);
  }

  private static void tell(String line) {
    System.err.println("  " + line);
  }
}
