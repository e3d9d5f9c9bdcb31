package org.courtyard.bench.latency;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.courtyard.bench.latency.Chain.Phase;
import org.courtyard.bench.load.Journal;
import org.courtyard.bench.report.Plot;
import org.courtyard.bench.report.Report;

/** Ten times the usual for a minute: whether anything is lost, and when all is as before. */
final class Burst {
  private static final int TIMES = 10;
  private static final int BEFORE_SECONDS = 20;
  private static final int BURST_SECONDS = 60;
  private static final int AFTER_SECONDS = 75;
  private static final double BAR_SECONDS = 60;

  /** As before: no slower than so many times the median before … */
  private static final double AS_BEFORE = 2;

  /** … or than this, whichever is more, in milliseconds. */
  private static final double QUICK_ENOUGH = 500;

  private final Chain chain;
  private final Settings settings;
  private final Report report;
  private final Consumer<String> tell;

  /**
   * How hard.
   *
   * @param share usual load as a share of the maximum
   * @param maximum messages a second; 0 finds it
   */
  record Settings(double share, double maximum) {}

  Burst(Chain chain, Settings settings, Report report, Consumer<String> tell) {
    this.chain = chain;
    this.settings = settings;
    this.report = report;
    this.tell = tell;
  }

  void run() throws InterruptedException {
    double most = settings.maximum() > 0 ? settings.maximum() : chain.maximum();
    double usual = most * settings.share();
    tell.accept(
        "%,.0f/s for %d s, %,.0f/s for %d s, then %,.0f/s for %d s"
            .formatted(usual, BEFORE_SECONDS, usual * TIMES, BURST_SECONDS, usual, AFTER_SECONDS));
    Phase phase = chain.send(count(usual), index -> planned(index, usual));
    chain.awaitSettled(phase);
    chain.check();
    publish(most, usual, phase);
  }

  private static int count(double usual) {
    return (int) (usual * (BEFORE_SECONDS + TIMES * BURST_SECONDS + AFTER_SECONDS));
  }

  private static long planned(int index, double usual) {
    double before = usual * BEFORE_SECONDS;
    double burst = usual * TIMES * BURST_SECONDS;
    double seconds =
        index < before
            ? index / usual
            : index < before + burst
                ? BEFORE_SECONDS + (index - before) / (usual * TIMES)
                : BEFORE_SECONDS + BURST_SECONDS + (index - before - burst) / usual;
    return Math.round(seconds * Chain.SECOND);
  }

  // ------------------------------------------------------------------ figures

  private void publish(double most, double usual, Phase phase) {
    Journal journal = chain.journal();
    int seconds = BEFORE_SECONDS + BURST_SECONDS + AFTER_SECONDS;
    List<List<Double>> waits = new ArrayList<>();
    IntStream.range(0, seconds + 1).forEach(s -> waits.add(new ArrayList<>()));
    int end = (int) ((last(phase, journal) - phase.began()) / Chain.SECOND) + 1;
    int[] came = new int[end + 1];
    int[] accepted = new int[end + 1];
    int[] decided = new int[end + 1];
    for (int n = phase.from(); n < phase.to(); n++) {
      int second = second(journal.planned(n), phase);
      waits.get(second).add((journal.decided(n) - journal.planned(n)) / 1e6);
      came[second]++;
      accepted[Math.min(end, second(journal.accepted(n), phase))]++;
      decided[second(journal.decided(n), phase)]++;
    }
    List<Double> medians =
        waits.stream().filter(each -> !each.isEmpty()).map(Burst::median).toList();
    double normal = Math.max(QUICK_ENOUGH, AS_BEFORE * median(medians.subList(0, BEFORE_SECONDS)));
    int over = BEFORE_SECONDS + BURST_SECONDS;
    int back = back(medians, normal, over);
    double worst = medians.stream().mapToDouble(m -> m).max().orElse(0);
    List<Plot.Point> waiting = backlog(came, decided);
    List<Plot.Point> unaccepted = backlog(came, accepted);
    double backlog = waiting.stream().mapToDouble(Plot.Point::y).max().orElse(0);
    boolean held = back <= BAR_SECONDS && report.holds();
    report.table(
        "A burst: %d times the usual for %d s".formatted(TIMES, BURST_SECONDS),
        List.of(
            "maximum/s",
            "usual/s",
            "burst/s",
            "messages",
            "most waiting",
            "median wait before ms",
            "at worst ms",
            "as before after s"),
        List.of(
            List.of(
                text("%,.0f", most),
                text("%,.0f", usual),
                text("%,.0f", usual * TIMES),
                text("%,.0f", phase.count()),
                text("%,.0f", backlog),
                text("%,.0f", median(medians.subList(0, BEFORE_SECONDS))),
                text("%,.0f", worst),
                back > AFTER_SECONDS ? "not within " + AFTER_SECONDS : Integer.toString(back))));
    ObjectNode figures = report.figures().putObject("bar");
    figures.put("what", "seconds after a burst of 10 times the usual for 60 s until as before");
    figures.put("atMost", BAR_SECONDS);
    figures.put("measured", back);
    figures.put("held", held);
    figures.put("maximumPerSecond", Math.round(most));
    figures.put("usualPerSecond", Math.round(usual));
    figures.put("mostWaiting", backlog);
    report.note(
        "Bar: nothing lost, and as before within %.0f s after the burst. Measured %d s: %s. As before: the median wait of the messages of a second, from when they should have been sent to their outcome, is at most %.0f ms and stays so."
            .formatted(BAR_SECONDS, back, held ? "held" : "missed", normal));
    report.plot(
        "backlog",
        new Plot(
                "Waiting, when %,.0f/s come for a minute".formatted(usual * TIMES),
                "seconds",
                "messages")
            .line("until decided", waiting)
            .line("until accepted by ingest", unaccepted)
            .svg());
    report.plot(
        "wait",
        new Plot("Median wait of the messages of each second", "seconds", "milliseconds")
            .line(
                "from planned sending to outcome",
                IntStream.range(0, medians.size())
                    .mapToObj(s -> new Plot.Point(s + 1, medians.get(s)))
                    .toList())
            .svg());
  }

  private static long last(Phase phase, Journal journal) {
    return IntStream.range(phase.from(), phase.to()).mapToLong(journal::decided).max().orElse(0);
  }

  private static int second(long nanos, Phase phase) {
    return (int) ((nanos - phase.began()) / Chain.SECOND);
  }

  /** Seconds after the burst from which on every second is normal. */
  private static int back(List<Double> medians, double normal, int over) {
    int back = 0;
    for (int second = over; second < medians.size(); second++) {
      if (medians.get(second) > normal) {
        back = second - over + 1;
      }
    }
    return back;
  }

  private static List<Plot.Point> backlog(int[] came, int[] went) {
    List<Plot.Point> points = new ArrayList<>();
    long waiting = 0;
    for (int second = 0; second < came.length; second++) {
      waiting += came[second] - went[second];
      points.add(new Plot.Point(second + 1, waiting));
    }
    return points;
  }

  private static double median(List<Double> values) {
    return Report.median(values.stream().mapToDouble(v -> v).toArray());
  }

  private static String text(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }
}
