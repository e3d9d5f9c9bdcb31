package org.courtyard.bench.replay;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;
import org.courtyard.bench.load.Arrivals;
import org.courtyard.bench.load.Journal;
import org.courtyard.bench.load.OpenLoop;
import org.courtyard.bench.report.Plot;
import org.courtyard.bench.report.Report;
import org.courtyard.schemas.AvroSerdes;
import org.courtyard.schemas.OutcomeKind;
import org.courtyard.stack.Importer;
import org.courtyard.stack.IngestClient;
import org.courtyard.stack.Stack;
import org.courtyard.stack.StackException;

/** One stretch of the day against one running stack. */
final class CityReplay implements AutoCloseable {
  private static final int LANES = 128;
  private static final int PROBES = 1_000;
  private static final int MOST_PROBES = 20_000;
  private static final Duration PATIENCE = Duration.ofSeconds(180);
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final long TICK = TimeUnit.MILLISECONDS.toNanos(250);

  /** The peak: so many seconds in a row in which most came. */
  private static final int PEAK_SECONDS = 5;

  private final Stack stack;
  private final City city;
  private final Letters letters;
  private final List<CityDay.Request> requests;
  private final long seed;
  private final Report report;
  private final Consumer<String> tell;
  private final Journal journal;
  private final OpenLoop load;
  private final Arrivals arrivals;
  private int probes;

  /**
   * What was seen.
   *
   * @param rate requests a second on average, from the first to the last decision
   * @param peak requests a second in the busiest five seconds
   * @param mostWaiting requests that had come and were in no case event yet
   * @param longestWait of one request, in seconds
   * @param recovery seconds after the peak until nobody waits for more than a second
   * @param backlog waiting over time
   */
  record Seen(
      int requests,
      double rate,
      double peak,
      int mostWaiting,
      double longestWait,
      double recovery,
      List<Plot.Point> backlog,
      Gathering gathering,
      Map<OutcomeKind, Integer> kinds) {}

  CityReplay(
      Stack stack,
      City city,
      Letters letters,
      List<CityDay.Request> requests,
      long seed,
      Report report,
      Consumer<String> tell) {
    this.stack = stack;
    this.city = city;
    this.letters = letters;
    this.requests = requests;
    this.seed = seed;
    this.report = report;
    this.tell = tell;
    this.journal = new Journal(MOST_PROBES + requests.size());
    this.load = new OpenLoop(stack.ingestUrl(), LANES);
    this.arrivals =
        new Arrivals(stack.bootstrapServers(), AvroSerdes.registry(stack.registryUrl()), journal);
  }

  /** Imports the city and waits until the router knows all of it. */
  void prepare(Path sheets) throws IOException, InterruptedException {
    IngestClient ingest = new IngestClient(stack.ingestUrl(), Duration.ofMinutes(2));
    for (Importer.Imported each : new Importer(ingest, City.TENANT).directory(sheets)) {
      if (!each.answer().taken()) {
        throw new StackException(
            "ingest refused the " + each.kind() + ": " + each.answer().reasons());
      }
    }
    int parked;
    do {
      parked = journal.parked();
      probe();
    } while (journal.parked() > parked);
    tell.accept(
        "city imported: %,d points in %,d communities"
            .formatted(city.buildings(), city.communities()));
  }

  /** Chatter from anywhere: does not wait where the group is known, and warms what is cold. */
  private void probe() throws InterruptedException {
    int from = probes;
    if (from + PROBES > MOST_PROBES) {
      throw new StackException("The router does not come to know the groups");
    }
    List<byte[]> bodies = new ArrayList<>();
    for (int i = 0; i < PROBES; i++) {
      String point = requests.get((int) ((long) i * requests.size() / PROBES)).point();
      bodies.add(body(probes++, point, "passer-by-" + i, "早上好", null));
    }
    send(bodies, from, index -> index * SECOND / 500);
    awaitSettled(from, probes);
  }

  private void send(List<byte[]> bodies, int from, IntToLongFunction plan) {
    load.send(
        bodies,
        plan,
        (index, planned, accepted) -> journal.accepted(from + index, planned, accepted));
  }

  private void awaitSettled(int from, int to) throws InterruptedException {
    long giveUp = System.nanoTime() + PATIENCE.toNanos();
    while (journal.settled(from, to) < to - from && System.nanoTime() < giveUp) {
      arrivals.requireGoing();
      Thread.sleep(50);
    }
  }

  private byte[] body(int number, String point, String sender, String text, Instant at) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("tenant", City.TENANT);
    body.put("platform", City.PLATFORM);
    body.put("chat", city.chat(point));
    body.put("id", "r-" + number);
    body.put("sender", sender);
    body.put("type", "text");
    body.put("text", text);
    if (at != null) {
      body.put("occurredAt", at.toString());
    }
    return body.toString().getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Replays the stretch.
   *
   * @param speed seconds of the day in one of ours; 0 as fast as it goes. Then the stack's time is
   *     real, and when things happened lies in the past
   */
  Seen replay(double speed, Duration window) throws InterruptedException {
    int from = MOST_PROBES;
    Duration first = requests.getFirst().at();
    Instant origin =
        Instant.now().minus(requests.getLast().at().minus(first)).minus(Duration.ofMinutes(1));
    SplittableRandom random = new SplittableRandom(seed);
    List<byte[]> bodies = new ArrayList<>();
    for (int i = 0; i < requests.size(); i++) {
      CityDay.Request request = requests.get(i);
      journal.meant(from + i, i);
      Instant at = speed == 0 ? origin.plus(request.at().minus(first)) : null;
      String text = letters.about(request.type(), random);
      bodies.add(body(from + i, request.point(), "resident-" + i, text, at));
    }
    IntToLongFunction plan =
        index ->
            speed == 0 ? 0 : Math.round(requests.get(index).at().minus(first).toNanos() / speed);
    Thread teller = Thread.ofPlatform().daemon().start(() -> tellNowAndThen(from));
    send(bodies, from, plan);
    awaitSettled(from, from + requests.size());
    teller.interrupt();
    return seen(from, window);
  }

  private void tellNowAndThen(int from) {
    try {
      while (true) {
        Thread.sleep(Duration.ofSeconds(15));
        tell.accept(
            "%,d of %,d settled"
                .formatted(journal.settled(from, from + requests.size()), requests.size()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  // ------------------------------------------------------------------ figures

  private Seen seen(int from, Duration window) {
    int to = from + requests.size();
    long[] came = IntStream.range(from, to).mapToLong(journal::planned).toArray();
    long[] done = IntStream.range(from, to).mapToLong(this::done).toArray();
    check(from, to, done);
    long zero = came[0];
    long end = Arrays.stream(done).max().orElse(zero);
    long[] ordered = done.clone();
    Arrays.sort(ordered);
    List<Plot.Point> backlog = new ArrayList<>();
    int mostWaiting = 0;
    for (long at = zero; at <= end + TICK; at += TICK) {
      int waiting = upTo(came, at) - upTo(ordered, at);
      mostWaiting = Math.max(mostWaiting, waiting);
      backlog.add(new Plot.Point((at - zero) / (double) SECOND, waiting));
    }
    boolean allAtOnce = came[came.length - 1] == zero;
    long peakEnd = allAtOnce ? zero : peakEnd(came, zero);
    double peak = upTo(came, peakEnd) - upTo(came, peakEnd - PEAK_SECONDS * SECOND - 1);
    long recovered = recovered(came, done, peakEnd);
    double longest =
        IntStream.range(0, came.length).mapToLong(i -> done[i] - came[i]).max().orElse(0);
    return new Seen(
        requests.size(),
        requests.size() * (double) SECOND / Math.max(1, ordered[ordered.length - 1] - ordered[0]),
        peak / PEAK_SECONDS,
        mostWaiting,
        longest / SECOND,
        Math.max(0, recovered - peakEnd) / (double) SECOND,
        backlog,
        Gathering.of(requests, window, i -> journal.caseOf(from + i)),
        journal.kinds(from, to));
  }

  /** In a case event, or where it caused none, decided. */
  private long done(int number) {
    return Math.max(journal.decided(number), journal.inEvent(number));
  }

  private static int upTo(long[] ordered, long at) {
    int found = Arrays.binarySearch(ordered, at + 1);
    int index = found >= 0 ? found : -found - 1;
    while (index > 0 && ordered[index - 1] > at) {
      index--;
    }
    return index;
  }

  private static long peakEnd(long[] came, long zero) {
    long best = zero;
    int most = 0;
    for (long arrival : came) {
      int here = upTo(came, arrival + PEAK_SECONDS * SECOND) - upTo(came, arrival - 1);
      if (here > most) {
        most = here;
        best = arrival + PEAK_SECONDS * SECOND;
      }
    }
    return best;
  }

  /**
   * When the last who had come by the end of the peak, or waited longer than a second, was done.
   */
  private static long recovered(long[] came, long[] done, long peakEnd) {
    long recovered = peakEnd;
    for (int i = 0; i < came.length; i++) {
      boolean late = done[i] - came[i] > SECOND;
      if (late && came[i] <= recovered) {
        recovered = Math.max(recovered, done[i]);
      }
    }
    return recovered;
  }

  private void check(int from, int to, long[] done) {
    long undecided = Arrays.stream(done).filter(at -> at == Journal.NEVER).count();
    report.check(
        "every request has one settled outcome",
        undecided == 0 && journal.twice() == 0,
        "%,d requests, %d without, %d twice".formatted(to - from, undecided, journal.twice()));
    long silent =
        IntStream.range(from, to)
            .filter(n -> journal.caseOf(n) != null && journal.inEvent(n) == Journal.NEVER)
            .count();
    report.check("every request of a case is in a case event", silent == 0, silent + " are not");
    report.check(
        "every process lives", stack.deaths().isEmpty(), "see the logs in .courtyard/bench");
  }

  @Override
  public void close() {
    load.close();
    arrivals.close();
  }
}
