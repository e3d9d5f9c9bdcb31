package org.courtyard.bench.kill;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.courtyard.stack.Stack;
import org.courtyard.stack.StackException;
import org.courtyard.stack.Tuning;

/** Makes things go wrong under load, ends it, and watches until all works again. */
final class Faults {
  private static final String BOOTSTRAP = "COURTYARD_BOOTSTRAP_SERVERS";
  private static final String STATE = "COURTYARD_STATE_DIR";
  private static final int CLOCK_STEP_SECONDS = 300;
  private static final int DISK_MEGABYTES = 512;

  /** The library looks into its file once a second. */
  private static final Duration FELT_WITHIN = Duration.ofMillis(1_200);

  /** From when it answers: long enough to look for the broker, and to try more than once. */
  private static final Duration WITHOUT_ROOM = Duration.ofSeconds(30);

  private static final Duration A_WHILE = Duration.ofSeconds(10);

  private final Stack stack;
  private final Ward ward;
  private final Pulse pulse;
  private final Optional<Wire> wire;
  private final Duration brokerDown;
  private final Duration cut;

  /**
   * What can go wrong on this stack.
   *
   * @param wire over which a service can reach the broker; empty where there is none
   * @param brokerDown how long the broker is away
   * @param cut how long a service is apart from the broker
   */
  Faults(
      Stack stack, Ward ward, Pulse pulse, Optional<Wire> wire, Duration brokerDown, Duration cut) {
    this.stack = stack;
    this.ward = ward;
    this.pulse = pulse;
    this.wire = wire;
    this.brokerDown = brokerDown;
    this.cut = cut;
  }

  /** Cannot be done on this machine; the message says why. */
  static final class Impossible extends Exception {
    private static final long serialVersionUID = 1;

    Impossible(String why) {
      super(why);
    }
  }

  /** All of one fault, until everything works again. */
  List<Recovery> run(Fault fault) throws Impossible {
    return switch (fault) {
      case BROKER_DOWN -> brokerDown();
      case DISK_FULL -> diskFull();
      case NETWORK_CUT -> networkCut();
      case CLOCK_STEPS -> clockSteps();
      case ROLLING_RESTART -> rollingRestart();
    };
  }

  private List<Recovery> brokerDown() {
    stack.kill(Stack.BROKER);
    Ward.pause(brokerDown.toMillis());
    long nanos = System.nanoTime();
    Instant since = Instant.now();
    stack.restart(Stack.BROKER);
    return List.of(
        ward.recovery(
            "broker started again after %d s".formatted(brokerDown.toSeconds()),
            List.of(Stack.BROKER, Stack.INGEST, Stack.ROUTER, Stack.SLA_MONITOR, Stack.NOTIFIER),
            since,
            nanos));
  }

  // ------------------------------------------------------------------ disk

  private List<Recovery> diskFull() throws Impossible {
    Path disk = stack.directory().resolve("small-disk");
    mount(disk);
    List<Recovery> all = new ArrayList<>();
    try {
      for (String service : List.of(Stack.ROUTER, Stack.SLA_MONITOR)) {
        differently(service, Tuning.NONE.with(STATE, disk.resolve(service).toString()));
        all.add(settled("%s: state on a disk of its own".formatted(service), service));
        Path filler = disk.resolve("filler");
        fill(filler);
        Ward.pause(A_WHILE.toMillis());
        // What it has open may still fit; what it must open now does not.
        stack.restart(service);
        keepFull(filler, () -> ward.answers(service) || stack.process(service).isEmpty());
        long enough = System.nanoTime() + WITHOUT_ROOM.toNanos();
        keepFull(filler, () -> System.nanoTime() > enough);
        all.add(
            after(
                "%s: room again after its disk was full".formatted(service),
                service,
                () -> delete(filler)));
        differently(service, Tuning.NONE);
        all.add(settled("%s: state back at its usual place".formatted(service), service));
      }
    } finally {
      unmount(disk);
    }
    return all;
  }

  private static void mount(Path disk) throws Impossible {
    try {
      Files.createDirectories(disk);
    } catch (IOException e) {
      throw new StackException("Cannot create " + disk, e);
    }
    String size = "size=" + DISK_MEGABYTES + "m";
    if (!ran("mount", "-t", "tmpfs", "-o", size, "tmpfs", disk.toString())) {
      throw new Impossible("a disk of its own cannot be mounted here; that takes root");
    }
  }

  private static void unmount(Path disk) {
    if (!ran("umount", disk.toString())) {
      ran("umount", "-l", disk.toString());
    }
  }

  private static boolean ran(String... command) {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor(20, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StackException("Interrupted", e);
    }
  }

  /** Takes whatever room is made, until that holds. */
  private static void keepFull(Path file, BooleanSupplier until) {
    while (!until.getAsBoolean()) {
      fill(file);
      Ward.pause(100);
    }
  }

  /** Writes until not a byte more fits. */
  private static void fill(Path file) {
    byte[] zeros = new byte[1 << 12];
    try (OutputStream out =
        Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      while (true) {
        out.write(zeros);
      }
    } catch (IOException e) {
      // Full: as meant.
    }
  }

  private static void delete(Path file) {
    try {
      Files.delete(file);
    } catch (IOException e) {
      throw new StackException("Cannot delete " + file, e);
    }
  }

  // ------------------------------------------------------------------ network

  private List<Recovery> networkCut() throws Impossible {
    Wire between = wire.orElseThrow(() -> new Impossible("the stack was started without a wire"));
    List<Recovery> all = new ArrayList<>();
    for (String service : List.of(Stack.ROUTER, Stack.SLA_MONITOR, Stack.NOTIFIER, Stack.INGEST)) {
      differently(service, Tuning.NONE.with(BOOTSTRAP, "127.0.0.1:" + between.port()));
      settled("", service);
      between.freeze();
      Ward.pause(cut.toMillis());
      String seconds = cut.toSeconds() + " s";
      all.add(after(service + ": wire frozen for " + seconds, service, between::thaw));
      between.cut();
      Ward.pause(cut.toMillis());
      all.add(after(service + ": wire cut for " + seconds, service, between::mend));
      differently(service, Tuning.NONE);
      settled("", service);
    }
    return all;
  }

  // ------------------------------------------------------------------ clock

  private List<Recovery> clockSteps() throws Impossible {
    Path library = fakeTime();
    List<Recovery> all = new ArrayList<>();
    for (String service : List.of(Stack.SLA_MONITOR, Stack.ROUTER)) {
      Path offset = stack.directory().resolve(service + "-clock");
      step(offset, 0);
      differently(
          service,
          Tuning.NONE
              .with("LD_PRELOAD", library.toString())
              .with("FAKETIME_TIMESTAMP_FILE", offset.toString())
              .with("FAKETIME_CACHE_DURATION", "1")
              // Each look at the clock would take a lock that all processes share.
              .with("FAKETIME_DISABLE_SHM", "1")
              .with("FAKETIME_DONT_FAKE_MONOTONIC", "1")
              // Otherwise every wait of the JVM ends at once, and its threads spin.
              .with("FAKETIME_FORCE_MONOTONIC_FIX", "0"));
      settled("", service);
      pulse.trustRecords(false);
      for (int step : new int[] {CLOCK_STEP_SECONDS, -CLOCK_STEP_SECONDS, 0}) {
        all.add(
            after(
                "%s: its clock is off by %+d s".formatted(service, step),
                service,
                () -> step(offset, step)));
        Ward.pause(A_WHILE.toMillis());
        // What ran out of time by the step may have shown only now.
        all.add(settled("%s: %d s later".formatted(service, A_WHILE.toSeconds()), service));
      }
      pulse.trustRecords(true);
      differently(service, Tuning.NONE);
      settled("", service);
    }
    return all;
  }

  private static Path fakeTime() throws Impossible {
    try (Stream<Path> libraries = Files.list(Path.of("/usr/lib"))) {
      return libraries
          .map(architecture -> architecture.resolve("faketime/libfaketime.so.1"))
          .filter(Files::exists)
          .findFirst()
          .orElseThrow(
              () ->
                  new Impossible("libfaketime is not installed; on Debian: apt install faketime"));
    } catch (IOException e) {
      throw new Impossible("libfaketime was not found: " + e.getMessage());
    }
  }

  private static void step(Path file, int seconds) {
    try {
      Files.write(file, "%+d%n".formatted(seconds).getBytes(StandardCharsets.UTF_8));
      Ward.pause(FELT_WITHIN.toMillis());
    } catch (IOException e) {
      throw new StackException("Cannot write " + file, e);
    }
  }

  // ------------------------------------------------------------------ restart

  private List<Recovery> rollingRestart() {
    List<Recovery> all = new ArrayList<>();
    String second = Stack.ROUTER + "-1";
    all.add(
        after(
            "a second router joins",
            second,
            () -> stack.awaitReady(stack.startAnother(Stack.ROUTER))));
    for (String name : List.of(Stack.ROUTER, second)) {
      all.add(
          after(
              name + " stopped in order and started",
              name,
              () -> {
                stack.stop(name);
                stack.restart(name);
                stack.awaitReady(name);
              }));
    }
    all.add(after("the second router leaves", Stack.ROUTER, () -> stack.stop(second)));
    return all;
  }

  // ------------------------------------------------------------------ common

  private void differently(String service, Tuning tuning) {
    stack.stop(service);
    stack.start(service, tuning);
  }

  /** Watches from before something is done until the service works, and all the others. */
  private Recovery after(String what, String service, Runnable done) {
    long nanos = System.nanoTime();
    done.run();
    return ward.recovery(what, List.of(service), Instant.now(), nanos);
  }

  private Recovery settled(String what, String service) {
    return after(what, service, () -> {});
  }
}
