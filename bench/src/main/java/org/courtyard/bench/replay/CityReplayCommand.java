package org.courtyard.bench.replay;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.courtyard.bench.quality.SampleRules;
import org.courtyard.bench.report.BenchOutput;
import org.courtyard.bench.report.Plot;
import org.courtyard.bench.report.Report;
import org.courtyard.bench.report.Seed;
import org.courtyard.router.triage.TextModel;
import org.courtyard.router.triage.Triage;
import org.courtyard.schemas.DomainTime;
import org.courtyard.stack.Home;
import org.courtyard.stack.Stack;
import org.courtyard.stack.StackException;
import org.courtyard.stack.StackOptions;
import org.courtyard.stack.Tuning;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ./courtyard bench replay}. */
@Command(
    name = "replay",
    description = {
      "Replays what a real city was asked in a day, faster than it was: what waits over time, when"
          + " it is over after the peak, and whether repeats come together.",
      "DIR holds 311/nyc_25h.csv (created_date, complaint_type, incident_zip, borough, latitude,"
          + " longitude) and grievances/labelled.csv, hot_messages.csv and replies.csv (title,"
          + " text). Nothing of it is kept.",
      "A borough becomes a district, a zip code a street, ten neighbouring points of it a"
          + " community, each point a building with one group. Each request is said there by"
          + " somebody new, in the title of a letter of the same category.",
      "Its stack lives in .courtyard/bench; ports as for up. About 4 minutes."
    })
public final class CityReplayCommand implements Callable<Integer> {
  private static final String FASTEST = "max";
  private static final double SECONDS_AN_HOUR = 3_600;

  @Spec private CommandSpec spec;
  @Mixin private BenchOutput output;
  @Mixin private Seed seed;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      required = true,
      description = "Where 311 and grievances lie.")
  private Path data;

  @Option(
      names = "--speeds",
      split = ",",
      paramLabel = "N",
      defaultValue = "60,600,max",
      description = "Seconds of the day in one of ours, or max; by default ${DEFAULT-VALUE}.")
  private List<String> speeds;

  @Option(
      names = "--seconds",
      defaultValue = "60",
      description =
          "How long each speed may take: the busiest stretch of the day that fits is replayed. By"
              + " default ${DEFAULT-VALUE}; the whole day takes 1500 at 60 and 150 at 600.")
  private int seconds;

  @Option(
      names = "--hours",
      paramLabel = "N",
      description = "The busiest so many hours, at every speed, however long it takes.")
  private Double hours;

  @Option(
      names = "--window-hours",
      paramLabel = "N",
      defaultValue = "2",
      description =
          "What follows another of its type at its point so soon is a repeat; ${DEFAULT-VALUE}.")
  private int windowHours;

  @Option(names = "--heap", defaultValue = "512m", description = "Of the router.")
  private String heap;

  @Override
  public Integer call() throws IOException, InterruptedException {
    output.requireWritable();
    PrintWriter out = spec.commandLine().getOut();
    out.printf("seed %d%n", seed.value());
    CityDay day = CityDay.read(data.resolve("311/nyc_25h.csv"));
    Path samples = Home.find().root().resolve("samples/fangzhuang");
    Letters letters =
        new Letters(
            data.resolve("grievances"),
            Triage.compile(SampleRules.read(samples), TextModel.builtIn()));
    Report report = new Report("replay", BenchOutput.command(spec, seed.value()), Instant.now());
    report.setting("requests of the day", day.requests().size());
    report.setting("left out, as they say no point", day.withoutPoint());
    report.setting("letters by category", letters.covered());
    report.setting("repeats within hours", windowHours);
    report.setting("seed", seed.value());
    report.setting("heaps", "router " + heap + ", broker 512m, others 256m");
    List<List<String>> rows = new ArrayList<>();
    ArrayNode figures = report.figures().putArray("speeds");
    for (String speed : speeds) {
      BenchOutput.tell(out, "speed " + speed);
      double times = times(speed);
      List<CityDay.Request> requests = stretch(day, times);
      CityReplay.Seen seen = one(times, requests, letters, samples, report, out);
      rows.add(row(speed, requests, seen));
      figure(figures.addObject(), speed, requests, seen);
      report.plot(
          "backlog-" + speed,
          new Plot(
                  "Waiting at speed %s: said, but in no case event yet".formatted(speed),
                  "seconds",
                  "requests")
              .line("waiting", seen.backlog())
              .svg());
    }
    report.table(
        "A city's requests, replayed",
        List.of(
            "speed",
            "hours",
            "requests",
            "peak/s",
            "done/s",
            "most waiting",
            "longest wait s",
            "recovered after s",
            "repeats",
            "gathered",
            "cases",
            "of several points"),
        rows);
    report.note(
        "Recovered: how long after the busiest five seconds the last request was done that waited"
            + " for more than a second. Gathered: repeats in the same case as the request before"
            + " them. With max everything is due at once: recovered is how long it took in all.");
    output.finish(report, out);
    return report.holds() ? 0 : 1;
  }

  private static double times(String speed) {
    if (speed.equals(FASTEST)) {
      return 0;
    }
    try {
      double times = Double.parseDouble(speed);
      if (times > 0) {
        return times;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw new StackException("A speed is a number above 0, or max; not " + speed);
  }

  private List<CityDay.Request> stretch(CityDay day, double times) {
    double most = times == 0 ? Double.MAX_VALUE : seconds * times / SECONDS_AN_HOUR;
    double wanted = Math.min(hours == null ? most : hours, 24 * 14);
    return day.busiest(Duration.ofSeconds(Math.round(wanted * SECONDS_AN_HOUR)));
  }

  private CityReplay.Seen one(
      double times,
      List<CityDay.Request> requests,
      Letters letters,
      Path samples,
      Report report,
      PrintWriter out)
      throws IOException, InterruptedException {
    StackOptions options = StackOptions.usual();
    Path directory = options.directory().resolve("bench");
    Stack.attach(options.in(directory)).wipe();
    City city = new City(requests);
    Path sheets = directory.resolve("city");
    city.write(sheets, samples);
    options =
        options
            .in(directory)
            .withDestinations(sheets.resolve("destinations.csv"))
            .tuned(Stack.ROUTER, Tuning.heap(heap))
            .telling(line -> {});
    try (Stack stack = Stack.up(options, () -> time(times));
        CityReplay replay =
            new CityReplay(
                stack, city, letters, requests, seed.value(), report, BenchOutput.telling(out))) {
      replay.prepare(sheets);
      return replay.replay(times, Duration.ofHours(windowHours));
    }
  }

  /** Twelve hours stay twelve hours: they pass as many times faster as everything else. */
  private static DomainTime time(double times) {
    Instant now = Instant.now();
    return times == 0 ? DomainTime.REAL : new DomainTime(now, now, times);
  }

  private static List<String> row(
      String speed, List<CityDay.Request> requests, CityReplay.Seen seen) {
    Gathering gathering = seen.gathering();
    return List.of(
        speed,
        text("%.1f", span(requests)),
        text("%,.0f", seen.requests()),
        speed.equals(FASTEST) ? "all at once" : text("%,.1f", seen.peak()),
        text("%,.0f", seen.rate()),
        text("%,.0f", seen.mostWaiting()),
        text("%.1f", seen.longestWait()),
        text("%.1f", seen.recovery()),
        text("%,.0f", gathering.repeats()),
        text("%,.0f", gathering.gathered()) + text(" (%.1f%%)", gathering.share() * 100),
        text("%,.0f", gathering.cases()),
        text("%,.0f", gathering.ofSeveralPoints()));
  }

  private static double span(List<CityDay.Request> requests) {
    return requests.getLast().at().minus(requests.getFirst().at()).toSeconds() / SECONDS_AN_HOUR;
  }

  private static void figure(
      ObjectNode into, String speed, List<CityDay.Request> requests, CityReplay.Seen seen) {
    into.put("speed", speed);
    into.put("hours", span(requests));
    into.put("requests", seen.requests());
    into.put("peakPerSecond", seen.peak());
    into.put("donePerSecond", seen.rate());
    into.put("mostWaiting", seen.mostWaiting());
    into.put("longestWaitSeconds", seen.longestWait());
    into.put("recoveredAfterSeconds", seen.recovery());
    Gathering gathering = seen.gathering();
    into.put("repeats", gathering.repeats());
    into.put("gathered", gathering.gathered());
    into.put("cases", gathering.cases());
    into.put("casesOfSeveralPoints", gathering.ofSeveralPoints());
    into.put("casesOfSeveralTypes", gathering.ofSeveralTypes());
    ObjectNode kinds = into.putObject("outcomes");
    seen.kinds().forEach((kind, count) -> kinds.put(kind.name(), count));
  }

  private static String text(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }
}
