package org.courtyard.bench.deadlines;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.IntToLongFunction;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.common.serialization.Deserializer;
import org.courtyard.bench.report.Plot;
import org.courtyard.bench.report.Report;
import org.courtyard.bench.throughput.Ground;
import org.courtyard.bench.throughput.Output;
import org.courtyard.schemas.AlertRevision;
import org.courtyard.schemas.AlertType;
import org.courtyard.schemas.AvroSerdes;
import org.courtyard.schemas.CaseCommand;
import org.courtyard.schemas.SlaAlert;
import org.courtyard.schemas.Topics;
import org.courtyard.stack.Stack;
import org.courtyard.stack.StackException;
import org.courtyard.stack.Tuning;

/** Open cases in steps, each looked at; on top of the last step many that run out together. */
final class Deadlines {
  private static final String MONITOR = "sla-monitor";
  private static final String HEAP = "heap:jvm_memory_used_bytes";
  private static final String LONGEST_TURN = "courtyard_turn_seconds_max";
  private static final String PENDING = "courtyard_escalations_pending";
  private static final double TURN_BAR_MILLIS = 50;
  private static final int TELL_EVERY = 250_000;
  private static final long LOOK_MILLIS = 250;
  private static final Duration STALLED = Duration.ofMinutes(5);

  /** Probes are new cases whose time was over before: their breach follows at once. */
  private static final Duration OVERDUE = Duration.ofHours(1);

  /** So long before the storm and after its end probes are sent as well. */
  private static final Duration AROUND_STORM = Duration.ofSeconds(5);

  private final Stack stack;
  private final Settings settings;
  private final Report report;
  private final Consumer<String> tell;
  private final AvroSerdes serdes;
  private final long[] due;
  private int cases;

  /**
   * What is measured, and how.
   *
   * @param cases open cases, in ascending steps
   * @param dueAtOnce further ones on top of the last step, all due within one second
   * @param spread over which time the others' deadlines lie
   * @param window how long each state is looked at
   * @param input probes a second while something else is measured
   */
  record Settings(
      List<Integer> cases,
      int dueAtOnce,
      Duration spread,
      Duration window,
      int input,
      int communities,
      Tuning tuning) {
    int most() {
      int probes = Math.toIntExact((cases.size() * window.toSeconds() + 600) * Math.max(1, input));
      return cases.getLast() + dueAtOnce + probes;
    }
  }

  /** How a number of open cases behaves. */
  private record Step(
      int open,
      double loadedPerSecond,
      Spread idle,
      Spread busy,
      Spread input,
      double stateBytes,
      Map<String, Long> stores,
      double restoreSeconds,
      Spread afterRestart,
      double heapMiB,
      double residentMiB,
      double longestTurnMillis) {}

  /** What became of those that were due together. */
  private record Storm(
      int open,
      int due,
      long fired,
      double drainSeconds,
      Spread lag,
      Spread input,
      double longestTurnMillis,
      long turns,
      long turnsOverBar,
      double microsPerBreach,
      double escalationsPerSecond,
      double escalationMinutes,
      double heapMiB) {}

  Deadlines(Stack stack, Settings settings, Report report, Consumer<String> tell) {
    this.stack = stack;
    this.settings = settings;
    this.report = report;
    this.tell = tell;
    this.serdes = AvroSerdes.registry(stack.registryUrl());
    this.due = new long[settings.most()];
  }

  void run() throws IOException {
    List<Step> steps = new ArrayList<>();
    Storm storm = null;
    try (Ground ground = new Ground(stack.bootstrapServers());
        OpenCases load =
            new OpenCases(stack.bootstrapServers(), serdes, settings.communities(), 20);
        OpenCases probes =
            new OpenCases(stack.bootstrapServers(), serdes, settings.communities(), 0)) {
      load.writeRules();
      stack.start(Stack.SLA_MONITOR, settings.tuning());
      try (BreachWatch watch = new BreachWatch(stack.bootstrapServers(), due.length);
          Gauges gauges = new Gauges(stack.url(Stack.SLA_MONITOR))) {
        Looking looking = new Looking(ground, load, probes, watch, gauges);
        for (int open : settings.cases()) {
          steps.add(looking.step(open));
        }
        if (settings.dueAtOnce() > 0) {
          storm = looking.storm();
        }
      }
      check(ground);
    }
    tables(steps, storm);
    steps.forEach(this::figure);
    if (storm != null) {
      figure(storm);
    }
    report.note(
        "The router does not run here: escalations are written and counted, nobody obeys them.");
    report.note(
        "Lag is from the moment after the deadline until a read-committed consumer has the breach."
            + " Input is from the moment when a new case whose time is over was to be sent until"
            + " its breach is read.");
  }

  // ------------------------------------------------------------------ looking

  /** Everything that is needed while the monitor runs. */
  private final class Looking {
    private final Ground ground;
    private final OpenCases load;
    private final OpenCases probes;
    private final BreachWatch watch;
    private final Gauges gauges;
    private double loadedPerSecond;

    Looking(Ground ground, OpenCases load, OpenCases probes, BreachWatch watch, Gauges gauges) {
      this.ground = ground;
      this.load = load;
      this.probes = probes;
      this.watch = watch;
      this.gauges = gauges;
    }

    Step step(int open) throws IOException {
      long from = System.currentTimeMillis();
      loadSpread(open, from);
      gauges.restart();
      NavigableMap<Double, Long> turnsBefore = gauges.turns();
      tell.accept("%,d open: nothing else arrives".formatted(open));
      Spread idle = lagDuring(() -> Ground.pause(settings.window().toMillis()));
      tell.accept("  lag p50 / p99 / max of %,d: %s ms".formatted(idle.count(), idle.text()));
      int firstProbe = cases;
      Spread busy = lagDuring(() -> probe(settings.window()));
      Spread input = inputLatency(firstProbe, cases);
      tell.accept(
          "  %,d new cases a second: lag %s ms, input %s ms"
              .formatted(settings.input(), busy.text(), input.text()));
      double longest = longestTurn(turnsBefore);
      double heap = gauges.highest(HEAP) / (1 << 20);
      double resident = residentMiB();
      Map<String, Long> stores = stores();
      long began = System.currentTimeMillis();
      double restore = restart();
      Spread after = lagSince(began);
      double bytes = (double) stores.values().stream().mapToLong(Long::longValue).sum() / cases;
      tell.accept("  %.0f bytes a case; back after kill -9 in %.1f s".formatted(bytes, restore));
      return new Step(
          open,
          loadedPerSecond,
          idle,
          busy,
          input,
          bytes,
          stores,
          restore,
          after,
          heap,
          resident,
          longest);
    }

    private void loadSpread(int open, long from) {
      long spread = settings.spread().toMillis();
      load(open - cases, number -> from + scattered(number) % spread);
    }

    /** Writes cases with these deadlines and waits until the monitor knows them. */
    private void load(int count, IntToLongFunction deadline) {
      long began = System.nanoTime();
      int end = cases + count;
      for (int number = cases; number < end; number++) {
        due[number] = deadline.applyAsLong(number);
        load.open(number, Instant.ofEpochMilli(due[number]));
        if (number % TELL_EVERY == TELL_EVERY - 1) {
          tell.accept("load  %,d of %,d written".formatted(number + 1, end));
        }
      }
      cases = end;
      load.flush();
      awaitConsumed();
      double seconds = (System.nanoTime() - began) / 1e9;
      if (count > 0) {
        loadedPerSecond = count / seconds;
        tell.accept(
            "%,d cases more, %,d in all, known after %.0f s".formatted(count, cases, seconds));
      }
    }

    private void awaitConsumed() {
      long end = ground.end(Topics.CASE_EVENTS.name());
      awaitProgress(
          "sla-monitor to know the cases",
          () -> ground.committed(MONITOR, Topics.CASE_EVENTS.name()) >= end,
          () -> ground.committed(MONITOR, Topics.CASE_EVENTS.name()));
    }

    /** The lag of every breach that was due while this ran. */
    private Spread lagDuring(Runnable what) {
      long from = System.currentTimeMillis();
      int known = cases;
      what.run();
      return lag(from, System.currentTimeMillis(), known);
    }

    private Spread lagSince(long from) {
      return lag(from, System.currentTimeMillis(), cases);
    }

    private Spread lag(long from, long to, int known) {
      int[] dueThen =
          IntStream.range(0, known)
              .filter(number -> due[number] >= from && due[number] < to)
              .toArray();
      awaitRead(dueThen);
      return Spread.of(
          Arrays.stream(dueThen).mapToLong(number -> watch.readableAt(number) - due[number]));
    }

    private Spread inputLatency(int first, int end) {
      int[] numbers = IntStream.range(first, end).toArray();
      awaitRead(numbers);
      return Spread.of(
          Arrays.stream(numbers).mapToLong(number -> watch.readableAt(number) - sentAt(number)));
    }

    private long sentAt(int probe) {
      return due[probe] + OVERDUE.toMillis();
    }

    private void awaitRead(int[] numbers) {
      awaitProgress(
          "breaches to be readable",
          () -> Arrays.stream(numbers).allMatch(number -> watch.readableAt(number) != 0),
          watch::seen);
    }

    /** Sends probes at a steady pace, whatever becomes of those before. */
    private void probe(Duration time) {
      long began = System.currentTimeMillis();
      probeUntil(() -> System.currentTimeMillis() - began >= time.toMillis());
    }

    private void probeUntil(BooleanSupplier over) {
      long began = System.nanoTime();
      long beganMillis = System.currentTimeMillis();
      for (long i = 0; settings.input() > 0 && !over.getAsBoolean(); i++) {
        long planned = i * 1_000_000_000 / settings.input();
        while (System.nanoTime() - began < planned) {
          Ground.pause(1);
        }
        int number = cases;
        due[number] = beganMillis + planned / 1_000_000 - OVERDUE.toMillis();
        probes.open(number, Instant.ofEpochMilli(due[number]));
        cases = number + 1;
      }
      probes.flush();
    }

    private double restart() {
      stack.kill(Stack.SLA_MONITOR);
      long began = System.nanoTime();
      stack.restart(Stack.SLA_MONITOR);
      awaitProgress(
          "sla-monitor to be ready again",
          () -> stack.ready(Stack.SLA_MONITOR),
          () -> size(stack.data(Stack.SLA_MONITOR)));
      return (System.nanoTime() - began) / 1e9;
    }

    Storm storm() throws IOException {
      int open = cases;
      int first = cases;
      double estimate = settings.dueAtOnce() / Math.max(1, loadedPerSecond);
      long storm = System.currentTimeMillis() + Math.round(estimate * 1500) + 15_000;
      load(settings.dueAtOnce(), number -> storm + scattered(number) % 1000);
      int end = cases;
      report.check(
          "every case of the storm was known before it was due",
          System.currentTimeMillis() < storm,
          "deadline came %,d ms too early".formatted(System.currentTimeMillis() - storm));
      long wait = storm - System.currentTimeMillis() - AROUND_STORM.toMillis();
      Ground.pause(Math.max(0, wait));
      gauges.restart();
      NavigableMap<Double, Long> turnsBefore = gauges.turns();
      long cpuBefore = cpuMicros();
      tell.accept("%,d deadlines come".formatted(settings.dueAtOnce()));
      int firstProbe = cases;
      int[] unread = {first};
      long[] told = {System.nanoTime()};
      probeUntil(
          () -> {
            while (unread[0] < end && watch.readableAt(unread[0]) != 0) {
              unread[0]++;
            }
            if (System.nanoTime() - told[0] > 5_000_000_000L) {
              told[0] = System.nanoTime();
              tell.accept("  %,d breaches read".formatted(watch.seen()));
            }
            return unread[0] == end;
          });
      int[] numbers = IntStream.range(first, end).toArray();
      awaitRead(numbers);
      long last = Arrays.stream(numbers).mapToLong(watch::readableAt).max().orElse(storm);
      Spread input = inputDuring(firstProbe, storm, last);
      double micros = (double) (cpuMicros() - cpuBefore) / numbers.length;
      double longest = longestTurn(turnsBefore);
      NavigableMap<Double, Long> turns = gauges.turns();
      long all = turns.lastEntry().getValue() - turnsBefore.lastEntry().getValue();
      long within = turns.get(TURN_BAR_MILLIS) - turnsBefore.get(TURN_BAR_MILLIS);
      plotStorm(numbers, firstProbe, storm, last);
      double pace = escalationPace();
      double pending = gauges.highest(PENDING);
      Spread lag = Spread.of(Arrays.stream(numbers).mapToLong(n -> watch.readableAt(n) - due[n]));
      return new Storm(
          open,
          settings.dueAtOnce(),
          numbers.length,
          (last - storm) / 1000.0,
          lag,
          input,
          longest,
          all,
          all - within,
          micros,
          pace,
          pace == 0 ? 0 : pending / pace / 60,
          gauges.highest(HEAP) / (1 << 20));
    }

    /** Of probes that were sent between the deadlines and the last of their breaches. */
    private Spread inputDuring(int firstProbe, long from, long to) {
      inputLatency(firstProbe, cases);
      return Spread.of(
          IntStream.range(firstProbe, cases)
              .filter(probe -> sentAt(probe) >= from && sentAt(probe) <= to)
              .mapToLong(probe -> watch.readableAt(probe) - sentAt(probe)));
    }

    /** How many escalations a second leave while they queue. */
    private double escalationPace() {
      double before = gauges.now().getOrDefault(PENDING, 0.0);
      long began = System.nanoTime();
      Ground.pause(Math.max(10_000, settings.window().toMillis() / 2));
      double seconds = (System.nanoTime() - began) / 1e9;
      return (before - gauges.now().getOrDefault(PENDING, 0.0)) / seconds;
    }

    /** In milliseconds: the highest seen, or the end of the highest class that one fell into. */
    private double longestTurn(NavigableMap<Double, Long> before) {
      double highest = gauges.highest(LONGEST_TURN) * 1000;
      NavigableMap<Double, Long> now = gauges.turns();
      long all = now.lastEntry().getValue() - before.lastEntry().getValue();
      for (Map.Entry<Double, Long> upTo : now.entrySet()) {
        if (upTo.getValue() - before.getOrDefault(upTo.getKey(), 0L) == all) {
          return Math.min(highest, upTo.getKey());
        }
      }
      return highest;
    }

    private void plotStorm(int[] numbers, int firstProbe, long storm, long last) {
      long step = Math.max(100, (last - storm) / 200);
      TreeMap<Long, Integer> readable = new TreeMap<>();
      for (int number : numbers) {
        readable.merge((watch.readableAt(number) - storm) / step, 1, Integer::sum);
      }
      List<Plot.Point> rates = new ArrayList<>();
      for (long slot = 0; slot <= (last - storm) / step; slot++) {
        rates.add(
            new Plot.Point(
                (slot + 1) * step / 1000.0, readable.getOrDefault(slot, 0) * 1000.0 / step));
      }
      report.plot(
          "storm",
          new Plot(
                  "%,d deadlines in one second, %,d cases open"
                      .formatted(numbers.length, numbers.length + numbers[0]),
                  "seconds since",
                  "breaches readable a second")
              .line("breaches", rates)
              .svg());
      List<Plot.Point> input = new ArrayList<>();
      for (int probe = firstProbe; probe < cases; probe++) {
        if (sentAt(probe) >= storm) {
          input.add(
              new Plot.Point(
                  (sentAt(probe) - storm) / 1000.0, watch.readableAt(probe) - sentAt(probe)));
        }
      }
      report.plot(
          "storm-input",
          new Plot("Meanwhile: a new case until its breach", "seconds since", "ms")
              .line("input", input)
              .svg());
    }
  }

  /** Numbers in an order that has nothing to do with theirs. */
  private static long scattered(int number) {
    long mixed = (number + 1) * 0x9E3779B97F4A7C15L;
    return (mixed ^ mixed >>> 32) >>> 1;
  }

  // ------------------------------------------------------------------ the process

  private long cpuMicros() {
    return stack
        .process(Stack.SLA_MONITOR)
        .flatMap(process -> process.info().totalCpuDuration())
        .map(used -> used.toNanos() / 1000)
        .orElse(0L);
  }

  private double residentMiB() throws IOException {
    long pid = stack.process(Stack.SLA_MONITOR).orElseThrow().pid();
    Path status = Path.of("/proc/" + pid + "/status");
    if (!Files.isReadable(status)) {
      return 0;
    }
    try (Stream<String> lines = Files.lines(status)) {
      return lines
              .filter(line -> line.startsWith("VmRSS"))
              .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
              .findFirst()
              .orElse(0)
          / 1024.0;
    }
  }

  /** Bytes on disk by store, all partitions together. */
  private Map<String, Long> stores() throws IOException {
    Map<String, Long> bytes = new TreeMap<>();
    try (Stream<Path> files = Files.walk(stack.data(Stack.SLA_MONITOR))) {
      files
          .filter(file -> file.toString().contains("/rocksdb/"))
          .filter(Files::isRegularFile)
          .forEach(
              file ->
                  bytes.merge(file.getParent().getFileName().toString(), size(file), Long::sum));
    }
    return bytes;
  }

  /** What a file, or all below a directory, takes; what goes away meanwhile takes nothing. */
  private static long size(Path path) {
    try (Stream<Path> files = Files.walk(path)) {
      return files.mapToLong(file -> file.toFile().isFile() ? file.toFile().length() : 0).sum();
    } catch (IOException | UncheckedIOException e) {
      return 0;
    }
  }

  /** Waits as long as there is progress. */
  private void awaitProgress(String what, BooleanSupplier condition, LongSupplier progress) {
    long before = -1;
    long changed = System.nanoTime();
    while (!condition.getAsBoolean()) {
      long now = progress.getAsLong();
      if (now != before) {
        before = now;
        changed = System.nanoTime();
      }
      if (System.nanoTime() - changed > STALLED.toNanos()
          || stack.process(Stack.SLA_MONITOR).isEmpty()) {
        throw new StackException(
            "Waited in vain for %s; its log: %s".formatted(what, stack.log(Stack.SLA_MONITOR)));
      }
      Ground.pause(LOOK_MILLIS);
    }
  }

  // ------------------------------------------------------------------ checks

  /** Reads everything that was said again, from the beginning. */
  private void check(Ground ground) {
    stack.stop(Stack.SLA_MONITOR);
    BitSet breached = new BitSet();
    int[] wrong = new int[2];
    Deserializer<SlaAlert> alerts = serdes.of(SlaAlert.class).deserializer();
    Output.read(
        stack.bootstrapServers(),
        Topics.SLA_BREACHES.name(),
        cases,
        (key, value) -> {
          SlaAlert alert = alerts.deserialize(Topics.SLA_BREACHES.name(), value);
          int number = OpenCases.number(key);
          wrong[0] += breached.get(number) ? 1 : 0;
          breached.set(number);
          boolean right =
              alert.getType() == AlertType.BREACH
                  && alert.getRevision() == AlertRevision.RAISED
                  && alert.getCaseId().equals(key)
                  && alert.getDue().toEpochMilli() == due[number]
                  && alert.getObservedAt().toEpochMilli() > due[number];
          wrong[1] += right ? 0 : 1;
        });
    // What is due in this very moment may or may not have been handled before the monitor ended.
    long ended = System.currentTimeMillis() - Duration.ofMinutes(1).toMillis();
    int missing = 0;
    int early = 0;
    for (int number = 0; number < cases; number++) {
      missing += due[number] < ended && !breached.get(number) ? 1 : 0;
      early += due[number] > System.currentTimeMillis() && breached.get(number) ? 1 : 0;
    }
    report.check(
        "every deadline that passed fired once, none before its time",
        wrong[0] == 0 && missing == 0 && early == 0,
        "%,d twice, %,d missing, %,d early of %,d"
            .formatted(wrong[0], missing, early, breached.cardinality()));
    report.check(
        "every breach says the right deadline", wrong[1] == 0, "%,d do not".formatted(wrong[1]));
    checkEscalations(breached);
    long dead = ground.end(Topics.SLA_MONITOR_DLQ.name());
    report.check("no dead letters", dead == 0, "%,d in sla-monitor-dlq".formatted(dead));
  }

  private void checkEscalations(BitSet breached) {
    BitSet escalated = new BitSet();
    int[] wrong = new int[2];
    Deserializer<CaseCommand> commands = serdes.of(CaseCommand.class).deserializer();
    Output.read(
        stack.bootstrapServers(),
        Topics.CASE_COMMANDS.name(),
        cases,
        (key, value) -> {
          CaseCommand command = commands.deserialize(Topics.CASE_COMMANDS.name(), value);
          int number = OpenCases.number(command.getCaseId());
          wrong[0] += escalated.get(number) ? 1 : 0;
          wrong[1] += breached.get(number) ? 0 : 1;
          escalated.set(number);
        });
    report.check(
        "escalations go out once each, and only after a breach",
        wrong[0] == 0 && wrong[1] == 0,
        "%,d twice, %,d without of %,d".formatted(wrong[0], wrong[1], escalated.cardinality()));
  }

  // ------------------------------------------------------------------ figures

  private void tables(List<Step> steps, Storm storm) {
    report.table(
        "Open cases, deadlines spread over " + settings.spread(),
        List.of(
            "open",
            "lag idle ms p50 / p99 / max",
            "lag at " + settings.input() + "/s",
            "input ms p50 / p99 / max",
            "state B/case",
            "restore s",
            "s per million",
            "heap MiB",
            "resident MiB",
            "longest turn ms",
            "loaded/s"),
        steps.stream()
            .map(
                step ->
                    List.of(
                        text("%,d", step.open()),
                        step.idle().text(),
                        step.busy().text(),
                        step.input().text(),
                        text("%.0f", step.stateBytes()),
                        text("%.1f", step.restoreSeconds()),
                        text("%.1f", step.restoreSeconds() * 1e6 / step.open()),
                        text("%.0f", step.heapMiB()),
                        text("%.0f", step.residentMiB()),
                        text("%.0f", step.longestTurnMillis()),
                        text("%,.0f", step.loadedPerSecond())))
            .toList());
    if (storm != null) {
      report.table(
          "Deadlines within one second",
          List.of("what", "figure", "bar"),
          List.of(
              List.of("cases open", text("%,d", storm.open() + storm.due()), ""),
              List.of("due in one second", text("%,d", storm.due()), "1,000,000"),
              List.of("fired", text("%,d", storm.fired()), "all, once"),
              List.of("until the last was readable, s", text("%.1f", storm.drainSeconds()), ""),
              List.of("breaches a second", text("%,.0f", storm.fired() / storm.drainSeconds()), ""),
              List.of("lag ms p50 / p99 / max", storm.lag().text(), ""),
              List.of("input meanwhile ms p50 / p99 / max", storm.input().text(), "p99 ≤ 500"),
              List.of("longest turn ms", text("%.0f", storm.longestTurnMillis()), "≤ 50"),
              List.of(
                  "turns over 50 ms",
                  text("%,d of %,d", storm.turnsOverBar(), storm.turns()),
                  "none"),
              List.of("CPU µs a breach, sla-monitor", text("%.1f", storm.microsPerBreach()), ""),
              List.of("escalations a second", text("%,.0f", storm.escalationsPerSecond()), ""),
              List.of(
                  "all escalations out after, minutes",
                  text("%.0f", storm.escalationMinutes()),
                  "reported"),
              List.of("heap MiB", text("%.0f", storm.heapMiB()), "≤ 512")));
    }
    report.plot(
        "lag",
        new Plot("Lag of a breach, p99, by open cases", "", "ms")
            .bars(
                steps.stream().map(step -> text("%,d", step.open())).toList(),
                List.of("idle", "at " + settings.input() + "/s"),
                steps.stream()
                    .map(
                        step ->
                            List.of(
                                (double) step.idle().percentile(99),
                                (double) step.busy().percentile(99)))
                    .toList()));
  }

  private void figure(Step step) {
    ObjectNode run = report.run();
    run.put("openCases", step.open());
    run.put("loadedPerSecond", Math.round(step.loadedPerSecond()));
    put(run.putObject("lagIdleMillis"), step.idle());
    put(run.putObject("lagBusyMillis"), step.busy());
    put(run.putObject("inputMillis"), step.input());
    run.put("stateBytesPerCase", Math.round(step.stateBytes()));
    step.stores().forEach(run.putObject("storeBytes")::put);
    run.put("restoreSeconds", tenths(step.restoreSeconds()));
    put(run.putObject("lagAcrossRestartMillis"), step.afterRestart());
    run.put("heapMiB", Math.round(step.heapMiB()));
    run.put("residentMiB", Math.round(step.residentMiB()));
    run.put("longestTurnMillis", tenths(step.longestTurnMillis()));
  }

  private void figure(Storm storm) {
    ObjectNode into = report.figures().putObject("storm");
    into.put("openCases", storm.open() + storm.due());
    into.put("dueAtOnce", storm.due());
    into.put("fired", storm.fired());
    into.put("drainSeconds", tenths(storm.drainSeconds()));
    put(into.putObject("lagMillis"), storm.lag());
    put(into.putObject("inputMillis"), storm.input());
    into.put("longestTurnMillis", tenths(storm.longestTurnMillis()));
    into.put("turns", storm.turns());
    into.put("turnsOver50Millis", storm.turnsOverBar());
    into.put("cpuMicrosPerBreach", tenths(storm.microsPerBreach()));
    into.put("escalationsPerSecond", Math.round(storm.escalationsPerSecond()));
    into.put("escalationMinutes", tenths(storm.escalationMinutes()));
    into.put("heapMiB", Math.round(storm.heapMiB()));
  }

  private static void put(ObjectNode into, Spread spread) {
    into.put("count", spread.count());
    into.put("p50", spread.percentile(50));
    into.put("p99", spread.percentile(99));
    into.put("max", spread.max());
  }

  private static double tenths(double value) {
    return Math.round(value * 10) / 10.0;
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
