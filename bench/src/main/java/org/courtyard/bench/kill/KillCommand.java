package org.courtyard.bench.kill;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.courtyard.bench.kill.KillPlan.Round;
import org.courtyard.bench.load.District;
import org.courtyard.bench.load.Mix;
import org.courtyard.bench.load.Talk;
import org.courtyard.bench.quality.SampleRules;
import org.courtyard.bench.report.BenchOutput;
import org.courtyard.bench.report.Report;
import org.courtyard.bench.report.Seed;
import org.courtyard.router.triage.Triage;
import org.courtyard.schemas.AvroSerdes;
import org.courtyard.schemas.DomainTime;
import org.courtyard.stack.Home;
import org.courtyard.stack.Importer;
import org.courtyard.stack.IngestClient;
import org.courtyard.stack.Port;
import org.courtyard.stack.Ports;
import org.courtyard.stack.Stack;
import org.courtyard.stack.StackException;
import org.courtyard.stack.StackOptions;
import org.courtyard.stack.Tuning;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ./courtyard bench kill}. */
@Command(
    name = "kill",
    description = {
      "Kills processes with SIGKILL under steady load, starts them again, measures until they really"
          + " work, and proves in the end from the topics that nothing was lost and nothing happened"
          + " twice.",
      "Its stack lives in .courtyard/kill, on free ports."
    })
public final class KillCommand implements Callable<Integer> {
  private static final Duration CLOCK = Duration.ofHours(12);
  private static final Duration LONG_CLOCK = Duration.ofDays(10);
  private static final Duration FILLED_SPAN = Duration.ofDays(5);
  private static final int FEW_UNSENT = 200;

  /** A Monday in summer; any moment would do. */
  private static final Instant ORIGIN = Instant.parse("2026-06-29T00:00:00Z");

  @Spec private CommandSpec spec;
  @Mixin private BenchOutput output;
  @Mixin private Seed seed;

  @Option(
      names = "--rounds",
      defaultValue = "10",
      description = "How many rounds of killing; by default ${DEFAULT-VALUE}.")
  private int rounds;

  @Option(
      names = "--from",
      paramLabel = "ROUND",
      defaultValue = "1",
      description = "The number of the first round: with --rounds 1, any one of a seed again.")
  private int from;

  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "40",
      description =
          "Messages a second, half of them grievances; handlers' commands come on top. By default"
              + " ${DEFAULT-VALUE}.")
  private double rate;

  @Option(
      names = "--speed",
      defaultValue = "360",
      description =
          "Domain seconds in a second, so that deadlines pass during the bench; by default"
              + " ${DEFAULT-VALUE}.")
  private double speed;

  @Option(
      names = "--cases",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "Open so many cases before the first round. The rules then give ten days instead of twelve"
              + " hours, so that these stay open.")
  private int cases;

  @Option(
      names = "--communities",
      defaultValue = "200",
      description =
          "Size of the district: communities of 10 buildings with 2 groups each; by default"
              + " ${DEFAULT-VALUE}.")
  private int communities;

  @Option(
      names = "--within",
      paramLabel = "SECONDS",
      defaultValue = "10",
      description = "How soon a process must work again; by default ${DEFAULT-VALUE}.")
  private double within;

  @Option(
      names = "--faults",
      split = ",",
      paramLabel = "FAULT",
      description =
          "After the rounds, any of broker-down, disk-full, network-cut, clock-steps,"
              + " rolling-restart; or all.")
  private List<String> faults = List.of();

  @Option(
      names = "--broker-down",
      paramLabel = "SECONDS",
      defaultValue = "120",
      description = "How long the broker is away in broker-down; by default ${DEFAULT-VALUE}.")
  private int brokerDown;

  @Option(
      names = "--cut",
      paramLabel = "SECONDS",
      defaultValue = "20",
      description = "How long a wire is frozen or cut in network-cut; by default ${DEFAULT-VALUE}.")
  private int cut;

  private int wirePort;
  private int wiredPort;

  @Override
  public Integer call() throws IOException, InterruptedException, TimeoutException {
    output.requireWritable();
    PrintWriter out = spec.commandLine().getOut();
    Report report = new Report("kill", BenchOutput.command(spec, seed.value()), Instant.now());
    report.setting("seed", seed.value());
    report.setting("rounds", rounds);
    report.setting("messages a second", rate);
    report.setting("domain seconds a second", speed);
    report.setting("groups", new District(communities).groups());
    report.setting("cases before", cases);
    report.setting("heap of each service", "256m");
    report.setting("heap of the broker", "512m");
    report.setting("faults", faults);
    List<Fault> wanted = faults();
    out.printf("seed %d%n", seed.value());
    Path samples = Home.find().root().resolve("samples/fangzhuang");
    try (Stack stack = stack(wanted, out)) {
      importDistrict(stack, samples);
      Triage triage = Triage.compile(SampleRules.read(samples));
      Talk talk = talk(Mix.HALF, triage, seed.value(), "kill");
      AvroSerdes serdes = AvroSerdes.registry(stack.registryUrl());
      AtomicReference<SteadyLoad> loaded = new AtomicReference<>();
      try (SteadyLoad load =
              new SteadyLoad(stack.ingestUrl(), stack.time(), talk, seed.value(), clock(), rate);
          Pulse pulse =
              new Pulse(stack.bootstrapServers(), serdes, id -> loaded.get().opened(id))) {
        loaded.set(load);
        if (cases > 0) {
          Talk old = talk(Mix.GRIEVANCES, triage, seed.value() + 1, "old");
          load.fill(cases, old, FILLED_SPAN, BenchOutput.telling(out));
          awaitSent(pulse, out);
        }
        run(stack, load, pulse, wanted, report, out);
      }
    }
    output.finish(report, out);
    return report.holds() ? 0 : 1;
  }

  private Talk talk(Mix mix, Triage triage, long talkSeed, String name) {
    return new Talk(
        mix,
        new District(communities),
        List.of(),
        message -> triage.judge(message, false),
        talkSeed,
        name);
  }

  private Duration clock() {
    return cases > 0 ? LONG_CLOCK : CLOCK;
  }

  private static void awaitSent(Pulse pulse, PrintWriter out) throws InterruptedException {
    while (pulse.unsent() > FEW_UNSENT) {
      BenchOutput.tell(out, "%,d deliveries on their way".formatted(pulse.unsent()));
      Thread.sleep(Duration.ofSeconds(5));
    }
  }

  private void run(
      Stack stack, SteadyLoad load, Pulse pulse, List<Fault> wanted, Report report, PrintWriter out)
      throws InterruptedException, TimeoutException {
    Ward ward = new Ward(stack, load, pulse);
    KillRounds killing = new KillRounds(stack, ward);
    Casualties casualties = new Casualties(report, within);
    Instant began = Instant.now();
    load.start();
    Recovery warm = ward.recovery("start", List.of(), began, System.nanoTime());
    if (!warm.complete()) {
      throw new StackException("Without any kill, these do not work: " + warm.missing());
    }
    BenchOutput.tell(
        out, "all of it works under load after %.1f s".formatted(warm.allMillis() / 1000.0));
    for (int number = from; number < from + rounds; number++) {
      Round round = KillPlan.round(seed.value(), number);
      Recovery recovery = killing.run(round);
      casualties.round(round, recovery);
      BenchOutput.tell(out, Casualties.line(round, recovery));
      stack.deaths().forEach(casualties::died);
      if (!recovery.complete()) {
        throw new StackException("These do not come back: " + recovery.missing());
      }
    }
    if (!wanted.isEmpty()) {
      goWrong(stack, ward, pulse, wanted, casualties, report, out);
    }
    casualties.report();
    new Proof(stack, load, report, BenchOutput.telling(out)).give();
  }

  private void goWrong(
      Stack stack,
      Ward ward,
      Pulse pulse,
      List<Fault> wanted,
      Casualties casualties,
      Report report,
      PrintWriter out) {
    boolean wired = wanted.contains(Fault.NETWORK_CUT);
    Optional<Wire> wire = wired ? Optional.of(new Wire(wirePort, wiredPort)) : Optional.empty();
    try {
      Duration away = Duration.ofSeconds(brokerDown);
      Faults going = new Faults(stack, ward, pulse, wire, away, Duration.ofSeconds(cut));
      for (Fault fault : wanted) {
        try {
          for (Recovery recovery : going.run(fault)) {
            casualties.fault(fault, recovery);
            BenchOutput.tell(out, Casualties.line(fault, recovery));
          }
        } catch (Faults.Impossible e) {
          report.note(fault.label() + " was left out: " + e.getMessage());
          BenchOutput.tell(out, fault.label() + " left out: " + e.getMessage());
        }
        stack.deaths().forEach(casualties::died);
      }
    } finally {
      wire.ifPresent(Wire::close);
    }
  }

  private List<Fault> faults() {
    if (faults.equals(List.of("all"))) {
      return List.of(Fault.values());
    }
    try {
      return faults.stream().map(Fault::of).toList();
    } catch (IllegalArgumentException e) {
      throw new StackException(e.getMessage());
    }
  }

  private Stack stack(List<Fault> wanted, PrintWriter out) throws IOException {
    StackOptions usual = StackOptions.usual().returningQuickly();
    Path directory = usual.directory().resolve("kill");
    StackOptions options = usual.in(directory).on(Ports.free()).telling(BenchOutput.telling(out));
    if (wanted.contains(Fault.NETWORK_CUT)) {
      options = wired(options);
    }
    Stack.attach(options).wipe();
    forget(directory);
    Files.createDirectories(directory);
    Path destinations = directory.resolve("destinations.csv");
    destinations(destinations);
    return Stack.up(
        options.withDestinations(destinations), () -> new DomainTime(Instant.now(), ORIGIN, speed));
  }

  /** The broker is found by some clients through a wire, and tells them that it lives there. */
  private StackOptions wired(StackOptions options) {
    wirePort = Ports.anyFree();
    wiredPort = Ports.anyFree();
    String usual = "PLAINTEXT://127.0.0.1:" + options.ports().of(Port.BROKER);
    String controller = "CONTROLLER://127.0.0.1:" + options.ports().of(Port.CONTROLLER);
    return options.tuned(
        Stack.BROKER,
        Tuning.NONE
            .with("listeners", usual + "," + controller + ",WIRED://127.0.0.1:" + wiredPort)
            .with("advertised.listeners", usual + ",WIRED://127.0.0.1:" + wirePort)
            .with(
                "listener.security.protocol.map",
                "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,WIRED:PLAINTEXT"));
  }

  /** As the bench's district has them, but machines, which bear more than a group robot. */
  private void destinations(Path file) throws IOException {
    new District(communities).writeDestinations(file);
    List<String> lines = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      lines.add(
          line.replaceFirst("^([^,]+),wecom-robot,.*", "$1,webhook,{simulator}/webhook/$1,,6000"));
    }
    Files.write(file, lines);
  }

  private void importDistrict(Stack stack, Path samples) throws IOException, InterruptedException {
    Path sheets = stack.directory().resolve("district");
    new District(communities).write(sheets, samples);
    Path clocks = sheets.resolve("clocks.csv");
    Files.writeString(
        clocks, Files.readString(clocks).replace(CLOCK.toString(), clock().toString()));
    IngestClient ingest = new IngestClient(stack.ingestUrl(), Duration.ofMinutes(2));
    for (Importer.Imported each : new Importer(ingest, District.TENANT).directory(sheets)) {
      if (!each.answer().taken()) {
        throw new StackException(
            "ingest refused the " + each.kind() + ": " + each.answer().reasons());
      }
    }
  }

  private static void forget(Path directory) throws IOException {
    if (Files.exists(directory)) {
      try (Stream<Path> files = Files.walk(directory)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }
}
