package org.courtyard.router.correlation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.courtyard.router.correlation.MatterIndex.Standing;
import org.courtyard.schemas.Case;
import org.courtyard.schemas.Matter;
import org.courtyard.schemas.Message;
import org.courtyard.schemas.Voice;

/** The packed index against a plain map of the matters as they were put. */
class MatterIndexPropertiesTest {
  private static final int CASES = 40;
  private static final String LETTERS = "电梯水管漏坏臭噪停灯路堵垃圾";

  private sealed interface Change {
    record Begin(int number, String category, String text) implements Change {}

    record Say(int number, String person, String group, boolean handler, String text, int minute)
        implements Change {}

    record Forget(int number) implements Change {}

    record Stand(int number, Standing standing) implements Change {}
  }

  @Provide
  Arbitrary<List<Change>> changes() {
    Arbitrary<Integer> number = Arbitraries.integers().between(0, CASES - 1);
    Arbitrary<String> text =
        Arbitraries.strings().withChars(LETTERS.toCharArray()).ofMinLength(0).ofMaxLength(40);
    Arbitrary<String> category = Arbitraries.of("LIFT", "WATER_LEAK", "NOISE");
    Arbitrary<String> person = Arbitraries.of("0a1b", "ffff", "钱");
    Arbitrary<String> group = Arbitraries.of("g|1", "g|2", "g|3");
    return Arbitraries.<Change>oneOf(
            Combinators.combine(number, category, text).as(Change.Begin::new),
            Combinators.combine(
                    number,
                    person,
                    group,
                    Arbitraries.of(true, false),
                    text,
                    Arbitraries.integers().between(-10, 100_000))
                .as(Change.Say::new),
            number.map(Change.Forget::new),
            Combinators.combine(number, Arbitraries.of(Standing.class)).as(Change.Stand::new))
        .list()
        .ofMinSize(1)
        .ofMaxSize(400);
  }

  @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
  void holdsWhatWasPut(@ForAll("changes") List<Change> changes) {
    // Given
    MatterIndex index = new MatterIndex();
    Map<String, Matter> latest = new LinkedHashMap<>();
    Map<String, Standing> standings = new LinkedHashMap<>();
    // When
    for (Change change : changes) {
      switch (change) {
        case Change.Begin(int n, String category, String text) ->
            put(index, latest, Hearing.begins(of(n, category), text));
        case Change.Say say -> {
          Matter known = latest.get(id(say.number));
          if (known != null) {
            put(index, latest, Hearing.said(known, message(say), say.handler));
          }
        }
        case Change.Forget(int n) -> {
          index.remove(id(n));
          latest.remove(id(n));
          standings.remove(id(n));
        }
        case Change.Stand(int n, Standing standing) -> {
          index.stands(id(n), standing);
          standings.computeIfPresent(id(n), (k, v) -> standing);
          if (latest.containsKey(id(n))) {
            standings.put(id(n), standing);
          }
        }
      }
    }
    // Then
    assertThat(index.size()).isEqualTo(latest.size());
    for (int n = 0; n < CASES; n++) {
      assertThat(index.find(id(n))).isEqualTo(latest.get(id(n)));
    }
    latest.forEach(
        (id, matter) ->
            assertThat(index.standing(id)).isEqualTo(standings.getOrDefault(id, Standing.OPEN)));
    for (String category : List.of("LIFT", "WATER_LEAK", "NOISE", "UNKNOWN")) {
      assertThat(index.ofCategory(category, 5))
          .extracting(Matter::getCaseId)
          .isEqualTo(ofCategory(latest, category));
    }
    for (String group : List.of("g|1", "g|2", "g|3", "g|4")) {
      assertThat(index.spokenOf(group, null))
          .extracting(MatterIndex.Recent::at)
          .isEqualTo(spokenOf(latest, group));
    }
    latest.forEach((id, matter) -> repeatsItself(index, matter));
  }

  /** Whoever says the very same is found, and everything but the words is as it was put. */
  private static void repeatsItself(MatterIndex index, Matter matter) {
    Matter found =
        index.spokenOf(voice(matter).getGroup(), voice(matter).getPerson()).stream()
            .map(MatterIndex.Recent::matter)
            .filter(m -> m.getCaseId().equals(matter.getCaseId()))
            .findFirst()
            .orElse(null);
    if (found != null) {
      assertThat(found.getVoices()).isEqualTo(matter.getVoices());
      assertThat(found.getFingerprints()).isEqualTo(matter.getFingerprints());
      assertThat(found.getSpots()).isEqualTo(matter.getSpots());
    }
  }

  private static Voice voice(Matter matter) {
    return matter.getVoices().isEmpty()
        ? new Voice("nobody", "nowhere", false, Instant.EPOCH)
        : matter.getVoices().getFirst();
  }

  private static void put(MatterIndex index, Map<String, Matter> latest, Matter matter) {
    index.put(matter);
    latest.remove(matter.getCaseId());
    latest.put(matter.getCaseId(), matter);
  }

  private static List<String> ofCategory(Map<String, Matter> latest, String category) {
    return new ArrayList<>(latest.values())
        .reversed().stream()
            .filter(matter -> matter.getCategory().equals(category))
            .map(Matter::getCaseId)
            .limit(5)
            .toList();
  }

  private static List<Instant> spokenOf(Map<String, Matter> latest, String group) {
    return latest.values().stream()
        .flatMap(
            matter ->
                matter.getVoices().stream()
                    .filter(voice -> voice.getGroup().equals(group))
                    .map(Voice::getAt)
                    .limit(1))
        .sorted(Comparator.reverseOrder())
        .limit(16)
        .toList();
  }

  private static String id(int number) {
    return "S%d-%d".formatted(number % 3, number);
  }

  private static Case of(int number, String category) {
    Case c = new Case();
    c.setId(id(number));
    c.setPlaceId("B" + number % 4);
    c.setSpots(IntStream.range(0, number % 3).mapToObj(n -> n + "单元").toList());
    c.setCategory(category);
    c.setOccurredAt(Instant.EPOCH.plusSeconds(number));
    return c;
  }

  private static Message message(Change.Say say) {
    Message message = new Message();
    message.setSender(say.person);
    message.setGroup(say.group);
    message.setText(say.text);
    message.setOccurredAt(Instant.EPOCH.plusSeconds(60L * say.minute));
    return message;
  }
}
