package org.courtyard.bench.kill;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Phaser;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.courtyard.bench.load.District;
import org.courtyard.bench.load.Mix;
import org.courtyard.bench.load.Talk;
import org.courtyard.schemas.DomainTime;
import org.courtyard.schemas.Message;

/**
 * What residents say and handlers do, at a steady pace, through ingest over HTTP. As every adapter
 * should, it sends again under the same id until ingest has said that it took it; a few things it
 * sends once more even then. While ingest is away each sender waits with what it has.
 */
final class SteadyLoad implements AutoCloseable {
  private static final int SENDERS = 16;
  private static final Duration BETWEEN_TRIES = Duration.ofMillis(100);
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(10);
  private static final double SAID_AGAIN = 0.02;
  private static final double ANSWERED = 0.6;
  private static final double EVALUATED = 0.5;
  private static final int LINES_AT_A_TIME = 500;
  private static final int FILLERS = 4;
  private static final int MOST_UNDER_WAY = 8_000;

  /** On the wall clock. */
  private static final Duration LONGEST_DUE = Duration.ofSeconds(120);

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(2))
          .build();
  private final String url;
  private final DomainTime time;
  private final Talk talk;
  private final long seed;
  private final Duration pace;
  private final Duration clock;
  private final AtomicInteger opened = new AtomicInteger();
  private final Phaser working = new Phaser(1);
  private final AtomicReference<Instant> lastTaken = new AtomicReference<>(Instant.MIN);
  private final Set<String> messages = ConcurrentHashMap.newKeySet();
  private final Set<String> commands = ConcurrentHashMap.newKeySet();
  private final AtomicLong repeated = new AtomicLong();
  private final AtomicLong tries = new AtomicLong();
  private final Queue<String> refusals = new ConcurrentLinkedQueue<>();
  private volatile boolean started;
  private volatile boolean stopped;
  private volatile boolean closed;

  /**
   * A load that does not run yet.
   *
   * @param ingest its base address
   * @param clock how long the rules give until an answer is due
   * @param perSecond messages, while ingest answers
   */
  SteadyLoad(
      String ingest, DomainTime time, Talk talk, long seed, Duration clock, double perSecond) {
    this.url = ingest;
    this.time = time;
    this.talk = talk;
    this.seed = seed;
    this.clock = clock;
    this.pace = Duration.ofNanos(Math.round(1e9 * SENDERS / perSecond));
  }

  void start() {
    started = true;
    for (int i = 0; i < SENDERS; i++) {
      Random random = new Random(seed + i);
      work("sender-" + i, () -> say(random));
    }
  }

  /**
   * Opens cases that nobody takes care of, before the steady load begins.
   *
   * @param old what is said, in the order of time
   * @param span over which time before now it was said
   */
  void fill(int cases, Talk old, Duration span, Consumer<String> tell) throws InterruptedException {
    Instant end = time.at(Instant.now());
    int messages = (int) Math.round(cases / Mix.GRIEVANCES.opening());
    AtomicInteger next = new AtomicInteger();
    for (int i = 0; i < FILLERS; i++) {
      work(
          "filler-" + i,
          () -> {
            while (next.get() < messages && !closed) {
              if (next.get() * Mix.GRIEVANCES.opening() > opened.get() + MOST_UNDER_WAY) {
                Thread.sleep(BETWEEN_TRIES);
              } else {
                fill(old, end.minus(span), span.dividedBy(messages), next);
              }
            }
          });
    }
    while (opened.get() < cases * 0.95) {
      Thread.sleep(5_000);
      tell.accept("%,d cases opened of %,d".formatted(opened.get(), cases));
    }
  }

  private void fill(Talk old, Instant from, Duration apart, AtomicInteger next)
      throws InterruptedException {
    StringBuilder lines = new StringBuilder();
    List<String> ids = new ArrayList<>();
    synchronized (old) {
      for (int i = 0; i < LINES_AT_A_TIME; i++) {
        Message message = old.next(from.plus(apart.multipliedBy(next.getAndIncrement()))).message();
        ids.add(message.getId());
        lines.append(body(message)).append('\n');
      }
    }
    if (send("/v1/messages", "application/x-ndjson", lines.toString(), ids.getFirst())) {
      messages.addAll(ids);
    }
  }

  /** Somebody takes care of this case from now on, or nobody does. */
  void opened(String caseId) {
    opened.incrementAndGet();
    if (started && !stopped) {
      Random random = new Random(seed ^ caseId.hashCode());
      work("handler-" + caseId, () -> handle(caseId, random));
    }
  }

  /** Whether ingest has taken something that was sent since then. */
  boolean takenSince(Instant then) {
    return !lastTaken.get().isBefore(then);
  }

  /** Ids, with platform and tenant, of messages that ingest said it took. */
  Set<String> messages() {
    return messages;
  }

  /** Ids of commands that ingest said it took. */
  Set<String> commands() {
    return commands;
  }

  /** How many things were sent once more although they had been taken. */
  long repeated() {
    return repeated.get();
  }

  /** Requests, those that failed included. */
  long tries() {
    return tries.get();
  }

  /** Why ingest refused something that it should have taken. */
  List<String> refusals() {
    return List.copyOf(refusals);
  }

  private interface Work {
    void run() throws InterruptedException;
  }

  private void work(String name, Work work) {
    working.register();
    Thread.ofVirtual()
        .name(name)
        .start(
            () -> {
              try {
                work.run();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              } finally {
                working.arriveAndDeregister();
              }
            });
  }

  private void say(Random random) throws InterruptedException {
    Thread.sleep(pace.multipliedBy(random.nextInt(1000)).dividedBy(1000));
    long next = System.nanoTime();
    while (!stopped) {
      Message message = said(random);
      ObjectNode body = body(message);
      if (send("/v1/messages", body)) {
        messages.add(message.getId());
      }
      if (random.nextDouble() < SAID_AGAIN) {
        again("/v1/messages", body);
      }
      // Time lost while ingest was away is not made up for.
      next = Math.max(next + pace.toNanos(), System.nanoTime());
      Thread.sleep(Duration.ofNanos(next - System.nanoTime()));
    }
  }

  /** Told so late that its deadline passes during the bench. */
  private Message said(Random random) {
    Instant due = time.at(Instant.now().plusMillis(random.nextLong(LONGEST_DUE.toMillis())));
    Instant now = time.at(Instant.now());
    Instant told = due.minus(clock);
    synchronized (talk) {
      return talk.next(told.isBefore(now) ? told : now).message();
    }
  }

  private static ObjectNode body(Message message) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("tenant", District.TENANT);
    body.put("platform", District.PLATFORM);
    body.put("chat", message.getGroup().substring(message.getGroup().lastIndexOf('|') + 1));
    body.put("id", message.getId().substring(message.getId().lastIndexOf('|') + 1));
    body.put("sender", message.getSender());
    body.put("type", "text");
    body.put("text", message.getText());
    body.put("occurredAt", message.getOccurredAt().toString());
    return body;
  }

  private void handle(String caseId, Random random) throws InterruptedException {
    if (random.nextDouble() >= ANSWERED) {
      return;
    }
    command(caseId, "claim", random, null);
    command(caseId, "feedback", random, "text");
    if (random.nextDouble() < EVALUATED) {
      command(caseId, "evaluate", random, "rating");
    }
  }

  private void command(String caseId, String action, Random random, String with)
      throws InterruptedException {
    Thread.sleep(1_000 + random.nextInt(8_000));
    if (stopped) {
      return;
    }
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    String id = action + "-" + caseId;
    body.put("tenant", District.TENANT);
    body.put("id", id);
    body.put("action", action);
    body.putObject("actor")
        .put("platform", District.PLATFORM)
        .put("user", "sec-0")
        .put("role", "书记");
    if ("text".equals(with)) {
      body.put("text", "已处理，谢谢反映。");
    } else if ("rating".equals(with)) {
      body.put("rating", random.nextInt(4) == 0 ? "dissatisfied" : "satisfied");
    }
    body.put("occurredAt", time.at(Instant.now()).toString());
    String path = "/v1/cases/" + caseId + "/commands";
    if (send(path, body)) {
      commands.add(id);
    }
    if (random.nextDouble() < SAID_AGAIN) {
      again(path, body);
    }
  }

  private void again(String path, ObjectNode body) throws InterruptedException {
    if (send(path, body)) {
      repeated.incrementAndGet();
    }
  }

  /** Sends until all of it is taken; false when something is refused for good. */
  private boolean send(String path, ObjectNode body) throws InterruptedException {
    return send(path, "application/json", body.toString(), body.path("id").asText());
  }

  private boolean send(String path, String type, String body, String id)
      throws InterruptedException {
    while (!closed) {
      Instant began = Instant.now();
      int status = 0;
      String answer = "";
      try {
        tries.incrementAndGet();
        HttpResponse<String> response =
            http.send(
                HttpRequest.newBuilder(URI.create(url + path))
                    .timeout(ANSWER_WITHIN)
                    .header("Content-Type", type)
                    .POST(HttpRequest.BodyPublishers.ofString(body))
                    .build(),
                HttpResponse.BodyHandlers.ofString());
        status = response.statusCode();
        answer = response.body();
      } catch (IOException e) {
        // No answer: whether it was taken is not known.
      }
      if (status == 202) {
        lastTaken.accumulateAndGet(began, (a, b) -> a.isAfter(b) ? a : b);
        return true;
      }
      if (status == 207 || (status / 100 == 4 && status != 429)) {
        refusals.add(path + " " + id + ": " + status + " " + answer);
        return false;
      }
      Thread.sleep(BETWEEN_TRIES);
    }
    return false;
  }

  /** Begins nothing more, and waits until all that was begun is taken. */
  void finish() {
    stopped = true;
    working.arriveAndAwaitAdvance();
  }

  @Override
  public void close() {
    stopped = true;
    closed = true;
    http.shutdownNow();
  }
}
