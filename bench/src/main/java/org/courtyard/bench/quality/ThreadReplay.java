package org.courtyard.bench.quality;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.courtyard.bench.quality.BCubed.Item;
import org.courtyard.ingest.csv.Csv;
import org.courtyard.ingest.validation.Checked;
import org.courtyard.router.correlation.Scales;
import org.courtyard.router.correlation.Weights;
import org.courtyard.router.triage.Triage;
import org.courtyard.schemas.ContentType;
import org.courtyard.schemas.Message;
import org.courtyard.schemas.Outcome;
import org.courtyard.schemas.Rules;

/**
 * Slices of group talk replayed through triage, context and casework, each as a community of its
 * own with a group for every building.
 *
 * <p>Measured with {@link BCubed} over the messages that belong to a matter: truth is the matter,
 * the cluster is the case that a message ended in, and a message in no case is alone. Across the
 * community a matter is one wherever it is spoken of; within a building what each building said of
 * a matter, and of a case, counts apart. Messages about no matter do not enter; the share of them
 * that ended in a case is told beside it. A case that was only asked about, and never confirmed, is
 * none; one under an incident counts as that.
 */
public final class ThreadReplay {
  private static final List<String> COLUMNS =
      List.of("thread", "seq", "minutes_offset", "building", "sender", "text", "matter");

  private static final Instant START = Instant.parse("2026-06-29T00:00:00Z");

  /**
   * One message.
   *
   * @param minute since the beginning of its thread
   * @param matter what it is about; empty where it is about none
   */
  public record Said(
      String thread,
      int seq,
      long minute,
      String building,
      String sender,
      String text,
      String matter) {

    /** Senders of this form answer for the community. */
    boolean byHandler() {
      return sender.startsWith("h");
    }

    boolean aboutAMatter() {
      return !matter.isEmpty();
    }

    Message message() {
      boolean picture = text.matches("\\s*(\\[(图片|照片|视频|语音)]\\s*)+");
      Instant at = START.plusSeconds(60 * minute).plusMillis(seq);
      Message message = new Message();
      message.setId("wecom|t|" + thread + "-" + seq);
      message.setTenant("t");
      message.setPlatform("wecom");
      message.setGroup("wecom|t|" + thread + "-" + building);
      message.setSender(sender);
      message.setType(picture ? ContentType.IMAGE : ContentType.TEXT);
      message.setText(picture ? "" : text);
      message.setMedia(List.of());
      message.setOccurredAt(at);
      message.setAcceptedAt(at);
      message.setSource("replay");
      return message;
    }
  }

  /**
   * What became of the threads.
   *
   * @param messages about a matter
   * @param leftOut share of them that ended in no case
   * @param pulledIn share of the other messages that ended in a case
   */
  public record Figures(
      int messages, BCubed building, BCubed community, double leftOut, double pulledIn) {}

  private final List<Said> said;
  private final Map<Said, String> cases = new LinkedHashMap<>();

  private ThreadReplay(List<Said> said) {
    this.said = said;
  }

  /**
   * Replays {@code chat/threads.csv} of a data directory as it would go in service.
   *
   * @throws IOException when it cannot be read
   */
  public static Figures of(Path data, Rules rules, Triage triage) throws IOException {
    return of(read(data.resolve("chat/threads.csv")), rules, triage, thread -> Weights.builtIn());
  }

  /** Replays threads, each with scales of its own. */
  static Figures of(List<Said> said, Rules rules, Triage triage, Function<String, Scales> scales) {
    return new ThreadReplay(said)
        .run(
            thread ->
                new Community(
                    thread, rules, triage, false, scales.apply(thread.getFirst().thread())))
        .figures();
  }

  /**
   * The same, told which messages are about a matter: what is lost then is lost by correlation.
   *
   * @throws IOException when it cannot be read
   */
  public static Figures knowingWhatIsAMatter(Path data, Rules rules, Triage triage)
      throws IOException {
    List<Said> matters =
        read(data.resolve("chat/threads.csv")).stream().filter(Said::aboutAMatter).toList();
    return new ThreadReplay(matters)
        .run(thread -> new Community(thread, rules, triage, true, Weights.builtIn()))
        .figures();
  }

  /** Reads threads. */
  public static List<Said> read(Path file) throws IOException {
    return switch (Csv.read(Files.readString(file), COLUMNS)) {
      case Checked.Good<Csv>(Csv csv) -> csv.rows().stream().map(ThreadReplay::said).toList();
      case Checked.Bad<Csv> bad -> throw new IOException(file + ": " + bad.faults().getFirst());
    };
  }

  private static Said said(Csv.Row row) {
    return new Said(
        row.get("thread"),
        Integer.parseInt(row.get("seq")),
        Long.parseLong(row.get("minutes_offset")),
        row.get("building"),
        row.get("sender"),
        row.get("text"),
        row.get("matter"));
  }

  private ThreadReplay run(Function<List<Said>, Community> communities) {
    Map<String, List<Said>> threads = new LinkedHashMap<>();
    said.forEach(s -> threads.computeIfAbsent(s.thread(), t -> new ArrayList<>()).add(s));
    for (List<Said> thread : threads.values()) {
      Community community = communities.apply(thread);
      Map<Said, Outcome> outcomes = new LinkedHashMap<>();
      thread.forEach(s -> community.says(s).ifPresent(outcome -> outcomes.put(s, outcome)));
      outcomes.forEach(
          (s, outcome) -> standing(community, outcome).ifPresent(c -> cases.put(s, c)));
    }
    return this;
  }

  private Figures figures() {
    Predicate<Said> inACase = s -> caseOf(s) != null;
    return new Figures(
        (int) said.stream().filter(Said::aboutAMatter).count(),
        measure(true),
        measure(false),
        share(Said::aboutAMatter, inACase.negate()),
        share(s -> !s.aboutAMatter(), inACase));
  }

  private BCubed measure(boolean withinBuildings) {
    return BCubed.of(
        said.stream()
            .filter(Said::aboutAMatter)
            .map(
                s -> {
                  String where = s.thread() + (withinBuildings ? "|" + s.building() : "");
                  String cluster = caseOf(s) == null ? "alone-" + s.seq() : caseOf(s);
                  return new Item(where + "|" + s.matter(), where + "|" + cluster);
                })
            .toList());
  }

  private static Optional<String> standing(Community community, Outcome outcome) {
    return Optional.ofNullable(outcome.getCaseId()).flatMap(community::standing);
  }

  private String caseOf(Said s) {
    return cases.get(s);
  }

  private double share(Predicate<Said> of, Predicate<Said> part) {
    long all = said.stream().filter(of).count();
    return all == 0 ? 0 : (double) said.stream().filter(of.and(part)).count() / all;
  }
}
