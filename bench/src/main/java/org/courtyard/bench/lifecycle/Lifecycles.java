package org.courtyard.bench.lifecycle;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Deserializer;
import org.courtyard.bench.load.District;
import org.courtyard.bench.load.Mix;
import org.courtyard.bench.load.Preload;
import org.courtyard.bench.load.Talk;
import org.courtyard.bench.quality.SampleRules;
import org.courtyard.bench.report.Plot;
import org.courtyard.bench.report.Report;
import org.courtyard.bench.throughput.Ground;
import org.courtyard.bench.throughput.Output;
import org.courtyard.router.triage.TextModel;
import org.courtyard.router.triage.Triage;
import org.courtyard.schemas.AvroSerdes;
import org.courtyard.schemas.Outcome;
import org.courtyard.schemas.OutcomeKind;
import org.courtyard.schemas.Topics;
import org.courtyard.stack.Importer;
import org.courtyard.stack.IngestClient;
import org.courtyard.stack.Stack;
import org.courtyard.stack.StackException;
import org.courtyard.stack.Tuning;

/** Cases through their whole life, among more and more that are open. */
final class Lifecycles {
  private static final String ROUTER = "router";

  /** One in so many open cases goes through the router; the others are copies of it. */
  static final int COPIES = 50;

  /** Those that are measured speak of entrances that nobody spoke of before. */
  private static final int NEW_ENTRANCES = 10;

  private static final long LOOK_MILLIS = 250;
  private static final Duration QUIET = Duration.ofMillis(1500);
  private static final Duration STALLED = Duration.ofMinutes(3);
  private static final int TELL_SECONDS = 15;

  private final Stack stack;
  private final Settings settings;
  private final Report report;
  private final Consumer<String> tell;
  private final AvroSerdes serdes;
  private final Talk before;
  private final Talk lives;
  private final Copies copies;
  private int messages;

  /**
   * What is measured, and how.
   *
   * @param cases open cases, in ascending steps
   * @param inFlight lifecycles on their way at a time
   * @param warmUp before each measurement
   * @param window of each of the measurements
   * @param windows how many of them at each step; the median counts
   */
  record Settings(
      List<Integer> cases,
      int inFlight,
      Duration warmUp,
      Duration window,
      int windows,
      District district,
      long seed,
      Tuning tuning) {}

  /** What was found at one number of open cases. */
  private record Step(
      int open,
      List<Double> perSecond,
      double routerMicros,
      double brokerMicros,
      double benchMicros,
      double restoreSeconds,
      double stateBytes,
      Map<String, Long> stores) {

    double median() {
      return Report.median(perSecond.stream().mapToDouble(Double::doubleValue).toArray());
    }
  }

  Lifecycles(Stack stack, Settings settings, Path samples, Report report, Consumer<String> tell) {
    this.stack = stack;
    this.settings = settings;
    this.report = report;
    this.tell = tell;
    this.serdes = AvroSerdes.registry(stack.registryUrl());
    Triage triage = Triage.compile(SampleRules.read(samples), TextModel.builtIn());
    int communities = settings.district().communities();
    int copied = communities / COPIES;
    this.before = talk(new District(copied), triage, Copies.NAME, 1);
    this.lives = talk(settings.district(), triage, "life", NEW_ENTRANCES);
    this.copies = new Copies(stack.bootstrapServers(), serdes, communities, copied, tell);
  }

  private Talk talk(District district, Triage triage, String name, int firstEntrance) {
    return new Talk(
        Mix.MATTERS,
        district,
        List.of(),
        message -> triage.judge(message, false),
        settings.seed() + firstEntrance,
        name,
        firstEntrance);
  }

  void run(Path samples) throws IOException {
    importDistrict(samples);
    List<Step> steps = new ArrayList<>();
    try (Ground ground = new Ground(stack.bootstrapServers())) {
      stack.start(Stack.ROUTER, settings.tuning());
      ground.awaitReferences(ROUTER);
      int open = 0;
      for (int wanted : settings.cases()) {
        double restore = preload((wanted - open) / COPIES, ground);
        open = seedsOpened() * COPIES;
        steps.add(step(open, restore));
      }
      check(ground);
    }
    figures(steps);
    report.note(
        ("Every step of a case is taken once its last one can be read. Chat delivery is left out:"
                + " its receipts, for the acknowledgement and for the answer, are injected. Clocks"
                + " are left out too: only the router runs. One in %d of the open cases was told to"
                + " the router; what it then kept was written to its changelogs for the others as"
                + " well, under other names, and restored from there.")
            .formatted(COPIES));
  }

  // ------------------------------------------------------------------ ground

  private void importDistrict(Path samples) throws IOException {
    Path sheets = stack.directory().resolve("district");
    settings.district().write(sheets, samples);
    try {
      IngestClient ingest = new IngestClient(stack.ingestUrl(), Duration.ofMinutes(2));
      for (Importer.Imported each : new Importer(ingest, District.TENANT).directory(sheets)) {
        if (!each.answer().taken()) {
          throw new StackException(
              "ingest refused the " + each.kind() + ": " + each.answer().reasons());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StackException("Interrupted", e);
    }
    stack.stop(Stack.INGEST);
    tell.accept("district imported: %,d groups".formatted(settings.district().groups()));
  }

  // ------------------------------------------------------------------ steps

  /**
   * Has the router open so many cases more, and copies them.
   *
   * @return seconds until a router without state had restored all there is
   */
  private double preload(int count, Ground ground) throws IOException {
    long began = System.nanoTime();
    Map<TopicPartition, Long> from = copies.ends(ground);
    int wanted = seedsOpened() + count;
    for (int missing = count; missing > count / 100; missing = wanted - seedsOpened()) {
      Preload.write(stack.bootstrapServers(), serdes, before, missing, 0, line -> {});
      messages += missing;
      awaitOpened(ground);
    }
    Map<TopicPartition, Long> to = copies.ends(ground);
    tell.accept("%,d cases opened in %.0f s".formatted(count, seconds(began)));
    stack.stop(Stack.ROUTER);
    began = System.nanoTime();
    long written = copies.write(from, to);
    tell.accept(
        "%,d records of %d times as many written in %.0f s"
            .formatted(written, COPIES - 1, seconds(began)));
    Ground.deleteTree(stack.data(Stack.ROUTER));
    began = System.nanoTime();
    stack.restart(Stack.ROUTER);
    awaitRestored();
    double restore = seconds(began);
    tell.accept("restored in %.0f s".formatted(restore));
    return restore;
  }

  /** What is like a case of the neighbours joins that one. */
  private int seedsOpened() {
    int[] opened = new int[1];
    Deserializer<Outcome> outcomes = serdes.of(Outcome.class).deserializer();
    Output.read(
        stack.bootstrapServers(),
        Topics.OUTCOMES.name(),
        messages,
        (key, value) -> {
          boolean opens =
              outcomes.deserialize(Topics.OUTCOMES.name(), value).getKind() == OutcomeKind.OPENED;
          opened[0] += opens && key.contains("|" + Copies.NAME + "-") ? 1 : 0;
        });
    return opened[0];
  }

  private static double seconds(long since) {
    return (System.nanoTime() - since) / 1e9;
  }

  /** However long it takes, as long as there is progress. */
  private void awaitRestored() throws IOException {
    long before = -1;
    long changed = System.nanoTime();
    while (!stack.ready(Stack.ROUTER)) {
      long now = stores().values().stream().mapToLong(Long::longValue).sum();
      if (now != before) {
        before = now;
        changed = System.nanoTime();
      }
      requireGoing(changed);
      Ground.pause(LOOK_MILLIS);
    }
  }

  private void requireGoing(long changed) {
    if (System.nanoTime() - changed > STALLED.toNanos() || stack.process(Stack.ROUTER).isEmpty()) {
      throw new StackException("The router does not go on; its log: " + stack.log(Stack.ROUTER));
    }
  }

  private void awaitOpened(Ground ground) {
    long end = ground.end(Topics.MESSAGES.name());
    long before = -1;
    long changed = System.nanoTime();
    long told = System.nanoTime();
    while (true) {
      long outcomes = ground.end(Topics.OUTCOMES.name());
      long consumed = ground.committed(ROUTER, Topics.MESSAGES.name());
      if (outcomes != before) {
        before = outcomes;
        changed = System.nanoTime();
      }
      long still = System.nanoTime() - changed;
      if (consumed >= end && still > QUIET.toNanos()) {
        return;
      }
      requireGoing(changed);
      if (System.nanoTime() - told > TELL_SECONDS * 1_000_000_000L) {
        told = System.nanoTime();
        tell.accept("  about %,d outcomes".formatted(outcomes));
      }
      Ground.pause(LOOK_MILLIS);
    }
  }

  private Step step(int open, double restore) throws IOException {
    Map<String, Long> stores = stores();
    double bytes = (double) stores.values().stream().mapToLong(Long::longValue).sum() / open;
    tell.accept("%,d open: lifecycles, %,d at a time".formatted(open, settings.inFlight()));
    List<Double> rates = new ArrayList<>();
    double router;
    double broker;
    double bench;
    try (Driver driver = new Driver(stack.bootstrapServers(), serdes, lives)) {
      driver.keep(settings.inFlight(), settings.warmUp());
      long routerBefore = cpuMicros(Stack.ROUTER);
      long brokerBefore = cpuMicros(Stack.BROKER);
      long benchBefore = cpuMicros(ProcessHandle.current());
      int doneBefore = driver.done().size();
      for (int i = 0; i < settings.windows(); i++) {
        long began = System.nanoTime();
        int before = driver.done().size();
        driver.keep(settings.inFlight(), settings.window());
        int ended = driver.done().size() - before;
        rates.add(ended / ((System.nanoTime() - began) / 1e9));
        tell.accept("  %,.0f lifecycles a second".formatted(rates.getLast()));
      }
      int ended = Math.max(1, driver.done().size() - doneBefore);
      router = (double) (cpuMicros(Stack.ROUTER) - routerBefore) / ended;
      broker = (double) (cpuMicros(Stack.BROKER) - brokerBefore) / ended;
      bench = (double) (cpuMicros(ProcessHandle.current()) - benchBefore) / ended;
      int left = driver.land();
      messages += driver.said();
      String at = "%,d open: ".formatted(open);
      report.check(
          at + "every lifecycle ended",
          left == 0,
          "%,d of %,d did not".formatted(left, driver.said()));
      report.check(
          at + "events without a gap",
          driver.outOfOrder() == 0,
          "%,d out of order".formatted(driver.outOfOrder()));
      plot(open, driver.done());
    }
    return new Step(open, rates, router, broker, bench, restore, bytes, stores);
  }

  private void plot(int open, List<Long> done) {
    TreeMap<Long, Integer> bySecond = new TreeMap<>();
    done.forEach(at -> bySecond.merge(at / 1000, 1, Integer::sum));
    List<Plot.Point> points = new ArrayList<>();
    if (!bySecond.isEmpty()) {
      for (long second = bySecond.firstKey(); second < bySecond.lastKey(); second++) {
        points.add(new Plot.Point(second - bySecond.firstKey(), bySecond.getOrDefault(second, 0)));
      }
    }
    report.plot(
        "rate-" + open,
        new Plot("%,d open".formatted(open), "seconds since the first ended", "lifecycles/s")
            .line("lifecycles", points)
            .svg());
  }

  private long cpuMicros(String name) {
    return stack.process(name).map(Lifecycles::cpuMicros).orElse(0L);
  }

  private static long cpuMicros(ProcessHandle process) {
    return process.info().totalCpuDuration().map(used -> used.toNanos() / 1000).orElse(0L);
  }

  /** Bytes on disk by store, all partitions together. */
  private Map<String, Long> stores() throws IOException {
    Map<String, Long> bytes = new TreeMap<>();
    try (Stream<Path> files = Files.walk(stack.data(Stack.ROUTER))) {
      files
          .filter(file -> file.toString().contains("/rocksdb/"))
          .map(Path::toFile)
          .filter(File::isFile)
          .forEach(file -> bytes.merge(file.getParentFile().getName(), file.length(), Long::sum));
    } catch (UncheckedIOException | NoSuchFileException e) {
      // Compaction deletes files while they are counted.
      return Map.of();
    }
    return bytes;
  }

  // ------------------------------------------------------------------ checks and figures

  private void check(Ground ground) {
    Map<OutcomeKind, Integer> kinds = new EnumMap<>(OutcomeKind.class);
    Deserializer<Outcome> outcomes = serdes.of(Outcome.class).deserializer();
    Output.read(
        stack.bootstrapServers(),
        Topics.OUTCOMES.name(),
        messages,
        (key, value) ->
            kinds.merge(
                outcomes.deserialize(Topics.OUTCOMES.name(), value).getKind(), 1, Integer::sum));
    report.check(
        "every message opened a case, or belongs to one that is alike",
        Stream.of(OutcomeKind.OPENED, OutcomeKind.JOINED, OutcomeKind.ATTACHED)
                .mapToInt(kind -> kinds.getOrDefault(kind, 0))
                .sum()
            == messages,
        "%s of %,d messages".formatted(kinds, messages));
    for (String topic : List.of(Topics.COMMAND_REJECTIONS.name(), Topics.ROUTER_DLQ.name())) {
      long records = ground.end(topic);
      report.check("nothing in " + topic, records == 0, "%,d records".formatted(records));
    }
  }

  private void figures(List<Step> steps) {
    double base = steps.getFirst().median();
    List<List<String>> rows = new ArrayList<>();
    for (Step step : steps) {
      double drop = 1 - step.median() / base;
      rows.add(
          List.of(
              text("%,d", step.open()),
              text("%,.0f", step.median()),
              String.join(" ", step.perSecond().stream().map(r -> text("%,.0f", r)).toList()),
              text("%.1f%%", drop * 100),
              text("%.0f", step.routerMicros()),
              text("%.0f", step.brokerMicros()),
              text("%.0f", step.benchMicros()),
              text("%.0f", step.restoreSeconds()),
              text("%.0f", step.stateBytes())));
      ObjectNode run = report.run();
      run.put("openCases", step.open());
      run.put("lifecyclesPerSecond", Math.round(step.median()));
      run.put("drop", Math.round(drop * 1000) / 1000.0);
      step.perSecond().forEach(run.putArray("windows")::add);
      run.put("cpuMicrosRouter", Math.round(step.routerMicros()));
      run.put("cpuMicrosBroker", Math.round(step.brokerMicros()));
      run.put("cpuMicrosBench", Math.round(step.benchMicros()));
      run.put("restoreSeconds", Math.round(step.restoreSeconds()));
      run.put("stateBytesPerCase", Math.round(step.stateBytes()));
      step.stores().forEach(run.putObject("storeBytes")::put);
    }
    report.table(
        "Lifecycles: created, assigned, resolved, evaluated",
        List.of(
            "open cases",
            "lifecycles/s",
            "windows",
            "drop",
            "router µs",
            "broker µs",
            "bench µs",
            "restored in s",
            "router B/case"),
        rows);
    report.plot(
        "rates",
        new Plot("Lifecycles a second by open cases", "", "lifecycles/s")
            .bars(
                steps.stream().map(step -> text("%,d", step.open())).toList(),
                List.of("lifecycles"),
                steps.stream().map(step -> List.of(step.median())).toList()));
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
