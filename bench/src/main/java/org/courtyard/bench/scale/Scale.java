package org.courtyard.bench.scale;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;
import org.courtyard.bench.load.District;
import org.courtyard.bench.load.Mix;
import org.courtyard.bench.load.Preload;
import org.courtyard.bench.load.Talk;
import org.courtyard.bench.quality.SampleRules;
import org.courtyard.bench.report.Plot;
import org.courtyard.bench.report.Report;
import org.courtyard.bench.throughput.CpuMeter;
import org.courtyard.bench.throughput.Ground;
import org.courtyard.bench.throughput.Output;
import org.courtyard.router.triage.TextModel;
import org.courtyard.router.triage.Triage;
import org.courtyard.schemas.AvroSerdes;
import org.courtyard.schemas.Outcome;
import org.courtyard.schemas.Topics;
import org.courtyard.stack.Importer;
import org.courtyard.stack.IngestClient;
import org.courtyard.stack.Stack;
import org.courtyard.stack.StackException;

/** The same messages through one instance, through several, and through some that come and go. */
final class Scale {
  private static final String ROUTER = "router";
  private static final long LOOK_MILLIS = 250;
  private static final Duration QUIET = Duration.ofMillis(1500);
  private static final Duration STALLED = Duration.ofSeconds(120);

  private final Stack stack;
  private final Settings settings;
  private final Report report;
  private final Consumer<String> tell;
  private final AvroSerdes serdes;

  /** What is measured, and how. */
  record Settings(int messages, List<Integer> instances, District district, long seed) {}

  /**
   * One run, all figures from its second half.
   *
   * @param instanceMicros processor time of each instance in the second half, a message of the run
   * @param longestGap milliseconds in which nothing was written, after the first
   */
  record Run(
      String name,
      int instances,
      double perSecond,
      List<Double> instanceMicros,
      double brokerMicros,
      long longestGap,
      List<Plot.Point> rates) {
    double routerMicros() {
      return instanceMicros.stream().mapToDouble(m -> m).sum();
    }

    double cores() {
      return (routerMicros() + brokerMicros()) * perSecond / 1e6;
    }
  }

  Scale(Stack stack, Settings settings, Report report, Consumer<String> tell) {
    this.stack = stack;
    this.settings = settings;
    this.report = report;
    this.tell = tell;
    this.serdes = AvroSerdes.registry(stack.registryUrl());
  }

  List<Run> run(Path sheets, Path samples) throws IOException, InterruptedException {
    IngestClient ingest = new IngestClient(stack.ingestUrl(), Duration.ofMinutes(2));
    for (Importer.Imported each : new Importer(ingest, District.TENANT).directory(sheets)) {
      if (!each.answer().taken()) {
        throw new StackException(
            "ingest refused the " + each.kind() + ": " + each.answer().reasons());
      }
    }
    stack.stop(Stack.INGEST);
    List<Run> runs = new ArrayList<>();
    try (Ground ground = new Ground(stack.bootstrapServers())) {
      ground.stampedByBroker(Topics.OUTCOMES.name());
      Map<TopicPartition, Long> beginning = ground.ends(Ground.names(Topics.MESSAGES));
      load(samples);
      for (int instances : settings.instances()) {
        runs.add(steady(instances, beginning, ground));
      }
      runs.add(moving(beginning, ground));
    }
    return runs;
  }

  private void load(Path samples) {
    Triage triage = Triage.compile(SampleRules.read(samples), TextModel.builtIn());
    Talk talk =
        new Talk(
            Mix.CHATTER,
            settings.district(),
            List.of(),
            message -> triage.judge(message, false),
            settings.seed(),
            "scale");
    Preload.Loaded loaded =
        Preload.write(stack.bootstrapServers(), serdes, talk, settings.messages(), 0, tell);
    tell.accept(
        "%,d messages of %.0f bytes pre-loaded".formatted(settings.messages(), loaded.bytes()));
  }

  // ------------------------------------------------------------------ runs

  /** Instances that are there from the beginning. */
  private Run steady(int instances, Map<TopicPartition, Long> beginning, Ground ground)
      throws IOException {
    List<String> names = begin(instances, beginning, ground);
    Watch watch = new Watch(ground, names);
    watch.until(() -> false);
    names.reversed().forEach(stack::stop);
    return finished(instances + (instances == 1 ? " instance" : " instances"), instances, watch);
  }

  /** A second instance comes when a third is done; the first goes when that one works. */
  private Run moving(Map<TopicPartition, Long> beginning, Ground ground) throws IOException {
    List<String> names = new ArrayList<>(begin(1, beginning, ground));
    Watch watch = new Watch(ground, names);
    watch.until(() -> watch.written >= settings.messages() / 3);
    long comes = System.currentTimeMillis();
    String second = stack.startAnother(Stack.ROUTER);
    watch.meter(second);
    watch.until(() -> watch.written >= settings.messages() * 2L / 3 && stack.ready(second));
    long goes = System.currentTimeMillis();
    stack.stop(Stack.ROUTER);
    watch.until(() -> false);
    stack.stop(second);
    report.note(
        "Moving partitions: the second instance was started after %.1f s, the first stopped after %.1f s of that run."
            .formatted((comes - watch.began) / 1e3, (goes - watch.began) / 1e3));
    return finished("1, then 2, then the other 1", 2, watch);
  }

  /** A router without a past, which knows places and groups, before the first message. */
  private List<String> begin(int instances, Map<TopicPartition, Long> beginning, Ground ground)
      throws IOException {
    ground.forget(ROUTER);
    deleteTrees(stack.data(Stack.ROUTER).getParent());
    ground.empty(
        Ground.names(
            Topics.OUTCOMES, Topics.CASE_EVENTS, Topics.COMMAND_REJECTIONS, Topics.ROUTER_DLQ));
    ground.place(ROUTER, ground.ends(Ground.names(Topics.MESSAGES)));
    stack.restart(Stack.ROUTER);
    stack.awaitReady(Stack.ROUTER);
    ground.awaitReferences(ROUTER);
    stack.stop(Stack.ROUTER);
    ground.place(ROUTER, beginning);
    stack.restart(Stack.ROUTER);
    List<String> names = new ArrayList<>(List.of(Stack.ROUTER));
    for (int i = 1; i < instances; i++) {
      names.add(stack.startAnother(Stack.ROUTER));
    }
    return names;
  }

  /** State of every instance there may have been. */
  private static void deleteTrees(Path data) throws IOException {
    List<Path> states;
    try (Stream<Path> all = Files.list(data)) {
      states = all.filter(each -> each.getFileName().toString().startsWith(ROUTER)).toList();
    }
    for (Path state : states) {
      Ground.deleteTree(state);
    }
  }

  /** Looks on until all is consumed and nothing more is written. */
  private final class Watch {
    private final Ground ground;
    private final List<CpuMeter> routers = new ArrayList<>();
    private final CpuMeter broker = new CpuMeter(stack.process(Stack.BROKER).orElseThrow());
    private final long began = System.currentTimeMillis();
    private long written;

    private Watch(Ground ground, List<String> names) {
      this.ground = ground;
      names.forEach(this::meter);
    }

    private void meter(String name) {
      routers.add(new CpuMeter(stack.process(name).orElseThrow()));
    }

    private void until(BooleanSupplier enough) {
      long changed = System.nanoTime();
      while (!enough.getAsBoolean()) {
        long now = System.currentTimeMillis();
        routers.forEach(meter -> meter.look(now));
        broker.look(now);
        long writtenNow = ground.end(Topics.OUTCOMES.name());
        if (writtenNow != written) {
          written = writtenNow;
          changed = System.nanoTime();
        }
        long still = System.nanoTime() - changed;
        boolean consumed =
            ground.committed(ROUTER, Topics.MESSAGES.name()) >= ground.end(Topics.MESSAGES.name());
        if (consumed && still > QUIET.toNanos()) {
          return;
        }
        List<String> deaths = stack.deaths();
        if (!deaths.isEmpty()) {
          throw new StackException(deaths.getFirst());
        }
        if (still > STALLED.toNanos()) {
          throw new StackException(
              "The router does not go on; its log: " + stack.log(Stack.ROUTER));
        }
        Ground.pause(LOOK_MILLIS);
      }
    }
  }

  private Run finished(String name, int instances, Watch watch) {
    BitSet seen = new BitSet(settings.messages());
    int[] twice = new int[1];
    var outcomes = serdes.of(Outcome.class).deserializer();
    Output output =
        Output.read(
            stack.bootstrapServers(),
            Topics.OUTCOMES.name(),
            settings.messages(),
            (key, value) -> {
              if (outcomes.deserialize(Topics.OUTCOMES.name(), value).getSettled()) {
                twice[0] += seen.get(Talk.number(key)) ? 1 : 0;
                seen.set(Talk.number(key));
              }
            });
    report.check(
        name + ": one outcome for each message",
        seen.cardinality() == settings.messages() && twice[0] == 0,
        "%,d of %,d, %d twice".formatted(seen.cardinality(), settings.messages(), twice[0]));
    long[] times = output.times();
    int half = times.length / 2;
    long from = times[times.length - half - 1];
    long to = times[times.length - 1];
    Run run =
        new Run(
            name,
            instances,
            half * 1_000.0 / Math.max(1, to - from),
            watch.routers.stream().map(meter -> meter.microsBetween(from, to) / half).toList(),
            watch.broker.microsBetween(from, to) / half,
            longestGap(times),
            output.rates());
    record(run);
    return run;
  }

  private static long longestGap(long[] times) {
    return IntStream.range(1, times.length).mapToLong(i -> times[i] - times[i - 1]).max().orElse(0);
  }

  private void record(Run run) {
    ObjectNode figure = report.run();
    figure.put("name", run.name());
    figure.put("instances", run.instances());
    figure.put("perSecond", Math.round(run.perSecond()));
    figure.put("routerMicrosPerMessage", run.routerMicros());
    figure.put("brokerMicrosPerMessage", run.brokerMicros());
    figure.put("cores", run.cores());
    figure.put("longestGapMillis", run.longestGap());
    tell.accept(
        String.format(
            Locale.ROOT,
            "%-28s %,8.0f/s  µs a message: routers %s, broker %.1f  cores %.2f  longest gap %,d ms",
            run.name(),
            run.perSecond(),
            run.instanceMicros().stream().map(m -> String.format(Locale.ROOT, "%.1f", m)).toList(),
            run.brokerMicros(),
            run.cores(),
            run.longestGap()));
  }
}
