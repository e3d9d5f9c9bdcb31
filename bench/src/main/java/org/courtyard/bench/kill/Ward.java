package org.courtyard.bench.kill;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.courtyard.schemas.AvroSerdes;
import org.courtyard.schemas.ClockTick;
import org.courtyard.schemas.Topics;
import org.courtyard.stack.Stack;
import org.courtyard.stack.StackException;

/**
 * Looks after the processes of a stack: whether each of them does its work, by real signs of it.
 */
final class Ward {
  private static final long LOOK_MILLIS = 20;
  private static final Duration PATIENCE = Duration.ofSeconds(120);

  private final Stack stack;
  private final SteadyLoad load;
  private final Pulse pulse;
  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(1)).build();

  Ward(Stack stack, SteadyLoad load, Pulse pulse) {
    this.stack = stack;
    this.load = load;
    this.pulse = pulse;
  }

  /**
   * Watches until all of it works again.
   *
   * @param what happened, for people
   * @param names whose own recovery is told
   * @param since when it happened, on the wall clock
   * @param nanos the same on the stopwatch
   */
  Recovery recovery(String what, Collection<String> names, Instant since, long nanos) {
    Set<String> waiting = new LinkedHashSet<>(names);
    waiting.addAll(KillPlan.PROCESSES);
    Map<String, Long> back = new LinkedHashMap<>();
    Map<String, Long> spent = new LinkedHashMap<>();
    String last = "";
    while (!waiting.isEmpty() && millisSince(nanos) < PATIENCE.toMillis()) {
      for (String name : List.copyOf(waiting)) {
        if (works(name, since)) {
          back.put(name, millisSince(nanos));
          if (names.contains(name)) {
            spent.put(name, spentMillis(name));
          }
          waiting.remove(name);
          last = name;
        }
      }
      pause(LOOK_MILLIS);
    }
    Map<String, Long> named = new LinkedHashMap<>();
    names.forEach(name -> named.put(name, back.getOrDefault(name, -1L)));
    long all = waiting.isEmpty() ? back.get(last) : -1;
    return new Recovery(what, named, spent, all, last, List.copyOf(waiting));
  }

  private long spentMillis(String name) {
    return stack
        .process(name)
        .flatMap(process -> process.info().totalCpuDuration())
        .map(Duration::toMillis)
        .orElse(0L);
  }

  /** The broker works when it takes a message, the registry when a newcomer can ask it. */
  private boolean works(String name, Instant since) {
    return switch (name) {
      case Stack.INGEST, Stack.BROKER -> load.takenSince(since);
      case Stack.REGISTRY -> encodes();
      default -> pulse.works(service(name), since);
    };
  }

  /** Of a second instance, too. */
  private static String service(String name) {
    return KillPlan.SHARING.stream().filter(name::startsWith).findFirst().orElseThrow();
  }

  /** As a service does that has just started and knows no schema. */
  private boolean encodes() {
    if (!stack.ready(Stack.REGISTRY)) {
      return false;
    }
    try (var serde = AvroSerdes.registry(stack.registryUrl()).of(ClockTick.class)) {
      ClockTick tick = new ClockTick(Instant.EPOCH, "here");
      return serde.serializer().serialize(Topics.CLOCK_TICKS.name(), tick).length > 0;
    } catch (RuntimeException e) {
      return false;
    }
  }

  /** Waits until a service says that partitions move or state is restored, or works already. */
  void awaitRebalance(String name, Duration atMost) {
    long giveUp = System.nanoTime() + atMost.toNanos();
    while (System.nanoTime() < giveUp && !health(name).contains("REBALANCING")) {
      if (health(name).contains("RUNNING")) {
        return;
      }
      pause(LOOK_MILLIS);
    }
  }

  /** Whether it has come as far as to say how it is. */
  boolean answers(String name) {
    return !health(name).isEmpty();
  }

  private String health(String name) {
    try {
      URI uri = URI.create(stack.url(name) + "/q/health/ready");
      HttpRequest request = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(1)).build();
      return http.send(request, BodyHandlers.ofString()).body();
    } catch (IOException e) {
      return "";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StackException("Interrupted", e);
    }
  }

  static long millisSince(long nanos) {
    return (System.nanoTime() - nanos) / 1_000_000;
  }

  static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StackException("Interrupted", e);
    }
  }
}
