package org.courtyard.bench.latency;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.HdrHistogram.Histogram;
import org.courtyard.bench.PlatformLog;
import org.courtyard.bench.latency.Chain.Phase;
import org.courtyard.bench.load.Journal;
import org.courtyard.bench.report.Plot;
import org.courtyard.bench.report.Report;
import org.courtyard.stack.Stack;
import org.courtyard.stack.simulator.Accepted;

/** Finds the most that the whole chain carries, then its latencies at shares of that. */
final class Latency {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final long MICRO = TimeUnit.MICROSECONDS.toNanos(1);
  private static final long HIGHEST_MICROS = TimeUnit.MINUTES.toMicros(10);

  /** Fewer samples do not carry so high a percentile. */
  private static final int ENOUGH_FOR_P999 = 1_000;

  private static final double BAR_MILLIS = 300;
  private static final double HALF = 0.5;
  private static final Pattern CASE = Pattern.compile("【([^】]+)】");

  private final Stack stack;
  private final Settings settings;
  private final Report report;
  private final Consumer<String> tell;
  private final Chain chain;
  private final Journal journal;

  /**
   * What is measured, and how.
   *
   * @param maximum messages a second that the shares are of; 0 finds it
   */
  record Settings(List<Double> shares, int seconds, double maximum) {}

  /** Latencies of one phase, in microseconds from when each message should have been sent. */
  private record Level(
      double share,
      Phase phase,
      Histogram accepted,
      Histogram decided,
      Histogram event,
      Histogram afterAcceptance,
      Histogram told) {}

  Latency(Stack stack, Chain chain, Settings settings, Report report, Consumer<String> tell) {
    this.stack = stack;
    this.chain = chain;
    this.journal = chain.journal();
    this.settings = settings;
    this.report = report;
    this.tell = tell;
  }

  void run() throws InterruptedException {
    double most = settings.maximum() > 0 ? settings.maximum() : chain.maximum();
    report.figures().put("maximumPerSecond", Math.round(most));
    List<Phase> phases = new ArrayList<>();
    for (double share : settings.shares()) {
      Phase phase = chain.send(most * share, settings.seconds());
      chain.awaitSettled(phase);
      phases.add(phase);
      tell.accept(
          "%2.0f%%: %,d messages at %,.0f/s sent and settled"
              .formatted(share * 100, phase.count(), phase.perSecond()));
    }
    chain.check();
    Map<String, Instant> told = awaitTold(phases.getFirst().from(), chain.said());
    List<Level> levels = new ArrayList<>();
    for (int i = 0; i < phases.size(); i++) {
      levels.add(level(settings.shares().get(i), phases.get(i), told));
    }
    publish(most, levels);
  }

  /** When each case was first spoken of on the platform. */
  private Map<String, Instant> awaitTold(int from, int to) throws InterruptedException {
    Set<String> opened = new HashSet<>();
    for (int number = from; number < to; number++) {
      if (journal.opened(number) != null) {
        opened.add(journal.opened(number));
      }
    }
    long giveUp = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      Map<String, Instant> told = new HashMap<>();
      for (Accepted accepted : PlatformLog.fetch(stack.simulatorUrl())) {
        Matcher named = CASE.matcher(accepted.text());
        while (named.find()) {
          told.merge(named.group(1), accepted.at(), (a, b) -> a.isBefore(b) ? a : b);
        }
      }
      boolean all = told.keySet().containsAll(opened);
      if (all || System.nanoTime() > giveUp) {
        long silent = opened.stream().filter(each -> !told.containsKey(each)).count();
        report.check(
            "every case was told to its group",
            all,
            "%,d of %,d were not".formatted(silent, opened.size()));
        return told;
      }
      Thread.sleep(1_000);
    }
  }

  // ------------------------------------------------------------------ figures

  private Level level(double share, Phase phase, Map<String, Instant> told) {
    Level level =
        new Level(share, phase, histogram(), histogram(), histogram(), histogram(), histogram());
    for (int number = phase.from(); number < phase.to(); number++) {
      long planned = journal.planned(number);
      note(level.accepted(), journal.accepted(number) - planned);
      note(level.decided(), journal.decided(number) - planned);
      if (journal.grievance(number)) {
        note(level.event(), journal.inEvent(number) - planned);
        note(level.afterAcceptance(), journal.inEvent(number) - journal.accepted(number));
      }
      Instant first = journal.opened(number) == null ? null : told.get(journal.opened(number));
      if (first != null) {
        long sinceBegin = Duration.between(phase.wall(), first).toNanos();
        note(level.told(), sinceBegin - (planned - phase.began()));
      }
    }
    return level;
  }

  private static Histogram histogram() {
    return new Histogram(HIGHEST_MICROS, 3);
  }

  private static void note(Histogram histogram, long nanos) {
    // An event can be readable before the answer of HTTP is read.
    histogram.recordValue(Math.clamp(nanos / MICRO, 0, HIGHEST_MICROS));
  }

  private void publish(double most, List<Level> levels) {
    ArrayNode figures = report.figures().putArray("levels");
    List<List<String>> rows = new ArrayList<>();
    List<String> groups = new ArrayList<>();
    List<List<Double>> bars = new ArrayList<>();
    Plot over =
        new Plot(
            "From planned sending to case event: slowest tenth of each second",
            "seconds",
            "milliseconds");
    for (Level level : levels) {
      ObjectNode figure = figures.addObject();
      figure.put("share", level.share());
      figure.put("perSecond", Math.round(level.phase().perSecond()));
      String name = "%.0f%% (%,.0f/s)".formatted(level.share() * 100, level.phase().perSecond());
      row(rows, figure, name, "accepted", "accepted by ingest", level.accepted());
      row(rows, figure, name, "outcome", "outcome readable", level.decided());
      row(rows, figure, name, "caseEvent", "case event readable", level.event());
      row(rows, figure, name, "delivery", "delivery attempted", level.told());
      row(rows, figure, name, "acceptedToCaseEvent", "202 to case event", level.afterAcceptance());
      groups.add(name);
      bars.add(
          List.of(
              millis(level.event(), 50),
              millis(level.event(), 99),
              millis(level.told(), 50),
              millis(level.told(), 99)));
      over.line(name, slowestTenths(level.phase()));
      bar(level);
    }
    report.table(
        "Milliseconds from when each message should have been sent; shares of %,.0f/s"
            .formatted(most),
        List.of("load", "until", "samples", "p50", "p99", "p99.9", "max"),
        rows);
    report.plot(
        "levels",
        new Plot("Milliseconds from planned sending", "share of the maximum", "milliseconds")
            .bars(
                groups,
                List.of("case event p50", "case event p99", "delivery p50", "delivery p99"),
                bars));
    report.plot("over-time", over.svg());
  }

  private static void row(
      List<List<String>> rows,
      ObjectNode figure,
      String load,
      String key,
      String until,
      Histogram histogram) {
    boolean enough = histogram.getTotalCount() >= ENOUGH_FOR_P999;
    rows.add(
        List.of(
            load,
            until,
            String.format(Locale.ROOT, "%,d", histogram.getTotalCount()),
            text(millis(histogram, 50)),
            text(millis(histogram, 99)),
            enough ? text(millis(histogram, 99.9)) : "too few",
            text(histogram.getMaxValue() / 1000.0)));
    ObjectNode values = figure.putObject(key);
    values.put("samples", histogram.getTotalCount());
    values.put("p50", millis(histogram, 50));
    values.put("p99", millis(histogram, 99));
    values.put("p999", millis(histogram, 99.9));
    values.put("max", histogram.getMaxValue() / 1000.0);
  }

  private void bar(Level level) {
    if (level.share() != HALF) {
      return;
    }
    double p99 = millis(level.event(), 99);
    ObjectNode bar = report.figures().putObject("bar");
    bar.put("what", "message sent to case event readable, p99 at half load, milliseconds");
    bar.put("atMost", BAR_MILLIS);
    bar.put("measured", p99);
    bar.put("held", p99 <= BAR_MILLIS);
    report.note(
        "Bar: a case event is readable within %.0f ms (p99) at half load. Measured %s ms: %s."
            .formatted(BAR_MILLIS, text(p99), p99 <= BAR_MILLIS ? "held" : "missed"));
  }

  /** For each second of the plan what a tenth of its messages exceeded. */
  private List<Plot.Point> slowestTenths(Phase phase) {
    Map<Long, Histogram> seconds = new HashMap<>();
    for (int number = phase.from(); number < phase.to(); number++) {
      if (journal.grievance(number)) {
        long second = (journal.planned(number) - phase.began()) / Chain.SECOND;
        note(
            seconds.computeIfAbsent(second, s -> histogram()),
            journal.inEvent(number) - journal.planned(number));
      }
    }
    return seconds.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(each -> new Plot.Point(each.getKey() + 1, millis(each.getValue(), 90)))
        .toList();
  }

  private static double millis(Histogram histogram, double percentile) {
    return Math.round(histogram.getValueAtPercentile(percentile) / 100.0) / 10.0;
  }

  private static String text(double millis) {
    return String.format(Locale.ROOT, "%,.0f", millis);
  }
}
