package org.courtyard.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.courtyard.bench.demo.Burst;
import org.courtyard.bench.demo.DemoReport;
import org.courtyard.bench.demo.Expectations;
import org.courtyard.bench.verify.FindingsTable;
import org.courtyard.bench.verify.Summary;
import org.courtyard.bench.verify.Verification;
import org.courtyard.schemas.AvroSerdes;
import org.courtyard.schemas.DomainTime;
import org.courtyard.stack.Importer;
import org.courtyard.stack.IngestClient;
import org.courtyard.stack.Recording;
import org.courtyard.stack.Replay;
import org.courtyard.stack.Stack;
import org.courtyard.stack.StackException;
import org.courtyard.stack.StackOptions;

/**
 * One demo: a stack of its own, the sample world, a burst with domain time compressed, and the
 * proof of what became of it.
 */
final class Demo implements AutoCloseable {
  /** The services take this many times as long to start as the broker and the registry. */
  private static final int SERVICES_TAKE = 3;

  private static final Duration IMPORT_TIME = Duration.ofSeconds(5);
  private static final Duration INGEST_PATIENCE = Duration.ofSeconds(30);
  private static final int REFUSALS_SHOWN = 20;

  private final Path file;
  private final Burst burst;
  private final Path samples;
  private final StackOptions options;
  private final Duration patience;
  private final PrintWriter out;
  private Stack stack;

  /**
   * Prepares one; starts nothing yet.
   *
   * @param file the burst's
   * @param samples directory with the sheets to import
   * @param options where the stack lives and listens
   * @param patience how long to wait, when the burst is over, for what is still on its way
   */
  Demo(
      Path file,
      Burst burst,
      Path samples,
      StackOptions options,
      Duration patience,
      PrintWriter out) {
    this.file = file;
    this.burst = burst;
    this.samples = samples;
    this.options = options;
    this.patience = patience;
    this.out = out;
  }

  /**
   * What a demo showed.
   *
   * @param figures as JSON
   * @param proven whether every promise was kept and every expectation met
   */
  record Result(ObjectNode figures, boolean proven) {}

  /** All of it. */
  Result run() throws IOException, InterruptedException, TimeoutException {
    begin();
    return prove(replay());
  }

  /** Starts everything, imports the samples, and waits for the moment at which the burst begins. */
  void begin() throws IOException, InterruptedException {
    start();
    importSamples();
    awaitBeginning();
  }

  Stack stack() {
    return stack;
  }

  /**
   * Domain time is fixed before the services start, so that they must be there in time; where they
   * are not, it all begins anew with more time.
   */
  private void start() {
    for (int patience = SERVICES_TAKE; ; patience *= 2) {
      int times = patience;
      Instant began = Instant.now();
      say("Starting a stack of its own in %s", options.directory());
      stack =
          Stack.up(
              options.telling(line -> say("  %s", line)),
              () -> domainTime(Duration.between(began, Instant.now()).multipliedBy(times)));
      if (Instant.now().plus(IMPORT_TIME).isBefore(stack.time().start())) {
        return;
      }
      if (patience > SERVICES_TAKE) {
        throw new StackException("This machine is too busy for a demo");
      }
      say("That took longer than planned; once more, with more time");
      stack.wipe();
    }
  }

  private DomainTime domainTime(Duration untilServicesRun) {
    Instant beginning = Instant.now().plus(untilServicesRun).plus(IMPORT_TIME.multipliedBy(2));
    return new DomainTime(beginning, burst.start(), burst.speed());
  }

  private void importSamples() throws IOException, InterruptedException {
    say("%nImporting %s", samples);
    Importer importer =
        new Importer(new IngestClient(stack.ingestUrl(), INGEST_PATIENCE), burst.tenant());
    List<Importer.Imported> imported = importer.directory(samples);
    Importer.table(imported).forEach(line -> say("  %s", line));
    if (!imported.stream().allMatch(each -> each.answer().taken())) {
      throw new StackException("The samples in " + samples + " were refused");
    }
  }

  private void awaitBeginning() throws InterruptedException {
    Duration left = Duration.between(Instant.now(), stack.time().start());
    if (left.isPositive()) {
      say("%nThe burst begins in %d s", left.toSeconds());
      Thread.sleep(left);
    }
  }

  /** Replays the burst; returns when every line was taken or refused. */
  List<Replay.Sent> replay() throws InterruptedException {
    say(
        "%nReplaying %s: %d lines from %s on, domain time at %s times its speed",
        burst.name(), burst.lines().size(), burst.start(), plain(burst.speed()));
    int[] told = {0};
    List<Replay.Sent> sent =
        Replay.run(
            Recording.read(file),
            stack,
            burst.speed(),
            stack.time().start(),
            progress -> {
              if (told[0]++ % 5 == 0) {
                say("  %s  %s", domainClock(), progress.line());
              }
            });
    List<Replay.Sent> refused = sent.stream().filter(each -> !each.taken()).toList();
    refused.stream()
        .limit(REFUSALS_SHOWN)
        .forEach(
            each ->
                say(
                    "  line %d (%s) was refused: %s",
                    each.line(), each.id(), String.join("; ", each.reasons())));
    return sent;
  }

  private void awaitDomainEnd() throws InterruptedException {
    Instant end = stack.time().wallAt(burst.at(burst.until()));
    while (Instant.now().isBefore(end)) {
      Duration left = Duration.between(Instant.now(), end);
      say("  %s  %d s left until %s", domainClock(), left.toSeconds(), hours(burst.until()));
      Thread.sleep(left.compareTo(Duration.ofSeconds(5)) > 0 ? Duration.ofSeconds(5) : left);
    }
  }

  private void awaitQuiet(List<Replay.Sent> sent) throws InterruptedException, TimeoutException {
    say("  waiting until nothing is on its way any more");
    List<String> missing = new Quiet(stack, taken(sent)).await(patience, line -> say("  %s", line));
    if (!missing.isEmpty()) {
      say("After %d s this was still missing:", patience.toSeconds());
      missing.forEach(each -> say("  %s", each));
    }
  }

  private static long taken(List<Replay.Sent> sent) {
    return sent.stream().filter(each -> each.kind() == Replay.Kind.MESSAGE && each.taken()).count();
  }

  /**
   * Waits for the end of the burst's day and until nothing is on its way, and compares the topics
   * with what was promised and expected.
   */
  Result prove(List<Replay.Sent> sent) throws IOException, InterruptedException, TimeoutException {
    awaitDomainEnd();
    awaitQuiet(sent);
    Verification verification = new Verification(Instant.now());
    try (TopicReader reader =
        new TopicReader(stack.bootstrapServers(), AvroSerdes.registry(stack.registryUrl()))) {
      reader.advance(verification::accept);
    }
    verification.compare(PlatformLog.fetch(stack.simulatorUrl()));
    Map<Integer, String> commandIds =
        sent.stream()
            .filter(each -> each.kind() == Replay.Kind.COMMAND && each.taken())
            .collect(Collectors.toMap(Replay.Sent::line, Replay.Sent::id));
    Expectations.Result expectations =
        Expectations.check(burst, verification.chronicle(), verification.clocks(), commandIds);
    Summary summary = verification.summary();
    say(
        "%s",
        DemoReport.render(
            burst, verification.chronicle(), verification.clocks(), summary, expectations));
    say("Read from the topics, from offset 0:%n%s", FindingsTable.render(verification.findings()));
    boolean proven =
        verification.holds()
            && expectations.failures().isEmpty()
            && summary.duplicatedCases() == 0
            && summary.lostMessages() == 0;
    say("%s", verdict(verification.holds(), expectations.failures().size()));
    return new Result(figures(verification, expectations, sent), proven);
  }

  private static String verdict(boolean holds, int failed) {
    String kept = holds ? "Every promise was kept" : "Not every promise was kept";
    return failed == 0 ? kept + "." : kept + "; %d expectations failed.".formatted(failed);
  }

  private static ObjectNode figures(
      Verification verification, Expectations.Result expectations, List<Replay.Sent> sent) {
    ObjectNode figures = VerifyCommand.figures(verification);
    figures.put("refusedByIngest", sent.stream().filter(each -> !each.taken()).count());
    ObjectNode checked = figures.putObject("expectations");
    checked.put("checked", expectations.checked());
    checked.put("failed", expectations.failures().size());
    checked.set("failures", new ObjectMapper().valueToTree(expectations.failures()));
    return figures;
  }

  private String domainClock() {
    return hours(Duration.between(burst.start(), stack.time().at(Instant.now())));
  }

  private static String hours(Duration passed) {
    return "%02d:%02d".formatted(passed.toHours(), passed.toMinutesPart());
  }

  private static String plain(double number) {
    return number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
  }

  private void say(String format, Object... args) {
    out.printf(format + "%n", args);
    out.flush();
  }

  @Override
  public void close() {
    if (stack != null) {
      stack.down();
    }
  }

  /** The directory of the sheets: next to the burst where they lie there, else the sample world. */
  static Path samplesFor(Path file, Path sampleWorld) {
    Path beside = file.toAbsolutePath().getParent();
    return Files.isRegularFile(beside.resolve("places.csv")) ? beside : sampleWorld;
  }
}
