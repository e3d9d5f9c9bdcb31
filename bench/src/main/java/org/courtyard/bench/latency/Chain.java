package org.courtyard.bench.latency;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.IntPredicate;
import java.util.function.IntToLongFunction;
import org.courtyard.bench.load.Arrivals;
import org.courtyard.bench.load.District;
import org.courtyard.bench.load.Journal;
import org.courtyard.bench.load.Mix;
import org.courtyard.bench.load.OpenLoop;
import org.courtyard.bench.load.Talk;
import org.courtyard.bench.quality.SampleRules;
import org.courtyard.bench.report.Report;
import org.courtyard.router.triage.TextModel;
import org.courtyard.router.triage.Triage;
import org.courtyard.schemas.AvroSerdes;
import org.courtyard.schemas.OutcomeKind;
import org.courtyard.stack.Importer;
import org.courtyard.stack.IngestClient;
import org.courtyard.stack.Stack;
import org.courtyard.stack.StackException;

/**
 * The whole chain under load: a running stack, what is said to it over HTTP, and what is seen to
 * come of it.
 */
final class Chain implements AutoCloseable {
  /** Requests that can be under way at a time; who waits for a free one still counts as late. */
  private static final int LANES = 192;

  private static final List<Double> WARM_UP_RATES = List.of(200.0, 400.0, 600.0, 800.0, 1000.0);
  private static final double WARM_RATE = 1_500;
  private static final double FIRST_RATE = 300;
  private static final double STEP = 1.35;
  private static final double STEP_SECONDS = 3;
  private static final int MOST_STEPS = 18;

  private static final long OVERLOADED_NANOS = TimeUnit.MILLISECONDS.toNanos(1_500);

  private static final double SLOWER = 1.15;
  private static final double STEADY_SECONDS = 10;

  /**
   * A steady rate is carried when its last message is decided so soon after it should have been
   * sent: two or three commits, and no backlog.
   */
  private static final long CARRIED_NANOS = TimeUnit.MILLISECONDS.toNanos(700);

  /** Words weighed next to cases may be taken for more of one: of a hundred so many. */
  private static final double MISTAKEN = 0.01;

  private static final Duration PATIENCE = Duration.ofSeconds(180);
  private static final int PROBES = 200;
  static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private final Stack stack;
  private final District district;
  private final Report report;
  private final Consumer<String> tell;
  private final Journal journal;
  private final Talk talk;
  private final OpenLoop load;
  private final Arrivals arrivals;
  private int said;

  /**
   * Messages sent one after the other by one plan.
   *
   * @param from number of the first
   * @param to number after the last
   * @param wall when it began
   * @param began the same, as {@link System#nanoTime()}
   * @param ended when the plan was over
   */
  record Phase(int from, int to, Instant wall, long began, long ended) {
    int count() {
      return to - from;
    }

    double perSecond() {
      return count() * (double) SECOND / (ended - began);
    }
  }

  /**
   * @param most messages that will be said in all
   */
  Chain(
      Stack stack,
      Mix mix,
      District district,
      int most,
      long seed,
      Path samples,
      Report report,
      Consumer<String> tell) {
    this.stack = stack;
    this.district = district;
    this.report = report;
    this.tell = tell;
    this.journal = new Journal(most);
    Triage triage = Triage.compile(SampleRules.read(samples), TextModel.builtIn());
    this.talk =
        new Talk(
            mix, district, List.of(), message -> triage.judge(message, false), seed, "latency");
    this.load = new OpenLoop(stack.ingestUrl(), LANES);
    this.arrivals =
        new Arrivals(stack.bootstrapServers(), AvroSerdes.registry(stack.registryUrl()), journal);
  }

  Journal journal() {
    return journal;
  }

  /** How many messages were said so far. */
  int said() {
    return said;
  }

  /**
   * Imports the district, waits until the router knows it, and runs everything warm.
   *
   * @param warmUp how long at the last; compilers take a good part of two cores until then
   */
  void prepare(Path sheets, Duration warmUp) throws IOException, InterruptedException {
    importDistrict(sheets);
    awaitReferences();
    for (double rate : WARM_UP_RATES) {
      pace("warm-up", rate, STEP_SECONDS);
    }
    if (warmUp.isPositive()) {
      pace("warm-up", WARM_RATE, warmUp.toSeconds());
    }
  }

  private void importDistrict(Path sheets) throws IOException, InterruptedException {
    IngestClient ingest = new IngestClient(stack.ingestUrl(), Duration.ofMinutes(2));
    for (Importer.Imported each : new Importer(ingest, District.TENANT).directory(sheets)) {
      if (!each.answer().taken()) {
        throw new StackException(
            "ingest refused the " + each.kind() + ": " + each.answer().reasons());
      }
    }
    tell.accept("district imported: %,d groups".formatted(district.groups()));
  }

  /** Until a message from anywhere finds its group known. */
  private void awaitReferences() throws InterruptedException {
    long giveUp = System.nanoTime() + PATIENCE.toNanos();
    int parked;
    do {
      parked = journal.parked();
      awaitSettled(send(PROBES, 1));
      if (System.nanoTime() > giveUp) {
        throw new StackException("The router does not come to know the groups");
      }
    } while (journal.parked() > parked);
    tell.accept("groups are known to the router");
  }

  /**
   * Faster and faster until the chain does not keep up, also the second time; then slower until no
   * backlog grows. What it did in seconds of overload is more than it can carry: while a backlog is
   * worked off, nobody needs the processor to take messages.
   *
   * @return messages a second
   */
  double maximum() throws InterruptedException {
    double rate = FIRST_RATE;
    for (int step = 0; step < MOST_STEPS; step++) {
      Pace pace = pace("ramp", rate, STEP_SECONDS);
      if (pace.late() > OVERLOADED_NANOS) {
        Pace again = pace("again", rate, STEP_SECONDS);
        if (again.late() > OVERLOADED_NANOS) {
          return carried(Report.median(pace.perSecond(), again.perSecond()));
        }
      }
      rate *= STEP;
    }
    throw new StackException("Nothing is too fast for it; the generator is not made for that");
  }

  private double carried(double tooFast) throws InterruptedException {
    double rate = tooFast;
    do {
      rate /= SLOWER;
    } while (pace("steady", rate, STEADY_SECONDS).late() > CARRIED_NANOS);
    return rate;
  }

  /**
   * What became of one rate.
   *
   * @param late nanoseconds from when the last message should have been sent until it was decided
   */
  private record Pace(long late, double perSecond) {}

  private Pace pace(String name, double rate, double seconds) throws InterruptedException {
    Phase phase = send(rate, seconds);
    awaitSettled(phase);
    long late = last(phase) - phase.ended();
    double throughput = decidedPerSecond(phase);
    tell.accept(
        "%-8s %,7.0f/s planned, %,7.0f/s decided, last one %,6d ms late"
            .formatted(name, rate, throughput, TimeUnit.NANOSECONDS.toMillis(late)));
    return new Pace(late, throughput);
  }

  private long last(Phase phase) {
    long last = 0;
    for (int number = phase.from(); number < phase.to(); number++) {
      last = Math.max(last, journal.decided(number));
    }
    return last;
  }

  /** From the first decision to the last. */
  private double decidedPerSecond(Phase phase) {
    long first = Long.MAX_VALUE;
    for (int number = phase.from(); number < phase.to(); number++) {
      first = Math.min(first, journal.decided(number));
    }
    return phase.count() * (double) SECOND / Math.max(1, last(phase) - first);
  }

  /** Sends messages evenly. */
  Phase send(double perSecond, double seconds) {
    int count = (int) Math.max(1, Math.round(perSecond * seconds));
    return send(count, index -> Math.round(index / perSecond * SECOND));
  }

  /**
   * Sends messages by a plan.
   *
   * @param plan nanoseconds after the beginning for each, and for the count itself the end
   */
  Phase send(int count, IntToLongFunction plan) {
    if (said + count > journal.most() || said + count > talk.most()) {
      throw new StackException(
          "More messages than this bench has room for; ask for fewer seconds or more communities");
    }
    int from = said;
    List<byte[]> bodies = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      Talk.Said next = talk.next(Instant.now());
      journal.meant(said++, next.matter());
      bodies.add(OpenLoop.body(next.message()));
    }
    Instant wall =
        load.send(
            bodies,
            plan,
            (index, planned, accepted) -> journal.accepted(from + index, planned, accepted));
    long began = journal.planned(from) - plan.applyAsLong(0);
    return new Phase(from, said, wall, began, began + plan.applyAsLong(count));
  }

  /** Waits until each is decided, and where it is a grievance, in a case event. */
  void awaitSettled(Phase phase) throws InterruptedException {
    long giveUp = System.nanoTime() + PATIENCE.toNanos();
    while (journal.settled(phase.from(), phase.to()) < phase.count()) {
      arrivals.requireGoing();
      stack.deaths().forEach(death -> report.check("every process lives", false, death));
      if (System.nanoTime() > giveUp) {
        throw new StackException(
            "%,d of %,d messages are not settled after %d s: %s"
                .formatted(
                    phase.count() - journal.settled(phase.from(), phase.to()),
                    phase.count(),
                    PATIENCE.toSeconds(),
                    journal.kinds(phase.from(), phase.to())));
      }
      Thread.sleep(50);
    }
  }

  // ------------------------------------------------------------------ checks

  /** Whether all that was said was decided once, and as it was meant. */
  void check() {
    report.setting("requests that were sent again", load.refusals());
    long undecided = count(n -> journal.decided(n) == Journal.NEVER);
    report.check(
        "every message has one settled outcome",
        journal.twice() == 0 && undecided == 0,
        "%,d messages, %d without, %d settled twice".formatted(said, undecided, journal.twice()));
    long other = count(n -> journal.decided(n) != Journal.NEVER && !asMeant(n));
    report.check(
        "chatter stays chatter, grievances open or join",
        other <= MISTAKEN * said,
        other + " others in " + journal.kinds(0, said));
    report.check(
        "every grievance is in a case event",
        count(n -> journal.grievance(n) && journal.inEvent(n) == Journal.NEVER) == 0,
        "%,d grievances".formatted(count(journal::grievance)));
  }

  /** A line of chatter after a report in the same group may belong to the report. */
  private boolean asMeant(int number) {
    OutcomeKind kind = journal.kind(number);
    return journal.grievance(number)
        ? kind == OutcomeKind.OPENED || kind == OutcomeKind.JOINED
        : kind == OutcomeKind.CHATTER || kind == OutcomeKind.ATTACHED;
  }

  private long count(IntPredicate of) {
    long count = 0;
    for (int number = 0; number < said; number++) {
      count += of.test(number) ? 1 : 0;
    }
    return count;
  }

  @Override
  public void close() {
    load.close();
    arrivals.close();
  }
}
