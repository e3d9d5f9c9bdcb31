package org.courtyard.bench.throughput;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Deserializer;
import org.courtyard.bench.load.District;
import org.courtyard.bench.load.Mix;
import org.courtyard.bench.load.Part;
import org.courtyard.bench.load.Preload;
import org.courtyard.bench.load.Talk;
import org.courtyard.bench.report.Measured;
import org.courtyard.bench.report.Plot;
import org.courtyard.bench.report.Report;
import org.courtyard.router.triage.TextModel;
import org.courtyard.router.triage.Triage;
import org.courtyard.schemas.AvroSerdes;
import org.courtyard.schemas.Message;
import org.courtyard.schemas.Outcome;
import org.courtyard.schemas.OutcomeKind;
import org.courtyard.schemas.Rules;
import org.courtyard.schemas.Topics;
import org.courtyard.stack.Importer;
import org.courtyard.stack.IngestClient;
import org.courtyard.stack.Stack;
import org.courtyard.stack.StackException;
import org.courtyard.stack.Tuning;

/**
 * Router and pass-through in turns over the same messages: a part that warms them, then one part
 * for each mix.
 */
final class Throughput {
  private static final String ROUTER = "router";
  private static final long ROCKSDB_BYTES = 128L << 20;
  private static final long LOOK_MILLIS = 250;
  private static final Duration QUIET = Duration.ofMillis(1500);
  private static final Duration STALLED = Duration.ofSeconds(180);

  /** Words weighed next to cases may attach to one: of a hundred so many. */
  private static final double MISTAKEN = 0.01;

  /** Correlation goes by likelihood: of a hundred matters so many may be put together or apart. */
  private static final double TOGETHER_OR_APART = 0.03;

  private final Stack stack;
  private final Settings settings;
  private final Report report;
  private final Consumer<String> tell;
  private final AvroSerdes serdes;

  /** What is measured, and how. */
  record Settings(
      int messages,
      int warm,
      List<Mix> mixes,
      List<Integer> threads,
      int runs,
      String heap,
      int commitMillis,
      District district,
      List<String> texts,
      long seed,
      Measured measured) {}

  /** One process over one part. */
  private record Run(double perSecond, double applicationMicros, double brokerMicros) {}

  /** One process over the whole load: a run for each mix. */
  private record Pass(List<Run> runs, List<Plot.Point> rates) {}

  private record Pair(Run router, Run passThrough) {
    double ratio() {
      return router.perSecond() / passThrough.perSecond();
    }
  }

  Throughput(Stack stack, Settings settings, Report report, Consumer<String> tell) {
    this.stack = stack;
    this.settings = settings;
    this.report = report;
    this.tell = tell;
    this.serdes = AvroSerdes.registry(stack.registryUrl());
  }

  void run(Path samples) throws IOException {
    importDistrict(samples);
    Triage triage = Triage.compile(rules(), TextModel.builtIn());
    List<List<String>> rows = new ArrayList<>();
    ArrayNode figures = report.figures().putArray("mixes");
    List<String> groups = new ArrayList<>();
    List<List<Double>> bars = new ArrayList<>();
    try (Ground ground = new Ground(stack.bootstrapServers())) {
      ground.prepare();
      Load load = load(triage, ground);
      for (int threads : settings.threads()) {
        List<List<Pair>> pairs = pairs(load, threads, ground);
        for (int i = 0; i < settings.mixes().size(); i++) {
          Mix mix = settings.mixes().get(i);
          rows.add(row(mix, threads, pairs.get(i)));
          figure(figures.addObject(), mix, threads, pairs.get(i));
          groups.add(mix.label() + ", " + threads + (threads == 1 ? " thread" : " threads"));
          bars.add(
              List.of(
                  median(pairs.get(i), p -> p.passThrough().perSecond()),
                  median(pairs.get(i), p -> p.router().perSecond())));
        }
      }
    }
    report.table(
        "Messages a second, and processor time a message",
        List.of(
            "mix",
            "threads",
            "router/s",
            "pass-through/s",
            "ratio",
            "ratios",
            "router µs",
            "its broker µs",
            "pass-through µs",
            "its broker µs"),
        rows);
    report.plot(
        "mixes",
        new Plot("Messages a second", "", "messages/s")
            .bars(groups, List.of("pass-through", "router"), bars));
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

  /** The rules as they were imported: the mixes are made with the triage that will judge them. */
  private Rules rules() {
    AtomicReference<Rules> found = new AtomicReference<>();
    Output.read(
        stack.bootstrapServers(),
        Topics.RULES.name(),
        1,
        (key, value) ->
            found.set(
                serdes.of(Rules.class).deserializer().deserialize(Topics.RULES.name(), value)));
    return found.get();
  }

  // ------------------------------------------------------------------ load

  /**
   * All messages in their topic.
   *
   * @param parts the first warms, the others are measured, one for each mix
   * @param matters by number: what each message is about
   */
  private record Load(List<Part> parts, Map<TopicPartition, Long> beginning, int[] matters) {

    int all() {
      return matters.length;
    }

    /** Which part a message belongs to. */
    int part(int number) {
      int part = 0;
      for (int end = parts.getFirst().messages();
          number >= end;
          end += parts.get(part).messages()) {
        part++;
      }
      return part;
    }

    /** How many matters there are: the first word about each opens a case. */
    int cases() {
      return (int)
          Arrays.stream(matters).filter(matter -> matter != Talk.NOTHING).distinct().count();
    }
  }

  private Load load(Triage triage, Ground ground) {
    List<Part> parts = new ArrayList<>();
    parts.add(new Part(Mix.HALF, settings.warm()));
    for (Mix mix : settings.mixes()) {
      int share = mix.chatter() > 0.9 ? 1 : mix.chatter() > 0 ? 2 : 4;
      parts.add(new Part(mix, settings.messages() / share));
    }
    ground.empty(Ground.names(Topics.MESSAGES));
    Map<TopicPartition, Long> beginning = ground.ends(Ground.names(Topics.MESSAGES));
    long began = System.nanoTime();
    Talk talk =
        new Talk(
            Mix.HALF,
            settings.district(),
            settings.texts(),
            message -> triage.judge(message, false),
            settings.seed(),
            "load");
    Preload.Loaded loaded = Preload.write(stack.bootstrapServers(), serdes, talk, parts, tell);
    tell.accept(
        "%,d messages of %.0f bytes pre-loaded in %.0f s"
            .formatted(loaded.matters().length, loaded.bytes(), (System.nanoTime() - began) / 1e9));
    return new Load(parts, beginning, loaded.matters());
  }

  // ------------------------------------------------------------------ runs

  /** For each mix its pairs. */
  private List<List<Pair>> pairs(Load load, int threads, Ground ground) throws IOException {
    List<List<Pair>> pairs = new ArrayList<>();
    settings.mixes().forEach(mix -> pairs.add(new ArrayList<>()));
    for (int i = 0; i < settings.runs(); i++) {
      Pass router;
      Pass passThrough;
      // In turns, so that what drifts on this machine drifts for both.
      if (i % 2 == 0) {
        router = router(load, threads, i, ground);
        passThrough = passThrough(load, threads, ground);
      } else {
        passThrough = passThrough(load, threads, ground);
        router = router(load, threads, i, ground);
      }
      for (int m = 0; m < pairs.size(); m++) {
        Pair pair = new Pair(router.runs().get(m), passThrough.runs().get(m));
        pairs.get(m).add(pair);
        record(settings.mixes().get(m), threads, i, pair);
        tell(settings.mixes().get(m), threads, i, pair);
      }
      if (i == settings.runs() - 1) {
        plotRates(threads, router, passThrough);
      }
    }
    return pairs;
  }

  private void tell(Mix mix, int threads, int number, Pair pair) {
    tell.accept(
        "%-16s %d thread(s)  run %d of %d  router %,8.0f/s  pass-through %,8.0f/s  ratio %.3f  CPU µs %.1f + %.1f, %.1f + %.1f"
            .formatted(
                mix.label(),
                threads,
                number + 1,
                settings.runs(),
                pair.router().perSecond(),
                pair.passThrough().perSecond(),
                pair.ratio(),
                pair.router().applicationMicros(),
                pair.router().brokerMicros(),
                pair.passThrough().applicationMicros(),
                pair.passThrough().brokerMicros()));
  }

  private Pass router(Load load, int threads, int number, Ground ground) throws IOException {
    ground.forget(ROUTER);
    Ground.deleteTree(stack.data(Stack.ROUTER));
    ground.empty(
        Ground.names(
            Topics.OUTCOMES, Topics.CASE_EVENTS, Topics.COMMAND_REJECTIONS, Topics.ROUTER_DLQ));
    Tuning tuning = tuning(threads, "router-%d-%d".formatted(threads, number));
    // Places and groups first: a message that comes before its group would wait for it.
    ground.place(ROUTER, ground.ends(Ground.names(Topics.MESSAGES)));
    stack.start(Stack.ROUTER, tuning.flagged(settings.measured().flags()));
    ground.awaitReferences(ROUTER);
    stack.stop(Stack.ROUTER);
    ground.place(ROUTER, load.beginning());
    stack.start(Stack.ROUTER, tuning);
    ProcessHandle process = stack.process(Stack.ROUTER).orElseThrow();
    List<CpuMeter> meters = watch(ROUTER, Topics.OUTCOMES.name(), process, ground);
    stack.stop(Stack.ROUTER);
    Checked checked = new Checked(load);
    Output output =
        Output.readParts(
            stack.bootstrapServers(),
            Topics.OUTCOMES.name(),
            load.all(),
            load.parts().size(),
            (key, value) -> {
              checked.outcome(key, value);
              return load.part(Talk.number(key));
            });
    checked.report(threads, number, ground);
    return pass(output, load, meters);
  }

  private Tuning tuning(int threads, String recording) {
    return settings
        .measured()
        .tuning(settings.heap(), recording)
        .with("COURTYARD_THREADS", Integer.toString(threads))
        .with("COURTYARD_COMMIT_INTERVAL", Duration.ofMillis(settings.commitMillis()).toString())
        .with("COURTYARD_ROCKSDB_BYTES", Long.toString(ROCKSDB_BYTES));
  }

  private Pass passThrough(Load load, int threads, Ground ground) throws IOException {
    ground.forget(PassThrough.NAME);
    Path state = stack.data(PassThrough.NAME);
    Ground.deleteTree(state);
    ground.empty(List.of(PassThrough.NAME));
    ground.place(PassThrough.NAME, load.beginning());
    ProcessHandle process =
        stack.startGuest(
            PassThrough.NAME,
            PassThrough.class,
            Tuning.heap(settings.heap()).flagged(settings.measured().flags()),
            List.of(
                stack.bootstrapServers(),
                stack.registryUrl(),
                state.toString(),
                Integer.toString(threads),
                Integer.toString(settings.commitMillis()),
                Long.toString(ROCKSDB_BYTES)));
    List<CpuMeter> meters = watch(PassThrough.NAME, PassThrough.NAME, process, ground);
    stack.stop(PassThrough.NAME);
    Deserializer<Message> messages = serdes.of(Message.class).deserializer();
    Output output =
        Output.readParts(
            stack.bootstrapServers(),
            PassThrough.NAME,
            load.all(),
            load.parts().size(),
            (key, value) ->
                load.part(Talk.number(messages.deserialize(PassThrough.NAME, value).getId())));
    report.check(
        "pass-through wrote every message once",
        output.count() == load.all(),
        "%,d of %,d".formatted(output.count(), load.all()));
    return pass(output, load, meters);
  }

  /** Looks on until all is consumed and nothing more is written. */
  private List<CpuMeter> watch(
      String application, String writes, ProcessHandle process, Ground ground) {
    CpuMeter its = new CpuMeter(process);
    CpuMeter broker = new CpuMeter(stack.process(Stack.BROKER).orElseThrow());
    long end = ground.end(Topics.MESSAGES.name());
    long written = -1;
    long changed = System.nanoTime();
    while (true) {
      long now = System.currentTimeMillis();
      its.look(now);
      broker.look(now);
      long writtenNow = ground.end(writes);
      boolean consumed = ground.committed(application, Topics.MESSAGES.name()) >= end;
      if (writtenNow != written) {
        written = writtenNow;
        changed = System.nanoTime();
      }
      long still = System.nanoTime() - changed;
      if (consumed && still > QUIET.toNanos()) {
        return List.of(its, broker);
      }
      if (!process.isAlive() || still > STALLED.toNanos()) {
        throw new StackException(
            "%s %s; its log: %s"
                .formatted(
                    application,
                    process.isAlive() ? "does not go on" : "died",
                    stack.log(application)));
      }
      Ground.pause(LOOK_MILLIS);
    }
  }

  private static Pass pass(Output output, Load load, List<CpuMeter> meters) {
    List<Run> runs = new ArrayList<>();
    for (int part = 1; part < load.parts().size(); part++) {
      Output.Stretch stretch = output.middle(part);
      runs.add(
          new Run(
              stretch.messages() * 1000.0 / stretch.millis(),
              meters.getFirst().microsBetween(stretch.from(), stretch.to()) / stretch.messages(),
              meters.getLast().microsBetween(stretch.from(), stretch.to()) / stretch.messages()));
    }
    return new Pass(runs, output.rates());
  }

  // ------------------------------------------------------------------ checks

  /** Whether the router did to every message what the load says. */
  private final class Checked {
    private final Load load;
    private final BitSet seen;
    private final Deserializer<Outcome> outcomes = serdes.of(Outcome.class).deserializer();
    private final Map<OutcomeKind, Integer> kinds = new EnumMap<>(OutcomeKind.class);
    private int settledTwice;
    private int chatter;
    private int chatterTakenForMore;
    private int grievancesThatBecameNone;

    private Checked(Load load) {
      this.load = load;
      this.seen = new BitSet(load.all());
    }

    private void outcome(String key, byte[] value) {
      Outcome outcome = outcomes.deserialize(Topics.OUTCOMES.name(), value);
      kinds.merge(outcome.getKind(), 1, Integer::sum);
      if (!outcome.getSettled()) {
        return;
      }
      int number = Talk.number(key);
      settledTwice += seen.get(number) ? 1 : 0;
      seen.set(number);
      if (load.matters()[number] == Talk.NOTHING) {
        chatter++;
        chatterTakenForMore += outcome.getKind() == OutcomeKind.CHATTER ? 0 : 1;
      } else {
        grievancesThatBecameNone += concerns(outcome.getKind()) ? 0 : 1;
      }
    }

    /** Groups of one building lie in several partitions: who of two neighbours is first is open. */
    private static boolean concerns(OutcomeKind kind) {
      return switch (kind) {
        case OPENED, JOINED, ATTACHED -> true;
        default -> false;
      };
    }

    private void report(int threads, int number, Ground ground) {
      String run = "%d thread(s), run %d".formatted(threads, number + 1);
      report.check(
          run + ": one outcome for each message",
          seen.cardinality() == load.all() && settledTwice == 0,
          "%,d of %,d, %d twice".formatted(seen.cardinality(), load.all(), settledTwice));
      report.check(
          run + ": chatter is chatter",
          chatterTakenForMore <= MISTAKEN * chatter,
          "%,d of %,d became more; all: %s".formatted(chatterTakenForMore, chatter, kinds));
      int grievances = load.all() - chatter;
      report.check(
          run + ": grievances open, join or add to a case",
          grievancesThatBecameNone <= MISTAKEN * grievances,
          "%,d of %,d did not; all: %s".formatted(grievancesThatBecameNone, grievances, kinds));
      int opened = kinds.getOrDefault(OutcomeKind.OPENED, 0);
      int cases = load.cases();
      report.check(
          run + ": a case for each matter",
          Math.abs(opened - cases) <= TOGETHER_OR_APART * cases,
          "%,d opened, %,d matters".formatted(opened, cases));
      report.check(
          run + ": no dead letters",
          ground.end(Topics.ROUTER_DLQ.name())
              == ground.beginnings(Ground.names(Topics.ROUTER_DLQ)).values().stream()
                  .mapToLong(Long::longValue)
                  .sum(),
          "see router-dlq");
    }
  }

  // ------------------------------------------------------------------ figures

  private void record(Mix mix, int threads, int number, Pair pair) {
    ObjectNode run = report.run();
    run.put("mix", mix.name());
    run.put("threads", threads);
    run.put("run", number + 1);
    put(run, pair.router().perSecond(), pair.passThrough().perSecond(), pair.ratio());
    cpu(run, List.of(pair));
  }

  private static void figure(ObjectNode into, Mix mix, int threads, List<Pair> pairs) {
    into.put("mix", mix.name());
    into.put("threads", threads);
    put(
        into,
        median(pairs, p -> p.router().perSecond()),
        median(pairs, p -> p.passThrough().perSecond()),
        median(pairs, Pair::ratio));
    cpu(into, pairs);
  }

  private static void put(ObjectNode into, double router, double passThrough, double ratio) {
    into.put("routerPerSecond", Math.round(router));
    into.put("passThroughPerSecond", Math.round(passThrough));
    into.put("ratio", Math.round(ratio * 1000) / 1000.0);
  }

  private static void cpu(ObjectNode into, List<Pair> pairs) {
    ObjectNode cpu = into.putObject("cpuMicrosPerMessage");
    cpu.put("router", tenths(median(pairs, p -> p.router().applicationMicros())));
    cpu.put("routerBroker", tenths(median(pairs, p -> p.router().brokerMicros())));
    cpu.put("passThrough", tenths(median(pairs, p -> p.passThrough().applicationMicros())));
    cpu.put("passThroughBroker", tenths(median(pairs, p -> p.passThrough().brokerMicros())));
  }

  private static double tenths(double value) {
    return Math.round(value * 10) / 10.0;
  }

  private static List<String> row(Mix mix, int threads, List<Pair> pairs) {
    List<String> ratios = pairs.stream().map(p -> text("%.2f", p.ratio())).toList();
    return List.of(
        mix.label(),
        Integer.toString(threads),
        text("%,.0f", median(pairs, p -> p.router().perSecond())),
        text("%,.0f", median(pairs, p -> p.passThrough().perSecond())),
        text("%.3f", median(pairs, Pair::ratio)),
        String.join(" ", ratios),
        text("%.1f", median(pairs, p -> p.router().applicationMicros())),
        text("%.1f", median(pairs, p -> p.router().brokerMicros())),
        text("%.1f", median(pairs, p -> p.passThrough().applicationMicros())),
        text("%.1f", median(pairs, p -> p.passThrough().brokerMicros())));
  }

  private void plotRates(int threads, Pass router, Pass passThrough) {
    report.plot(
        "rates-" + threads,
        new Plot(
                "%d thread(s): messages a second over one run".formatted(threads),
                "seconds since the first",
                "messages/s")
            .line("router", router.rates())
            .line("pass-through", passThrough.rates())
            .svg());
  }

  private static double median(List<Pair> pairs, ToDoubleFunction<Pair> of) {
    return Report.median(pairs.stream().mapToDouble(of).toArray());
  }

  private static String text(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }
}
