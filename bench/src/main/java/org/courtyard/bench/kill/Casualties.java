package org.courtyard.bench.kill;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.courtyard.bench.kill.KillPlan.Round;
import org.courtyard.bench.report.Plot;
import org.courtyard.bench.report.Report;

/** Who was killed, and how long it took until each worked again. */
final class Casualties {
  private final Report report;
  private final double within;
  private final Map<String, List<Plot.Point>> back = new LinkedHashMap<>();
  private final Map<String, List<Double>> spent = new LinkedHashMap<>();
  private final List<Plot.Point> all = new ArrayList<>();
  private final List<List<String>> faults = new ArrayList<>();
  private final List<String> deaths = new ArrayList<>();

  /**
   * @param within seconds in which a process must work again
   */
  Casualties(Report report, double within) {
    this.report = report;
    this.within = within;
    KillPlan.PROCESSES.forEach(name -> back.put(name, new ArrayList<>()));
  }

  void round(Round round, Recovery recovery) {
    ObjectNode run = report.run();
    run.put("round", round.number());
    run.put("moment", round.moment().words());
    ObjectNode millis = run.putObject("backMillis");
    recovery.backMillis().forEach(millis::put);
    ObjectNode spentMillis = run.putObject("spentMillis");
    recovery.spentMillis().forEach(spentMillis::put);
    run.put("allMillis", recovery.allMillis());
    run.put("last", recovery.last());
    recovery
        .spentMillis()
        .forEach(
            (name, took) ->
                spent.computeIfAbsent(process(name), any -> new ArrayList<>()).add(took / 1000.0));
    recovery
        .backMillis()
        .forEach(
            (name, took) ->
                back.get(process(name)).add(new Plot.Point(round.number(), took / 1000.0)));
    all.add(new Plot.Point(round.number(), recovery.allMillis() / 1000.0));
  }

  void fault(Fault fault, Recovery recovery) {
    ObjectNode run = report.run();
    run.put("fault", fault.label());
    run.put("what", recovery.what());
    ObjectNode millis = run.putObject("backMillis");
    recovery.backMillis().forEach(millis::put);
    run.put("allMillis", recovery.allMillis());
    run.put("last", recovery.last());
    faults.add(
        List.of(
            fault.label(),
            recovery.what(),
            each(recovery.backMillis()),
            seconds(recovery.allMillis())));
    report.check(
        fault.label() + ", " + recovery.what() + ": all works again",
        recovery.complete(),
        recovery.complete()
            ? "after " + seconds(recovery.allMillis())
            : "not: " + recovery.missing());
  }

  /** Second instances count with the first. */
  private String process(String name) {
    return back.keySet().stream().filter(name::startsWith).findFirst().orElseThrow();
  }

  /** Somebody died whom nobody killed. */
  void died(String report) {
    deaths.add(report);
  }

  /** For people. */
  static String line(Round round, Recovery recovery) {
    return "round %3d  %-34s back: %s; all of it after %s; processor time %s"
        .formatted(
            round.number(),
            recovery.what(),
            each(recovery.backMillis()),
            all(recovery),
            each(recovery.spentMillis()));
  }

  /** For people. */
  static String line(Fault fault, Recovery recovery) {
    return "%s  %s  back: %s; all of it after %s"
        .formatted(fault.label(), recovery.what(), each(recovery.backMillis()), all(recovery));
  }

  private static String all(Recovery recovery) {
    return recovery.complete()
        ? "%s (%s)".formatted(seconds(recovery.allMillis()), recovery.last())
        : "never: " + recovery.missing();
  }

  private static String each(Map<String, Long> millis) {
    List<String> each = new ArrayList<>();
    millis.forEach((name, took) -> each.add(name + " " + seconds(took)));
    return String.join(", ", each);
  }

  private static String seconds(long millis) {
    return millis < 0 ? "never" : String.format(Locale.ROOT, "%.1f s", millis / 1000.0);
  }

  void report() {
    List<List<String>> rows = new ArrayList<>();
    List<String> names = new ArrayList<>();
    List<List<Double>> bars = new ArrayList<>();
    ObjectNode figures = report.figures().putObject("recoverySeconds");
    back.forEach(
        (name, points) -> {
          if (!points.isEmpty()) {
            double[] took = points.stream().mapToDouble(Plot.Point::y).sorted().toArray();
            double median = Report.median(took);
            double longest = took[took.length - 1];
            double used = spent(name);
            rows.add(
                List.of(
                    name, Integer.toString(took.length), text(median), text(longest), text(used)));
            names.add(name);
            bars.add(List.of(median, longest));
            ObjectNode figure = figures.putObject(name);
            figure.put("kills", took.length);
            figure.put("median", median);
            figure.put("longest", longest);
            figure.put("processorTime", used);
            report.check(
                name + " works again within " + text(within) + " s",
                longest <= within,
                "longest %s s, median %s s".formatted(text(longest), text(median)));
          }
        });
    if (!all.isEmpty()) {
      double[] took = all.stream().mapToDouble(Plot.Point::y).sorted().toArray();
      rows.add(
          List.of(
              "all of it",
              Integer.toString(took.length),
              text(Report.median(took)),
              text(took[took.length - 1]),
              ""));
      report.table(
          "Seconds from a kill until a sign of work",
          List.of("process", "kills", "median", "longest", "its processor time, median"),
          rows);
      report.plot(
          "recovery",
          new Plot("From a kill until a sign of work", "", "seconds")
              .bars(names, List.of("median", "longest"), bars));
      Plot rounds = new Plot("Until all of it worked again", "round", "seconds");
      report.plot("rounds", rounds.line("all processes", all).svg());
    }
    if (!faults.isEmpty()) {
      report.table(
          "What else went wrong, and from its end until signs of work",
          List.of("fault", "what", "back", "all of it"),
          faults);
    }
    report.check("nobody died unless killed", deaths.isEmpty(), String.join("\n", deaths));
  }

  private double spent(String name) {
    List<Double> each = spent.getOrDefault(name, List.of());
    return each.isEmpty()
        ? 0
        : Report.median(each.stream().mapToDouble(Double::doubleValue).sorted().toArray());
  }

  private static String text(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }
}
