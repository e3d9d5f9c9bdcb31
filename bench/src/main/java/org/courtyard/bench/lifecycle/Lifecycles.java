package org.courtyard.bench.lifecycle;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.apache.kafka.common.serialization.Deserializer;
import org.courtyard.bench.load.District;
import org.courtyard.bench.load.Mix;
import org.courtyard.bench.load.Preload;
import org.courtyard.bench.load.Talk;
import org.courtyard.bench.report.Plot;
import org.courtyard.bench.report.Report;
import org.courtyard.bench.throughput.Ground;
import org.courtyard.bench.throughput.Output;
import org.courtyard.router.triage.TextModel;
import org.courtyard.router.triage.Triage;
import org.courtyard.schemas.AvroSerdes;
import org.courtyard.schemas.Outcome;
import org.courtyard.schemas.OutcomeKind;
import org.courtyard.schemas.Rules;
import org.courtyard.schemas.Topics;
import org.courtyard.stack.Importer;
import org.courtyard.stack.IngestClient;
import org.courtyard.stack.Stack;
import org.courtyard.stack.StackException;
import org.courtyard.stack.Tuning;

/** Cases through their whole life, among more and more that are open. */
final class Lifecycles {
  private static final String ROUTER = "router";
  private static final String BY_SHARD = "router-by-shard-repartition";
  private static final String JOINED = "router-place-of-group-subscription-response-topic";
  private static final long LOOK_MILLIS = 250;
  private static final Duration QUIET = Duration.ofMillis(1500);
  private static final Duration STALLED = Duration.ofMinutes(3);
  private static final int TELL_SECONDS = 15;

  private final Stack stack;
  private final Settings settings;
  private final Report report;
  private final Consumer<String> tell;
  private final AvroSerdes serdes;
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
      double openedPerSecond,
      double stateBytes,
      Map<String, Long> stores) {

    double median() {
      return Report.median(perSecond.stream().mapToDouble(Double::doubleValue).toArray());
    }
  }

  Lifecycles(Stack stack, Settings settings, Report report, Consumer<String> tell) {
    this.stack = stack;
    this.settings = settings;
    this.report = report;
    this.tell = tell;
    this.serdes = AvroSerdes.registry(stack.registryUrl());
  }

  void run(Path samples) throws IOException {
    importDistrict(samples);
    Triage triage = Triage.compile(rules(), TextModel.builtIn());
    Talk talk =
        new Talk(
            Mix.MATTERS,
            settings.district(),
            List.of(),
            message -> triage.judge(message, false),
            settings.seed(),
            "life");
    List<Step> steps = new ArrayList<>();
    try (Ground ground = new Ground(stack.bootstrapServers())) {
      stack.start(Stack.ROUTER, settings.tuning());
      awaitReferences(ground);
      int lived = 0;
      for (int open : settings.cases()) {
        double opened = preload(open + lived - messages, talk, ground);
        Map<String, Long> stores = stores();
        Step step = step(open, opened, stores, talk);
        lived = messages - open;
        steps.add(step);
      }
      check(ground);
    }
    figures(steps);
    report.note(
        "Every step of a case is taken once its last one can be read. Chat delivery is left out:"
            + " its receipts, for the acknowledgement and for the answer, are injected. Clocks are"
            + " left out too: only the router runs.");
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

  private Rules rules() {
    AtomicReference<Rules> found = new AtomicReference<>();
    Deserializer<Rules> rules = serdes.of(Rules.class).deserializer();
    Output.read(
        stack.bootstrapServers(),
        Topics.RULES.name(),
        1,
        (key, value) -> found.set(rules.deserialize(Topics.RULES.name(), value)));
    return found.get();
  }

  private void awaitReferences(Ground ground) {
    long places = ground.end(Topics.PLACES.name());
    long groups = ground.end(Topics.GROUPS.name());
    Ground.await(
        "places and groups",
        () ->
            ground.committed(ROUTER, Topics.PLACES.name()) >= places
                && ground.committed(ROUTER, Topics.GROUPS.name()) >= groups);
    awaitQuiet(() -> ground.committed(ROUTER, BY_SHARD) + ground.committed(ROUTER, JOINED));
  }

  /** Waits until this number no longer changes. */
  private void awaitQuiet(LongSupplier number) {
    long before = -1;
    long since = System.nanoTime();
    while (System.nanoTime() - since < QUIET.toNanos()) {
      Ground.pause(LOOK_MILLIS);
      long now = number.getAsLong();
      since = now == before ? since : System.nanoTime();
      before = now;
    }
  }

  // ------------------------------------------------------------------ steps

  /**
   * Has the router open so many cases more.
   *
   * @return how many it opened a second
   */
  private double preload(int count, Talk talk, Ground ground) {
    if (count <= 0) {
      return 0;
    }
    long began = System.nanoTime();
    Preload.write(stack.bootstrapServers(), serdes, talk, count, 0, line -> {});
    messages += count;
    awaitOpened(ground);
    double seconds = (System.nanoTime() - began) / 1e9;
    tell.accept(
        "%,d cases opened in %.0f s, %,d messages so far".formatted(count, seconds, messages));
    return count / seconds;
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
      if (still > STALLED.toNanos() || stack.process(Stack.ROUTER).isEmpty()) {
        throw new StackException("The router does not go on; its log: " + stack.log(Stack.ROUTER));
      }
      if (System.nanoTime() - told > TELL_SECONDS * 1_000_000_000L) {
        told = System.nanoTime();
        tell.accept("  about %,d outcomes".formatted(outcomes));
      }
      Ground.pause(LOOK_MILLIS);
    }
  }

  private Step step(int open, double opened, Map<String, Long> stores, Talk talk) {
    double bytes = (double) stores.values().stream().mapToLong(Long::longValue).sum() / messages;
    tell.accept("%,d open: lifecycles, %,d at a time".formatted(open, settings.inFlight()));
    List<Double> rates = new ArrayList<>();
    double router;
    double broker;
    try (Driver driver = new Driver(stack.bootstrapServers(), serdes, talk, messages)) {
      driver.keep(settings.inFlight(), settings.warmUp());
      long routerBefore = cpuMicros(Stack.ROUTER);
      long brokerBefore = cpuMicros(Stack.BROKER);
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
    return new Step(open, rates, router, broker, opened, bytes, stores);
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
    return stack
        .process(name)
        .flatMap(process -> process.info().totalCpuDuration())
        .map(used -> used.toNanos() / 1000)
        .orElse(0L);
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
        "every message opened a case",
        kinds.equals(Map.of(OutcomeKind.OPENED, messages)),
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
              text("%,.0f", step.openedPerSecond()),
              text("%.0f", step.stateBytes())));
      ObjectNode run = report.run();
      run.put("openCases", step.open());
      run.put("lifecyclesPerSecond", Math.round(step.median()));
      run.put("drop", Math.round(drop * 1000) / 1000.0);
      step.perSecond().forEach(run.putArray("windows")::add);
      run.put("cpuMicrosRouter", Math.round(step.routerMicros()));
      run.put("cpuMicrosBroker", Math.round(step.brokerMicros()));
      run.put("openedPerSecondBefore", Math.round(step.openedPerSecond()));
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
            "opened/s before",
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
