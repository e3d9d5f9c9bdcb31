package org.courtyard.bench.quality;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.courtyard.ingest.csv.Csv;
import org.courtyard.ingest.validation.Checked;
import org.courtyard.router.correlation.Hearing;
import org.courtyard.router.correlation.MatterIndex;
import org.courtyard.router.correlation.Wording;
import org.courtyard.schemas.Case;
import org.courtyard.schemas.ContentType;
import org.courtyard.schemas.Matter;
import org.courtyard.schemas.Message;

/**
 * Letters replayed in order of time as reports of one community whose places are unknown: each
 * joins the matter whose words it repeats, or begins one. Two letters are found together when they
 * are in one matter.
 *
 * <p>The listed pairs are not complete, so that a pair that is found and not listed is either a
 * mistake or missing from the list. {@link Figures#listed} is therefore only a lower bound of
 * precision; what the unlisted ones are must be read: {@link #unlisted} draws a sample.
 */
public final class PairReplay {

  /** A matter takes letters until nobody wrote about it for this long. */
  public static final Duration WINDOW = Duration.ofDays(240);

  /**
   * What was found.
   *
   * @param recall share of the listed pairs that were found
   * @param listed share of the found pairs that are listed
   */
  public record Figures(int pairs, int found, double recall, double listed) {}

  /** Two letters, by their ids in the order of the alphabet. */
  public record Pair(String one, String other) implements Comparable<Pair> {
    static Pair of(String a, String b) {
      return a.compareTo(b) < 0 ? new Pair(a, b) : new Pair(b, a);
    }

    @Override
    public int compareTo(Pair pair) {
      return Comparator.comparing(Pair::one).thenComparing(Pair::other).compare(this, pair);
    }
  }

  private record Letter(String id, String text, long fingerprint, Instant at) {}

  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");
  private static final int SURE_TEAMS = 3;
  private static final int SURE_TITLE = 4;

  private final Set<Pair> strict = new HashSet<>();
  private final Set<Pair> silver = new HashSet<>();
  private final Set<Pair> exact = new HashSet<>();
  private final Set<Pair> found = new TreeSet<>();

  private PairReplay() {}

  /**
   * Replays {@code grievances/hot_messages.csv} of a data directory.
   *
   * @throws IOException when it or the lists of pairs beside it cannot be read
   */
  public static PairReplay of(Path data) throws IOException {
    Path directory = data.resolve("grievances");
    PairReplay replay = new PairReplay();
    replay.readPairs(directory);
    replay.replay(letters(directory.resolve("hot_messages.csv")));
    return replay;
  }

  /** Pairs that at least three independent teams put together and whose titles share words. */
  public Figures strict() {
    return figures(strict);
  }

  /** Pairs that at least two independent teams put together. */
  public Figures silver() {
    return figures(silver);
  }

  /** Pairs of identical texts. */
  public Figures exact() {
    return figures(exact);
  }

  private Figures figures(Set<Pair> pairs) {
    long hits = pairs.stream().filter(found::contains).count();
    return new Figures(
        pairs.size(), found.size(), share(hits, pairs.size()), share(hits, found.size()));
  }

  private static double share(long part, int of) {
    return of == 0 ? 1 : (double) part / of;
  }

  /** A sample of the pairs that were found and are in no list: same seed, same sample. */
  public List<Pair> unlisted(int most, long seed) {
    List<Pair> unlisted =
        new ArrayList<>(
            found.stream().filter(p -> !silver.contains(p) && !exact.contains(p)).toList());
    Collections.shuffle(unlisted, new Random(seed));
    return unlisted.subList(0, Math.min(most, unlisted.size()));
  }

  private void readPairs(Path directory) throws IOException {
    for (Csv.Row row :
        rows(
            directory.resolve("dup_silver_pairs.csv"),
            List.of(
                "msg_a", "msg_b", "n_teams", "teams", "gap_hours", "title_lcs", "title_lcs_len"))) {
      Pair pair = Pair.of(row.get("msg_a"), row.get("msg_b"));
      silver.add(pair);
      if (Integer.parseInt(row.get("n_teams")) >= SURE_TEAMS
          && Integer.parseInt(row.get("title_lcs_len")) >= SURE_TITLE) {
        strict.add(pair);
      }
    }
    for (Csv.Row row :
        rows(
            directory.resolve("dup_exact_pairs.csv"),
            List.of("msg_a", "msg_b", "user", "gap_hours"))) {
      exact.add(Pair.of(row.get("msg_a"), row.get("msg_b")));
    }
  }

  private static List<Letter> letters(Path file) throws IOException {
    return rows(file, List.of("msg_id", "user", "title", "time", "text", "dislikes", "likes"))
        .stream()
        .map(
            row ->
                new Letter(
                    row.get("msg_id"),
                    row.get("title") + "\n" + row.get("text"),
                    Wording.fingerprint(row.get("text")),
                    LocalDateTime.parse(row.get("time"), TIME).toInstant(ZoneOffset.ofHours(8))))
        .sorted(Comparator.comparing(Letter::at))
        .toList();
  }

  private void replay(List<Letter> letters) {
    MatterIndex index = new MatterIndex();
    Map<String, List<String>> members = new HashMap<>();
    Map<String, Instant> spoken = new HashMap<>();
    Deque<Map.Entry<String, Instant>> expiring = new ArrayDeque<>();
    for (Letter letter : letters) {
      expire(letter.at().minus(WINDOW), expiring, spoken, index);
      Matter matter =
          index
              .exact(letter.fingerprint())
              .or(() -> index.alike(letter.text()).map(MatterIndex.Similar::matter))
              .map(known -> index.find(known.getCaseId()))
              .orElseGet(() -> begun(letter));
      index.put(withBody(Hearing.said(matter, message(letter), false), letter));
      List<String> together = members.computeIfAbsent(matter.getCaseId(), c -> new ArrayList<>());
      together.forEach(other -> found.add(Pair.of(other, letter.id())));
      together.add(letter.id());
      spoken.put(matter.getCaseId(), letter.at());
      expiring.add(Map.entry(matter.getCaseId(), letter.at()));
    }
  }

  private static void expire(
      Instant before,
      Deque<Map.Entry<String, Instant>> expiring,
      Map<String, Instant> spoken,
      MatterIndex index) {
    while (!expiring.isEmpty() && expiring.peek().getValue().isBefore(before)) {
      Map.Entry<String, Instant> oldest = expiring.remove();
      if (spoken.get(oldest.getKey()).equals(oldest.getValue())) {
        index.remove(oldest.getKey());
      }
    }
  }

  private static Matter begun(Letter letter) {
    Case c = new Case();
    c.setId("L-" + letter.id());
    c.setPlaceId("");
    c.setSpots(List.of());
    c.setCategory("");
    c.setOccurredAt(letter.at());
    return Hearing.begins(c, letter.text());
  }

  /** Identical texts have different titles at times. */
  private static Matter withBody(Matter matter, Letter letter) {
    List<Long> fingerprints = new ArrayList<>(matter.getFingerprints());
    fingerprints.add(letter.fingerprint());
    return Matter.newBuilder(matter).setFingerprints(fingerprints).build();
  }

  private static Message message(Letter letter) {
    Message message = new Message();
    message.setSender("");
    message.setGroup("");
    message.setType(ContentType.TEXT);
    message.setText(letter.text());
    message.setOccurredAt(letter.at());
    return message;
  }

  private static List<Csv.Row> rows(Path file, List<String> columns) throws IOException {
    return switch (Csv.read(Files.readString(file), columns)) {
      case Checked.Good<Csv>(Csv csv) -> csv.rows();
      case Checked.Bad<Csv> bad -> throw new IOException(file + ": " + bad.faults().getFirst());
    };
  }
}
