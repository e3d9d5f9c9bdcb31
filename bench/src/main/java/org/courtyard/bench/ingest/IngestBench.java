package org.courtyard.bench.ingest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.courtyard.bench.report.Plot;
import org.courtyard.bench.report.Report;
import org.courtyard.schemas.Topics;
import org.courtyard.stack.Stack;
import org.courtyard.stack.StackException;

/** One load after the other against the same ingest. */
final class IngestBench {
  private static final int TOO_MANY = 429;

  /** Bytes; half of the longest text that is taken, at three bytes a character. */
  private static final int LONG_TEXT = 30_000;

  /** Growth of the resident memory past saturation that still counts as flat. */
  private static final double FLAT = 1.15;

  private final Stack stack;
  private final Wrk wrk;
  private final Settings settings;
  private final Report report;
  private final Consumer<String> tell;

  /** How long, and how hard. */
  record Settings(int seconds, int connections, int bulkLines, int crowd, long seed) {}

  /** A load, what wrk saw of it, and what the topic got meanwhile. */
  private record Run(Wrk.Load load, Wrk.Result result, long records, long began, long ended) {
    /** Messages a second: the median of all full seconds but the first two. */
    double perSecond() {
      List<Long> seconds = List.copyOf(result.bySecond().values());
      int full = Math.min(load.seconds(), seconds.size()) - 1;
      return full < 3
          ? (double) result.accepted() / load.seconds()
          : Report.median(seconds.subList(2, full).stream().mapToDouble(n -> n).toArray());
    }

    long answers(int status) {
      return result.statuses().getOrDefault(status, 0L);
    }

    long requests() {
      return result.statuses().values().stream().mapToLong(n -> n).sum();
    }
  }

  IngestBench(Stack stack, Wrk wrk, Settings settings, Report report, Consumer<String> tell) {
    this.stack = stack;
    this.wrk = wrk;
    this.settings = settings;
    this.report = report;
    this.tell = tell;
  }

  void run() throws IOException, InterruptedException {
    int seconds = settings.seconds();
    int lines = settings.bulkLines();
    List<Wrk.Load> loads =
        List.of(
            new Wrk.Load("single", settings.connections(), 1, 0, seconds),
            new Wrk.Load("bulk", settings.connections() / 8, lines, 0, seconds),
            new Wrk.Load("crowd", settings.crowd(), 1, 0, seconds),
            new Wrk.Load("long-crowd", settings.crowd(), 1, LONG_TEXT, seconds),
            new Wrk.Load("bulk-crowd", settings.connections(), lines, 0, seconds),
            new Wrk.Load("afterwards", settings.connections(), 1, 0, seconds));
    long pid = stack.process(Stack.INGEST).orElseThrow().pid();
    try (Memory memory = new Memory(pid);
        Admin admin = Admin.create(Map.of("bootstrap.servers", stack.bootstrapServers()))) {
      // What runs on the JVM is slow at first; nothing of this counts.
      one(new Wrk.Load("warm-up", settings.connections(), 1, 0, seconds), admin);
      one(new Wrk.Load("warm-up-bulk", settings.connections() / 8, lines, 0, seconds / 2), admin);
      List<Run> runs = new ArrayList<>();
      for (Wrk.Load load : loads) {
        runs.add(one(load, admin));
      }
      checkTotal(admin);
      publish(runs, memory.looks());
    }
  }

  private Run one(Wrk.Load load, Admin admin) throws InterruptedException {
    long before = records(admin);
    long began = System.currentTimeMillis();
    Wrk.Result result = wrk.run(load, settings.seed());
    long ended = System.currentTimeMillis();
    Run run = new Run(load, result, records(admin) - before, began, ended);
    tell.accept(
        "%-12s %,5d connections, %,d a request: %,8.0f messages/s, p99 %,.0f ms, answers %s"
            .formatted(
                load.name(),
                load.connections(),
                load.lines(),
                run.perSecond(),
                result.p99(),
                result.statuses()));
    report.check(
        load.name() + ": accepted is what the topic holds",
        run.records() == result.accepted() && result.unanswered() == 0,
        "%,d accepted, %,d records, %,d requests unanswered"
            .formatted(result.accepted(), run.records(), result.unanswered()));
    report.check(
        load.name() + ": nothing but taken, or asked to come again",
        run.requests() == run.answers(202) + run.answers(TOO_MANY),
        result.statuses().toString());
    return run;
  }

  private static long records(Admin admin) throws InterruptedException {
    List<TopicPartition> partitions = new ArrayList<>();
    for (int p = 0; p < Topics.MESSAGES.partitions(); p++) {
      partitions.add(new TopicPartition(Topics.MESSAGES.name(), p));
    }
    Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
    partitions.forEach(partition -> ends.put(partition, OffsetSpec.latest()));
    try {
      return admin.listOffsets(ends).all().get().values().stream()
          .mapToLong(found -> found.offset())
          .sum();
    } catch (ExecutionException e) {
      throw new StackException("The broker refused: " + e.getCause(), e.getCause());
    }
  }

  /** What ingest itself counted. */
  private void checkTotal(Admin admin) throws IOException, InterruptedException {
    long records = records(admin);
    try (HttpClient http = HttpClient.newHttpClient()) {
      var request = HttpRequest.newBuilder(URI.create(stack.ingestUrl() + "/q/metrics")).build();
      double counted =
          http.send(request, BodyHandlers.ofString())
              .body()
              .lines()
              .filter(line -> line.startsWith("courtyard_messages_accepted_total"))
              .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
              .sum();
      report.check(
          "ingest's own count is what the topic holds",
          Math.round(counted) == records,
          "%,.0f counted, %,d records".formatted(counted, records));
    }
  }

  // ------------------------------------------------------------------ figures

  private void publish(List<Run> runs, List<Memory.Look> looks) {
    List<List<String>> rows = new ArrayList<>();
    for (Run run : runs) {
      Wrk.Result result = run.result();
      double before = most(looks, run, Memory.Look::resident, 0, 0.5);
      double after = most(looks, run, Memory.Look::resident, 0.5, 1);
      double heap = most(looks, run, Memory.Look::heap, 0, 1);
      rows.add(
          List.of(
              run.load().name(),
              text("%,.0f", run.load().connections()),
              text("%,.0f", run.load().lines()),
              text("%,.0f", run.perSecond()),
              text("%,.1f", result.p50()),
              text("%,.1f", result.p99()),
              text("%,.0f", result.max()),
              text("%.1f%%", 100.0 * run.answers(TOO_MANY) / Math.max(1, run.requests())),
              text("%,.0f", heap),
              text("%,.0f", after)));
      ObjectNode figure = report.run();
      figure.put("load", run.load().name());
      figure.put("connections", run.load().connections());
      figure.put("messagesARequest", run.load().lines());
      figure.put("acceptedPerSecond", Math.round(run.perSecond()));
      figure.put("p50Millis", result.p50());
      figure.put("p99Millis", result.p99());
      figure.put("accepted", result.accepted());
      figure.put("records", run.records());
      result
          .statuses()
          .forEach((status, count) -> figure.put("answers" + status, count.longValue()));
      figure.put("heapMostMiB", Math.round(heap));
      figure.put("residentFirstHalfMiB", Math.round(before));
      figure.put("residentSecondHalfMiB", Math.round(after));
      report.check(
          run.load().name() + ": memory is flat",
          after <= before * FLAT,
          "%,.0f MiB resident in the first half, %,.0f in the second".formatted(before, after));
    }
    report.table(
        "Over HTTP, from wrk on the same machine; latencies from sending a request to its answer",
        List.of(
            "load",
            "connections",
            "a request",
            "messages/s",
            "p50 ms",
            "p99 ms",
            "max ms",
            "429",
            "heap MiB",
            "resident MiB"),
        rows);
    plots(runs, looks);
  }

  private static double most(
      List<Memory.Look> looks, Run run, ToDoubleFunction<Memory.Look> of, double from, double to) {
    long span = run.ended() - run.began();
    return looks.stream()
        .filter(look -> look.millis() >= run.began() + span * from)
        .filter(look -> look.millis() <= run.began() + span * to)
        .mapToDouble(of)
        .max()
        .orElse(0);
  }

  private void plots(List<Run> runs, List<Memory.Look> looks) {
    long zero = looks.getFirst().millis();
    report.plot(
        "memory",
        new Plot("Memory of ingest, one load after the other", "seconds", "MiB")
            .line("resident", points(looks, zero, Memory.Look::resident))
            .line("heap, garbage included", points(looks, zero, Memory.Look::heap))
            .svg());
    report.plot(
        "accepted",
        new Plot("Messages accepted a second", "", "messages/s")
            .bars(
                runs.stream().map(run -> run.load().name()).toList(),
                List.of("accepted/s"),
                runs.stream().map(run -> List.of(run.perSecond())).toList()));
  }

  private static List<Plot.Point> points(
      List<Memory.Look> looks, long zero, ToDoubleFunction<Memory.Look> of) {
    return looks.stream()
        .map(look -> new Plot.Point((look.millis() - zero) / 1000.0, of.applyAsDouble(look)))
        .toList();
  }

  private static String text(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }
}
