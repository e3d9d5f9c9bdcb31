package org.courtyard.router.triage;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.courtyard.schemas.Category;
import org.courtyard.schemas.ContentType;
import org.courtyard.schemas.Intent;
import org.courtyard.schemas.Message;
import org.courtyard.schemas.TriageRule;
import org.courtyard.schemas.Verdict;
import org.junit.jupiter.api.Test;

/** The sample rules judge the sample burst as its lines expect, as far as words alone can tell. */
class BurstTriageTest {
  private static final SampleWorld WORLD = new SampleWorld();
  private static final Triage TRIAGE = Triage.compile(WORLD.rules());

  private static final Set<Intent> ASKS = Set.of(Intent.GRIEVANCE, Intent.QUESTION);
  private static final Set<Intent> RATES =
      Set.of(Intent.SATISFIED, Intent.MOSTLY_SATISFIED, Intent.DISSATISFIED);
  private static final Set<Intent> HANDLES =
      Set.of(Intent.CLAIM, Intent.PROGRESS, Intent.DONE, Intent.ESCALATE);

  /** What stage 2 makes chatter of when the group has no case that it could refer to. */
  private static final Set<Intent> CONTEXTUAL =
      Set.of(
          Intent.FOLLOW_UP,
          Intent.SATISFIED,
          Intent.MOSTLY_SATISFIED,
          Intent.DISSATISFIED,
          Intent.WITHDRAWAL,
          Intent.CLAIM,
          Intent.PROGRESS,
          Intent.DONE,
          Intent.ESCALATE);

  @Test
  void everyLineOfTheBurstIsJudgedAsItExpects() {
    // Given
    List<JsonNode> messages = WORLD.messages();
    Set<String> groupsWithCases =
        messages.stream()
            .filter(line -> line.path("expect").has("matter"))
            .map(line -> line.get("chat").asText())
            .collect(toSet());

    // When
    List<String> misjudged =
        messages.stream()
            .map(line -> complaint(line, groupsWithCases.contains(line.get("chat").asText())))
            .flatMap(Optional::stream)
            .toList();

    // Then
    assertThat(messages).hasSizeGreaterThanOrEqualTo(450);
    assertThat(misjudged).isEmpty();
  }

  @Test
  void everyUtteranceIsJudgedAsItExpects() {
    // Given
    List<Map<String, String>> utterances = SampleWorld.table("utterances.csv");

    // When
    List<String> misjudged =
        utterances.stream().map(BurstTriageTest::misjudged).flatMap(Optional::stream).toList();

    // Then
    assertThat(utterances).hasSizeGreaterThanOrEqualTo(1000);
    assertThat(misjudged).isEmpty();
  }

  @Test
  void theRulesNameOnlyCategoriesThatExistAndEveryCategoryHasARule() {
    // Given
    Set<String> used = new HashSet<>();
    WORLD.rules().getTriage().stream()
        .map(TriageRule::getCategory)
        .forEach(category -> Optional.ofNullable(category).ifPresent(used::add));

    // Then
    assertThat(used)
        .isEqualTo(WORLD.rules().getCategories().stream().map(Category::getCode).collect(toSet()))
        .hasSizeGreaterThanOrEqualTo(20);
  }

  @Test
  void everyDestinationThatIsNamedExists() {
    // Given
    Set<String> known = column("destinations.csv", "name");

    // Then
    assertThat(known)
        .containsAll(column("groups.csv", "destination"))
        .containsAll(column("groups-late.csv", "destination"))
        .containsAll(column("people.csv", "destination"));
  }

  @Test
  void theWorldHasItsSize() {
    assertThat(SampleWorld.table("places.csv"))
        .filteredOn("tier", "BUILDING")
        .hasSize(223)
        .allSatisfy(row -> assertThat(row).containsEntry("code", ""));
    assertThat(SampleWorld.table("places.csv")).filteredOn("tier", "COMMUNITY").hasSize(17);
    assertThat(SampleWorld.table("groups.csv")).hasSize(574);
    assertThat(column("people.csv", "place")).isEqualTo(column("places.csv", "id"));
  }

  private static Set<String> column(String file, String name) {
    return SampleWorld.table(file).stream()
        .map(row -> row.get(name))
        .filter(cell -> !cell.isEmpty())
        .collect(toSet());
  }

  private static Optional<String> complaint(JsonNode line, boolean casesInGroup) {
    JsonNode expect = line.path("expect");
    boolean handler = WORLD.isHandler(line.get("sender").asText(), line.get("chat").asText());
    Verdict verdict = TRIAGE.judge(message(line), handler);
    Intent intent = verdict.getIntent();
    boolean quotes = line.has("quote");
    boolean asItSays =
        switch (expect.get("outcome").asText()) {
          case "OPENED" -> asks(verdict, expect);
          case "JOINED" ->
              asks(verdict, expect) || (intent == Intent.FOLLOW_UP && !expect.has("category"));
          case "ATTACHED" ->
              quotes
                  || ASKS.contains(intent)
                  || Set.of(Intent.FOLLOW_UP, Intent.DISSATISFIED, Intent.DONE).contains(intent)
                  // Nothing by its own words: what it belongs to is for stage 2, and the demo, to
                  // say.
                  || Set.of("media", "none").contains(verdict.getRule());
          case "HANDLED" -> handler && (quotes || HANDLES.contains(intent));
          case "EVALUATED" -> RATES.contains(intent);
          case "WITHDRAWN" -> intent == Intent.WITHDRAWAL || line.has("recalls");
          case "CHATTER" ->
              intent == Intent.CHATTER
                  || (!casesInGroup && CONTEXTUAL.contains(intent))
                  || (!handler && HANDLES.contains(intent) && intent != Intent.DONE);
          default -> true;
        };
    return asItSays
        ? Optional.empty()
        : Optional.of(
            Map.of(
                    "id", line.get("id").asText(),
                    "text", line.path("text").asText(),
                    "expected", expect.toString(),
                    "judged", intent + " by " + verdict.getRule() + " on " + verdict.getWords())
                .toString());
  }

  private static Optional<String> misjudged(Map<String, String> row) {
    Message said = message("utterance", "fgy11-03-owners", ContentType.TEXT, row.get("text"));
    Verdict verdict = TRIAGE.judge(said, row.get("speaker").equals("handler"));
    String judged =
        ASKS.contains(verdict.getIntent()) ? verdict.getCategory() : verdict.getIntent().name();
    return List.of(row.get("expected").split(";", -1)).contains(judged)
        ? Optional.empty()
        : Optional.of(row + " judged " + judged + " by " + verdict.getRule());
  }

  private static boolean asks(Verdict verdict, JsonNode expect) {
    return ASKS.contains(verdict.getIntent())
        && (!expect.has("category")
            || expect.get("category").asText().equals(verdict.getCategory()));
  }

  private static Message message(JsonNode line) {
    return message(
        line.get("id").asText(),
        line.get("chat").asText(),
        ContentType.valueOf(line.get("type").asText().toUpperCase(Locale.ROOT)),
        line.path("text").asText(""));
  }

  private static Message message(String id, String chat, ContentType type, String text) {
    return Message.newBuilder()
        .setId("wecom|fangzhuang|" + id)
        .setTenant("fangzhuang")
        .setPlatform("wecom")
        .setGroup("wecom|fangzhuang|" + chat)
        .setSender("somebody")
        .setType(type)
        .setText(text)
        .setOccurredAt(Instant.EPOCH)
        .setAcceptedAt(Instant.EPOCH)
        .build();
  }
}
