package org.courtyard.stack.simulator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Plays the chat platforms over real HTTP: a generic webhook and the WeCom group robot. It can be
 * told to misbehave, and keeps a log of what it took, for checks to compare.
 *
 * <ul>
 *   <li>{@code POST /webhook/{chat}} with {@code {"text":…}}, signed with {@code
 *       X-Courtyard-Signature: sha256=<hex HMAC of timestamp + "." + body>} where the chat has a
 *       secret, the timestamp being {@code X-Courtyard-Timestamp}; answers {@code {"id":…}}
 *   <li>{@code POST /cgi-bin/webhook/send?key=…} with {@code
 *       {"msgtype":"text","text":{"content":…}}} or markdown; answers {@code
 *       {"errcode":0,"errmsg":"ok"}}
 *   <li>{@code PUT /control} with {@code {"match":…,"mode":…,"count":…,"seconds":…}}, see {@link
 *       Behaviour}; {@code GET} lists, {@code DELETE} forgets
 *   <li>{@code GET /log}: every {@link Accepted}, one JSON object a line
 * </ul>
 */
public final class ChatSimulator implements AutoCloseable {
  private static final JsonMapper JSON = new JsonMapper();
  private static final int MAX_BODY = 1 << 20;
  private static final int MAX_TEXT = 2048;
  private static final int MAX_MARKDOWN = 4096;
  private static final Duration SILENCE = Duration.ofMinutes(2);

  private final HttpServer server;
  private final ExecutorService requests = Executors.newVirtualThreadPerTaskExecutor();
  private final AcceptedLog log;
  private final Destinations destinations;
  private final InstantSource clock;
  private final Behaviours behaviours = new Behaviours();
  private final RobotBudget budget = new RobotBudget();

  private ChatSimulator(
      InetSocketAddress address, Path directory, Destinations destinations, InstantSource clock)
      throws IOException {
    // Without it every answer waits 40 ms for the sender's acknowledgement.
    System.setProperty("sun.net.httpserver.nodelay", "true");
    this.destinations = destinations;
    this.clock = clock;
    log = new AcceptedLog(directory.resolve("accepted.ndjson"));
    server = HttpServer.create(address, 0);
    server.setExecutor(requests);
    server.createContext("/webhook/", exchange -> answer(exchange, this::webhook));
    server.createContext("/cgi-bin/webhook/send", exchange -> answer(exchange, this::robot));
    server.createContext("/control", exchange -> answer(exchange, this::control));
    server.createContext("/log", this::log);
    server.start();
  }

  /**
   * Starts one on this machine only.
   *
   * @param port 0 for any
   * @param directory takes the log
   * @param destinations the notifier's destinations with their secrets; need not exist
   */
  public static ChatSimulator start(int port, Path directory, Path destinations) {
    return start(new InetSocketAddress("127.0.0.1", port), directory, destinations);
  }

  private static ChatSimulator start(InetSocketAddress address, Path directory, Path destinations) {
    try {
      Destinations known =
          Files.exists(destinations) ? Destinations.read(destinations) : Destinations.none();
      return new ChatSimulator(address, directory, known, InstantSource.system());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Arguments: host:port, directory for the log, file with destinations. */
  public static void main(String[] args) {
    String[] address = args[0].split(":", 2);
    ChatSimulator simulator =
        start(
            new InetSocketAddress(address[0], Integer.parseInt(address[1])),
            Path.of(args[1]),
            Path.of(args[2]));
    System.out.println("Chat simulator listens on " + simulator.server.getAddress());
  }

  /** Base address. */
  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** As {@code PUT /control}. */
  public void tell(Behaviour behaviour) {
    behaviours.tell(behaviour);
  }

  /** Everything it took so far. */
  public List<Accepted> accepted() {
    try {
      return log.read();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads what {@code GET /log} answers. */
  public static List<Accepted> parseLog(Stream<String> lines) {
    return AcceptedLog.parse(lines);
  }

  // ------------------------------------------------------------------ what it answers

  private record Answer(int status, String type, byte[] body, Map<String, String> headers) {
    static Answer json(int status, Object body) throws JsonProcessingException {
      return new Answer(status, "application/json", JSON.writeValueAsBytes(body), Map.of());
    }

    static Answer refused(int status, String why) throws JsonProcessingException {
      return json(status, Map.of("error", why));
    }

    static Answer robotAnswer(int code, String why) throws JsonProcessingException {
      return json(200, JSON.createObjectNode().put("errcode", code).put("errmsg", why));
    }
  }

  private interface Handling {
    Answer handle(HttpExchange exchange, byte[] body) throws IOException;
  }

  private static void answer(HttpExchange exchange, Handling handling) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readNBytes(MAX_BODY + 1);
      Answer answer =
          body.length > MAX_BODY
              ? Answer.refused(413, "more than " + MAX_BODY + " bytes")
              : handling.handle(exchange, body);
      answer.headers().forEach(exchange.getResponseHeaders()::set);
      exchange.getResponseHeaders().set("Content-Type", answer.type());
      exchange.sendResponseHeaders(
          answer.status(), answer.body().length == 0 ? -1 : answer.body().length);
      exchange.getResponseBody().write(answer.body());
    }
  }

  private Answer webhook(HttpExchange exchange, byte[] body) throws IOException {
    String chat = exchange.getRequestURI().getPath().substring("/webhook/".length());
    if (!exchange.getRequestMethod().equals("POST") || chat.isEmpty()) {
      return Answer.refused(405, "POST /webhook/{chat}");
    }
    if (!signed(chat, exchange.getRequestHeaders(), body)) {
      return Answer.refused(401, "signature missing or wrong");
    }
    JsonNode text = parse(body).path("text");
    if (!text.isTextual()) {
      return Answer.refused(400, "no text");
    }
    Behaviour behaviour = behaviours.next(chat);
    return switch (behaviour.mode()) {
      case TOO_MANY -> tooMany(behaviour);
      case ERROR -> Answer.refused(500, "told to fail");
      case ERRCODE -> Answer.robotAnswer(-1, "told to fail");
      case OK, SLOW, SILENT -> {
        Accepted accepted = accept(exchange, chat, text.asText());
        linger(behaviour);
        yield Answer.json(200, Map.of("id", accepted.id()));
      }
    };
  }

  private Answer robot(HttpExchange exchange, byte[] body) throws IOException {
    String key = Destinations.robotKey(exchange.getRequestURI());
    if (!exchange.getRequestMethod().equals("POST") || key.isEmpty()) {
      return Answer.robotAnswer(93_000, "invalid webhook url");
    }
    JsonNode message = parse(body);
    String type = message.path("msgtype").asText();
    if (!List.of("text", "markdown").contains(type)) {
      return Answer.robotAnswer(40_008, "invalid message type");
    }
    String content = message.path(type).path("content").asText();
    int bytes = content.getBytes(StandardCharsets.UTF_8).length;
    if (content.isEmpty()) {
      return Answer.robotAnswer(44_004, "empty content");
    }
    if (bytes > (type.equals("text") ? MAX_TEXT : MAX_MARKDOWN)) {
      return Answer.robotAnswer(40_058, "content exceed max length");
    }
    Behaviour behaviour = behaviours.next(key);
    return switch (behaviour.mode()) {
      case TOO_MANY -> tooMany(behaviour);
      case ERROR -> Answer.refused(500, "told to fail");
      case ERRCODE -> Answer.robotAnswer(-1, "system busy");
      case OK, SLOW, SILENT -> {
        if (!budget.take(key, destinations.limit(key), now())) {
          yield Answer.robotAnswer(45_009, "api freq out of limit");
        }
        accept(exchange, key, content);
        linger(behaviour);
        yield Answer.robotAnswer(0, "ok");
      }
    };
  }

  private Answer control(HttpExchange exchange, byte[] body) throws IOException {
    switch (exchange.getRequestMethod()) {
      case "PUT" -> {
        JsonNode told = parse(body);
        try {
          Behaviour.Mode mode = Behaviour.Mode.of(told.path("mode").asText());
          Behaviour plain =
              Behaviour.of(told.path("match").asText(), mode, told.path("count").asInt(0));
          int seconds = told.path("seconds").asInt(plain.seconds());
          behaviours.tell(new Behaviour(plain.match(), mode, plain.count(), seconds));
        } catch (IllegalArgumentException e) {
          return Answer.refused(400, e.getMessage());
        }
      }
      case "DELETE" -> behaviours.forget();
      default -> {
        // just list
      }
    }
    ArrayNode list = JSON.createArrayNode();
    for (Behaviour behaviour : behaviours.list()) {
      list.addObject()
          .put("match", behaviour.match())
          .put("mode", behaviour.mode().word())
          .put("count", behaviour.count())
          .put("seconds", behaviour.seconds());
    }
    return Answer.json(200, list);
  }

  private void log(HttpExchange exchange) throws IOException {
    try (exchange) {
      exchange.getResponseHeaders().set("Content-Type", "application/x-ndjson");
      exchange.sendResponseHeaders(200, 0);
      log.copyTo(exchange.getResponseBody());
    }
  }

  private Accepted accept(HttpExchange exchange, String destination, String text)
      throws IOException {
    String key = exchange.getRequestHeaders().getFirst("Idempotency-Key");
    return log.append(now(), destination, key, text);
  }

  private static Answer tooMany(Behaviour behaviour) throws JsonProcessingException {
    return new Answer(
        429,
        "application/json",
        JSON.writeValueAsBytes(Map.of("error", "too many")),
        Map.of("Retry-After", Integer.toString(behaviour.seconds())));
  }

  private static void linger(Behaviour behaviour) throws IOException {
    try {
      switch (behaviour.mode()) {
        case SLOW -> Thread.sleep(Duration.ofSeconds(behaviour.seconds()));
        case SILENT -> {
          Thread.sleep(SILENCE);
          throw new IOException("silent");
        }
        default -> {
          // at once
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("stopped", e);
    }
  }

  private boolean signed(String chat, Headers headers, byte[] body) {
    String secret = destinations.secrets().get(chat);
    if (secret == null) {
      return true;
    }
    String timestamp = headers.getFirst("X-Courtyard-Timestamp");
    String signature = headers.getFirst("X-Courtyard-Signature");
    byte[] expected = ("sha256=" + hmac(secret, timestamp, body)).getBytes(StandardCharsets.UTF_8);
    return timestamp != null
        && signature != null
        && MessageDigest.isEqual(expected, signature.getBytes(StandardCharsets.UTF_8));
  }

  private static String hmac(String secret, String timestamp, byte[] body) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      mac.update((timestamp + ".").getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(mac.doFinal(body));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HmacSHA256", e);
    }
  }

  private static JsonNode parse(byte[] body) {
    try {
      return JSON.readTree(body);
    } catch (IOException e) {
      return JSON.missingNode();
    }
  }

  private Instant now() {
    return clock.instant();
  }

  @Override
  public void close() {
    server.stop(0);
    requests.shutdownNow();
    try {
      log.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
