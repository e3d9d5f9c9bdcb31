package org.courtyard.stack;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.courtyard.schemas.DomainTime;
import org.courtyard.schemas.Shards;

/**
 * Replays a recording into ingest over HTTP, each line when its time has come. What one group says
 * stays in order: the next message waits until the last one was taken. Commands wait until the case
 * of their message is known.
 */
public final class Replay {
  private static final int AT_A_TIME = 32;
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final Duration CASE_PATIENCE = Duration.ofMinutes(2);
  private static final List<String> MESSAGE_FIELDS =
      List.of("chat", "id", "sender", "type", "text", "quote", "recalls", "media");

  private final Recording recording;
  private final IngestClient ingest;
  private final DomainTime time;
  private final double speed;
  private final Instant wallStart;
  private final OutcomeReader outcomes;
  private final Semaphore permits = new Semaphore(AT_A_TIME);
  private final Map<String, CompletableFuture<Void>> lanes = new HashMap<>();
  private final ConcurrentLinkedQueue<Sent> sent = new ConcurrentLinkedQueue<>();
  private final AtomicInteger refused = new AtomicInteger();

  private Replay(Recording recording, Stack stack, double speed, Instant wallStart) {
    this.recording = recording;
    this.ingest = new IngestClient(stack.ingestUrl(), PATIENCE);
    this.time = stack.time();
    this.speed = speed;
    this.wallStart = wallStart;
    Set<String> commanded =
        recording.lines().stream()
            .filter(Recording.Line::isCommand)
            .flatMap(line -> Stream.of("on", "into").filter(line.content()::has).map(line::text))
            .map(recording::messageId)
            .collect(Collectors.toSet());
    this.outcomes = new OutcomeReader(stack.bootstrapServers(), stack.registryUrl(), commanded);
  }

  /** What kind of line it was. */
  public enum Kind {
    MESSAGE,
    COMMAND,
    IMPORT
  }

  /**
   * What became of one line.
   *
   * @param line its number in the file, from 1
   * @param id of the message as the platform says it; of the command; name of the imported file
   * @param caseId for a command: the case it was given on; null when none became known
   * @param location for a command: where ingest tells what became of it
   * @param status of HTTP; 0 when it could not be sent
   * @param reasons why it was refused; empty when it was taken
   */
  public record Sent(
      Kind kind,
      int line,
      String id,
      String caseId,
      String location,
      int status,
      List<String> reasons) {
    public boolean taken() {
      return reasons.isEmpty();
    }
  }

  /**
   * How far it is.
   *
   * @param elapsed since the first line was due, on the wall clock
   */
  public record Progress(int done, int refused, int total, Duration elapsed) {
    /** For people. */
    public String line() {
      double seconds = Math.max(0.001, elapsed.toMillis() / 1000.0);
      return "replay  %d of %d done, %d left, %d refused, %.1f/s"
          .formatted(done, total, total - done, refused, done / seconds);
    }
  }

  /**
   * Replays all of it and returns when every line was taken or refused.
   *
   * @param speed recorded seconds per second on the wall
   * @param wallStart when the recording's beginning falls on the wall clock. When things happened
   *     is what the stack's domain time is at their moment: with the stack's own speed, exactly as
   *     long after each other as recorded
   * @param listener hears about once a second how far it is
   * @return what became of each line, in the order of the file
   */
  public static List<Sent> run(
      Recording recording,
      Stack stack,
      double speed,
      Instant wallStart,
      Consumer<Progress> listener)
      throws InterruptedException {
    return new Replay(recording, stack, speed, wallStart).run(listener);
  }

  private List<Sent> run(Consumer<Progress> listener) throws InterruptedException {
    Thread teller = Thread.ofVirtual().start(() -> tellEverySecond(listener));
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
        outcomes) {
      for (Recording.Line line : recording.lines()) {
        awaitMoment(line.sent());
        enqueue(line, executor);
      }
      CompletableFuture.allOf(lanes.values().toArray(CompletableFuture[]::new)).join();
    } finally {
      teller.interrupt();
    }
    listener.accept(progress());
    return sent.stream().sorted(Comparator.comparingInt(Sent::line)).toList();
  }

  private void enqueue(Recording.Line line, ExecutorService executor) throws InterruptedException {
    // Commands may wait long for their case and are few; they must not keep messages back.
    boolean limited = !line.isCommand();
    if (limited) {
      permits.acquire();
    }
    Runnable task =
        () -> {
          try {
            note(send(line));
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          } finally {
            if (limited) {
              permits.release();
            }
          }
        };
    lanes.compute(
        lane(line),
        (name, last) ->
            last == null
                ? CompletableFuture.runAsync(task, executor)
                : last.thenRunAsync(task, executor));
  }

  private static String lane(Recording.Line line) {
    if (line.isMessage()) {
      return "chat " + line.text("chat");
    }
    return line.isCommand() ? "on " + line.text("on") : "import";
  }

  private Sent send(Recording.Line line) throws InterruptedException {
    if (line.isMessage()) {
      return message(line);
    }
    return line.isCommand() ? command(line) : sheet(line);
  }

  private Sent message(Recording.Line line) throws InterruptedException {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("tenant", recording.tenant());
    body.put("platform", recording.platform());
    MESSAGE_FIELDS.stream()
        .filter(line.content()::has)
        .forEach(field -> body.set(field, line.content().get(field)));
    body.put("occurredAt", occurredAt(line).toString());
    IngestClient.Answer answer = ingest.post("/v1/messages", body);
    return sent(Kind.MESSAGE, line, line.text("id"), null, answer);
  }

  private Sent command(Recording.Line line) throws InterruptedException {
    String id = "replay-" + recording.name() + "-" + line.number();
    Optional<String> caseId = outcomes.caseOf(recording.messageId(line.text("on")), CASE_PATIENCE);
    if (caseId.isEmpty()) {
      String reason = "no case became known for message " + line.text("on");
      return new Sent(Kind.COMMAND, line.number(), id, null, null, 0, List.of(reason));
    }
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("tenant", recording.tenant());
    body.put("id", id);
    body.put("action", line.text("command"));
    body.putObject("actor")
        .put("platform", recording.platform())
        .put("user", line.text("actor"))
        .put("role", line.text("role"));
    for (String field : List.of("text", "rating", "intent", "category")) {
      if (line.content().has(field)) {
        body.set(field, line.content().get(field));
      }
    }
    if (line.content().has("message")) {
      body.put("messageId", recording.messageId(line.text("message")));
    }
    if (line.content().has("into")) {
      String target = line.text("into");
      body.put("into", outcomes.caseOf(recording.messageId(target), CASE_PATIENCE).orElse(target));
    }
    body.put("occurredAt", occurredAt(line).toString());
    String about =
        line.content().has("incident")
            ? Shards.incidentId(line.text("incident"), caseId.get(), 0)
            : caseId.get();
    IngestClient.Answer answer = ingest.post("/v1/cases/" + about + "/commands", body);
    return sent(Kind.COMMAND, line, id, about, answer);
  }

  private Sent sheet(Recording.Line line) throws InterruptedException {
    String name = line.text("import");
    try {
      Importer importer = new Importer(ingest, recording.tenant());
      Importer.Imported done = importer.sheet(recording.file().resolveSibling(name));
      return sent(Kind.IMPORT, line, name, null, done.answer());
    } catch (IOException | StackException e) {
      return new Sent(
          Kind.IMPORT, line.number(), name, null, null, 0, List.of(String.valueOf(e.getMessage())));
    }
  }

  private static Sent sent(
      Kind kind, Recording.Line line, String id, String caseId, IngestClient.Answer answer) {
    List<String> reasons = answer.taken() ? List.of() : answer.reasons();
    return new Sent(
        kind, line.number(), id, caseId, answer.location().orElse(null), answer.status(), reasons);
  }

  private void note(Sent one) {
    sent.add(one);
    if (!one.taken()) {
      refused.incrementAndGet();
    }
  }

  private Instant wallAt(Duration offset) {
    return wallStart.plusMillis(Math.round(offset.toMillis() / speed));
  }

  private Instant occurredAt(Recording.Line line) {
    return time.at(wallAt(line.at()));
  }

  private void awaitMoment(Duration offset) throws InterruptedException {
    Duration left = Duration.between(Instant.now(), wallAt(offset));
    if (left.isPositive()) {
      Thread.sleep(left);
    }
  }

  private Progress progress() {
    Duration elapsed = Duration.between(wallStart, Instant.now());
    return new Progress(sent.size(), refused.get(), recording.lines().size(), elapsed);
  }

  private void tellEverySecond(Consumer<Progress> listener) {
    try {
      while (true) {
        Thread.sleep(Duration.ofSeconds(1));
        listener.accept(progress());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
