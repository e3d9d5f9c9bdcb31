package org.courtyard.bench.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.courtyard.bench.demo.Burst.Commanded;
import org.courtyard.bench.demo.Burst.Ended;
import org.courtyard.bench.demo.Burst.ExpectedEnd;
import org.courtyard.bench.demo.Burst.ExpectedMessage;
import org.courtyard.bench.demo.Burst.Imported;
import org.courtyard.bench.demo.Burst.Line;
import org.courtyard.bench.demo.Burst.Said;
import org.courtyard.schemas.Action;
import org.courtyard.schemas.CaseState;
import org.courtyard.schemas.OutcomeKind;
import org.courtyard.schemas.Tier;

/** Reads a burst file and finds everything that is wrong with it before anything starts. */
public final class BurstParser {
  private static final ObjectMapper JSON =
      new ObjectMapper()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(com.fasterxml.jackson.core.JsonParser.Feature.STRICT_DUPLICATE_DETECTION);

  private static final Pattern OFFSET = Pattern.compile("(\\d{1,4}):([0-5]\\d):([0-5]\\d)");
  private static final double DEFAULT_SPEED = 600;
  private static final Set<String> TYPES =
      Set.of("text", "image", "voice", "video", "file", "link", "location", "recall", "other");
  private static final Set<String> RATINGS =
      Set.of("satisfied", "mostly_satisfied", "dissatisfied");
  private static final Map<String, Set<String>> FIELDS =
      Map.of(
          "burst", Set.of("burst", "tenant", "platform", "start", "speed", "until"),
          "message",
              Set.of(
                  "at", "sent", "chat", "id", "sender", "type", "text", "quote", "recalls", "media",
                  "expect"),
          "command",
              Set.of(
                  "at",
                  "command",
                  "on",
                  "actor",
                  "role",
                  "text",
                  "rating",
                  "intent",
                  "category",
                  "into",
                  "message",
                  "incident",
                  "expect"),
          "import", Set.of("at", "import"),
          "matter", Set.of("matter", "expect"));

  private final Path file;
  private final List<String> errors = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();
  private final List<Line> lines = new ArrayList<>();
  private JsonNode header;
  private int number;

  private BurstParser(Path file) {
    this.file = file;
  }

  /** The line is wrong; the message says how. */
  private static final class Wrong extends Exception {
    private static final long serialVersionUID = 1L;

    Wrong(String message) {
      super(message);
    }
  }

  /**
   * Reads a file.
   *
   * @throws IOException when it cannot be read
   * @throws BurstException when it is not a burst, with every wrong line
   */
  public static Burst parse(Path file) throws IOException, BurstException {
    return new BurstParser(file).burst();
  }

  private Burst burst() throws IOException, BurstException {
    for (String line : text().split("\n", -1)) {
      number++;
      if (!line.isBlank()) {
        try {
          take(object(line));
        } catch (Wrong e) {
          errors.add("line " + number + ": " + e.getMessage());
        }
      }
    }
    if (header == null && errors.isEmpty()) {
      errors.add("line 1: the file is empty");
    }
    checkReferences();
    Burst burst = errors.isEmpty() ? assemble() : null;
    if (burst == null) {
      throw new BurstException(file.toString(), errors);
    }
    return burst;
  }

  private String text() throws IOException, BurstException {
    byte[] bytes = Files.readAllBytes(file);
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw new BurstException(
          file.toString(), List.of("line " + brokenLine(bytes) + ": not UTF-8"));
    }
  }

  private static int brokenLine(byte[] bytes) {
    String[] lines = new String(bytes, StandardCharsets.UTF_8).split("\n", -1);
    for (int i = 0; i < lines.length; i++) {
      if (lines[i].indexOf('\uFFFD') >= 0) {
        return i + 1;
      }
    }
    return lines.length;
  }

  private static JsonNode object(String line) throws Wrong {
    JsonNode node;
    try {
      node = JSON.readTree(line);
    } catch (JsonProcessingException e) {
      throw new Wrong("not JSON: " + e.getOriginalMessage());
    }
    if (!node.isObject()) {
      throw new Wrong("not a JSON object");
    }
    return node;
  }

  private void take(JsonNode node) throws Wrong {
    if (header == null) {
      header = node;
      checkHeader(node);
    } else if (node.has("command")) {
      warnOfOthers(node, "command");
      lines.add(commanded(node));
    } else if (node.has("import")) {
      warnOfOthers(node, "import");
      lines.add(imported(node));
    } else if (node.has("matter")) {
      warnOfOthers(node, "matter");
      lines.add(ended(node));
    } else if (node.has("chat") || node.has("id")) {
      warnOfOthers(node, "message");
      lines.add(said(node));
    } else {
      throw new Wrong("neither a message (chat, id), nor a command, an import or a matter");
    }
  }

  private void checkHeader(JsonNode node) throws Wrong {
    if (!node.has("burst") && (node.has("chat") || node.has("command"))) {
      throw new Wrong(
          "the first line must be {\"burst\":…,\"tenant\":…,\"platform\":…,\"start\":…}");
    }
    warnOfOthers(node, "burst");
    key(node, "tenant");
    key(node, "platform");
    start();
    speed();
    if (node.has("until")) {
      offset(node, "until");
    }
  }

  private Instant start() throws Wrong {
    String text = required(header, "start");
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException e) {
      throw new Wrong(
          "start: not an instant with its offset, like 2026-06-29T08:00:00+08:00: " + text);
    }
  }

  private double speed() throws Wrong {
    JsonNode node = header.get("speed");
    if (node == null) {
      return DEFAULT_SPEED;
    }
    double speed = node.isNumber() ? node.asDouble() : -1;
    if (!(speed > 0) || Double.isInfinite(speed)) {
      throw new Wrong("speed: not a number above 0: " + node);
    }
    return speed;
  }

  private Said said(JsonNode node) throws Wrong {
    Duration at = offset(node, "at");
    Duration arrives = node.has("sent") ? offset(node, "sent") : at;
    if (arrives.compareTo(at) < 0) {
      throw new Wrong("sent: before it was said");
    }
    String type = node.has("type") ? required(node, "type") : "text";
    if (!TYPES.contains(type)) {
      throw new Wrong("type: none of " + sorted(TYPES) + ": " + type);
    }
    if (type.equals("recall")) {
      key(node, "recalls");
    }
    if (type.equals("text")) {
      required(node, "text");
    }
    optional(node, "quote");
    JsonNode media = node.get("media");
    if (media != null && !media.isArray()) {
      throw new Wrong("media: not a list");
    }
    return new Said(
        number,
        at,
        arrives,
        key(node, "chat"),
        key(node, "id"),
        key(node, "sender"),
        optional(node, "text") == null ? "" : optional(node, "text"),
        expectedMessage(node));
  }

  private ExpectedMessage expectedMessage(JsonNode node) throws Wrong {
    JsonNode expect = expect(node, Set.of("outcome", "matter", "category", "tier", "parked"));
    return expect == null
        ? null
        : new ExpectedMessage(
            choice(expect, "outcome", OutcomeKind.class),
            optional(expect, "matter"),
            optional(expect, "category"),
            choice(expect, "tier", Tier.class),
            flag(expect, "parked"));
  }

  private Commanded commanded(JsonNode node) throws Wrong {
    Action action = choice(node, "command", Action.class);
    if (action == Action.RECEIPT) {
      throw new Wrong("command: a receipt is not for people to give");
    }
    String rating = optional(node, "rating");
    if (rating != null && !RATINGS.contains(rating)) {
      throw new Wrong("rating: none of " + sorted(RATINGS) + ": " + rating);
    }
    for (String field : List.of("text", "intent", "category", "into", "message", "incident")) {
      optional(node, field);
    }
    optional(node, "actor");
    optional(node, "role");
    JsonNode expect = expect(node, Set.of("accepted"));
    return new Commanded(
        number,
        offset(node, "at"),
        action,
        key(node, "on"),
        expect == null ? null : flag(expect, "accepted"));
  }

  private Imported imported(JsonNode node) throws Wrong {
    String name = required(node, "import");
    if (Stream.of("places", "groups", "people").noneMatch(name::startsWith)) {
      throw new Wrong("import: the name must begin with places, groups or people: " + name);
    }
    if (!Files.isRegularFile(file.toAbsolutePath().resolveSibling(name))) {
      throw new Wrong("import: no such file next to the burst: " + name);
    }
    return new Imported(number, offset(node, "at"), name);
  }

  private Ended ended(JsonNode node) throws Wrong {
    JsonNode expect =
        expect(
            node,
            Set.of(
                "state",
                "tier",
                "breached",
                "warned",
                "answered",
                "onTime",
                "reporters",
                "groups"));
    if (expect == null) {
      throw new Wrong("expect: missing");
    }
    return new Ended(
        number,
        required(node, "matter"),
        new ExpectedEnd(
            choice(expect, "state", CaseState.class),
            choice(expect, "tier", Tier.class),
            flag(expect, "breached"),
            flag(expect, "warned"),
            flag(expect, "answered"),
            flag(expect, "onTime"),
            count(expect, "reporters"),
            count(expect, "groups")));
  }

  private void checkReferences() {
    Set<String> ids = new HashSet<>();
    Set<String> matters = new HashSet<>();
    for (Line line : lines) {
      if (line instanceof Said said) {
        ids.add(said.id());
        if (said.expect() != null && said.expect().matter() != null) {
          matters.add(said.expect().matter());
        }
      }
    }
    for (Line line : lines) {
      if (line instanceof Commanded command && !ids.contains(command.on())) {
        errors.add(
            "line %d: on: no message %s in this file".formatted(line.number(), command.on()));
      } else if (line instanceof Ended ended && !matters.contains(ended.matter())) {
        errors.add(
            "line %d: matter: no message expects %s".formatted(line.number(), ended.matter()));
      }
    }
  }

  private Burst assemble() throws BurstException {
    try {
      Duration last =
          lines.stream()
              .map(
                  line ->
                      switch (line) {
                        case Said said -> said.arrives();
                        case Commanded command -> command.at();
                        case Imported imported -> imported.at();
                        case Ended ended -> Duration.ZERO;
                      })
              .reduce(Duration.ZERO, (a, b) -> a.compareTo(b) > 0 ? a : b);
      Duration until = header.has("until") ? offset(header, "until") : last.plusHours(1);
      String name = optional(header, "burst");
      return new Burst(
          name == null ? file.getFileName().toString() : name,
          key(header, "tenant"),
          key(header, "platform"),
          start(),
          speed(),
          until.compareTo(last) < 0 ? last : until,
          List.copyOf(lines),
          List.copyOf(warnings));
    } catch (Wrong e) {
      throw new BurstException(file.toString(), List.of("line 1: " + e.getMessage()));
    }
  }

  private void warnOfOthers(JsonNode node, String kind) {
    warnOfOthers(node, FIELDS.get(kind), "");
  }

  private void warnOfOthers(JsonNode node, Set<String> known, String within) {
    node.fieldNames()
        .forEachRemaining(
            name -> {
              if (!known.contains(name)) {
                warnings.add("line %d: %s%s: not known, ignored".formatted(number, within, name));
              }
            });
  }

  private JsonNode expect(JsonNode node, Set<String> known) throws Wrong {
    JsonNode expect = node.get("expect");
    if (expect == null || expect.isNull()) {
      return null;
    }
    if (!expect.isObject()) {
      throw new Wrong("expect: not an object");
    }
    warnOfOthers(expect, known, "expect.");
    return expect;
  }

  private static String required(JsonNode node, String field) throws Wrong {
    String text = optional(node, field);
    if (text == null || text.isEmpty()) {
      throw new Wrong(field + ": missing");
    }
    return text;
  }

  /** A word that becomes part of a key. */
  private static String key(JsonNode node, String field) throws Wrong {
    String text = required(node, field);
    if (text.isBlank() || text.indexOf('|') >= 0) {
      throw new Wrong(field + ": may be neither blank nor contain a vertical bar: " + text);
    }
    return text;
  }

  private static String optional(JsonNode node, String field) throws Wrong {
    JsonNode value = node.get(field);
    if (value == null || value.isNull()) {
      return null;
    }
    if (!value.isTextual()) {
      throw new Wrong(field + ": not a string: " + value);
    }
    return value.asText();
  }

  private static Boolean flag(JsonNode node, String field) throws Wrong {
    JsonNode value = node.get(field);
    if (value == null || value.isNull()) {
      return null;
    }
    if (!value.isBoolean()) {
      throw new Wrong(field + ": neither true nor false: " + value);
    }
    return value.asBoolean();
  }

  private static Integer count(JsonNode node, String field) throws Wrong {
    JsonNode value = node.get(field);
    if (value == null || value.isNull()) {
      return null;
    }
    if (!value.isInt() || value.asInt() < 0) {
      throw new Wrong(field + ": not a whole number: " + value);
    }
    return value.asInt();
  }

  private static Duration offset(JsonNode node, String field) throws Wrong {
    String text = required(node, field);
    Matcher matcher = OFFSET.matcher(text);
    if (!matcher.matches()) {
      throw new Wrong(field + ": not an offset h:mm:ss: " + text);
    }
    return Duration.ofHours(Long.parseLong(matcher.group(1)))
        .plusMinutes(Long.parseLong(matcher.group(2)))
        .plusSeconds(Long.parseLong(matcher.group(3)));
  }

  private static <E extends Enum<E>> E choice(JsonNode node, String field, Class<E> type)
      throws Wrong {
    String text = optional(node, field);
    if (text == null) {
      return null;
    }
    for (E each : type.getEnumConstants()) {
      if (each.name().equals(text.toUpperCase(Locale.ROOT)) && !text.equals("UNRECOGNISED")) {
        return each;
      }
    }
    throw new Wrong(
        field
            + ": none of "
            + Stream.of(type.getEnumConstants())
                .map(Enum::name)
                .filter(name -> !name.equals("UNRECOGNISED"))
                .collect(Collectors.joining(", "))
            + ": "
            + text);
  }

  private static String sorted(Set<String> names) {
    return names.stream().sorted().collect(Collectors.joining(", "));
  }
}
