package org.courtyard.router.incident;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.courtyard.router.World;
import org.courtyard.schemas.Case;
import org.courtyard.schemas.CaseKind;
import org.courtyard.schemas.IncidentRule;
import org.courtyard.schemas.UsualDay;

/** What is usual, and what exceeds it. jqwik prints the seed of whatever fails. */
class UsualPropertiesTest {
  private static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");
  private static final Duration WEEK = Duration.ofDays(7);
  private static final Duration HOUR = Duration.ofHours(1);

  /** Monday, eight o'clock in Shanghai. */
  private static final Instant EIGHT = Instant.parse("2026-06-29T00:00:00Z");

  private static final class Kept implements Usual.Levels {
    private final Map<String, UsualDay> levels = new HashMap<>();

    @Override
    public UsualDay usual(String key) {
      UsualDay level = levels.get(key);
      return level == null ? null : UsualDay.newBuilder(level).build();
    }

    @Override
    public void keepUsual(String key, UsualDay level) {
      levels.put(key, UsualDay.newBuilder(level).build());
    }
  }

  private final Kept kept = new Kept();
  private final Usual usual = new Usual(kept);

  private double atEight(int week) {
    Instant nine = EIGHT.plus(WEEK.multipliedBy(week)).plus(HOUR);
    return usual.expected("FY", "LIFT", nine, HOUR, ZONE);
  }

  private void happen(int week, int times) {
    for (int i = 0; i < times; i++) {
      Instant at = EIGHT.plus(WEEK.multipliedBy(week)).plusSeconds(60L * i);
      usual.count("FY", "LIFT", at, ZONE);
    }
  }

  @Property(tries = 200)
  void whatHappensEveryWeekIsUsual(
      @ForAll @IntRange(min = 0, max = 50) int times,
      @ForAll @IntRange(min = 1, max = 60) int weeks) {
    // Given
    Usual fresh = usual;
    kept.levels.clear();
    // When
    for (int week = 0; week < weeks; week++) {
      happen(week, times);
    }
    // Then
    assertThat(
            fresh.expected(
                "FY", "LIFT", EIGHT.plus(WEEK.multipliedBy(weeks)).plus(HOUR), HOUR, ZONE))
        .isCloseTo(times, within(1e-6));
  }

  @Property(tries = 200)
  void whatHappensNowIsNeverUsualNow(
      @ForAll @IntRange(min = 0, max = 20) int before, @ForAll @IntRange(max = 500) int now) {
    // Given
    kept.levels.clear();
    happen(0, before);
    happen(1, before);
    double expected = atEight(2);
    // When
    happen(2, now);
    // Then
    assertThat(atEight(2)).isCloseTo(expected, within(1e-9));
  }

  @Property(tries = 100)
  void whatHasStoppedIsForgotten(@ForAll @IntRange(min = 1, max = 100) int times) {
    // Given
    kept.levels.clear();
    for (int week = 0; week < 8; week++) {
      happen(week, times);
    }
    // When
    double soon = atEight(9);
    double later = atEight(40);
    // Then
    assertThat(soon).isLessThan(times).isPositive();
    assertThat(later).isLessThan(times * 0.01);
  }

  @Property(tries = 200)
  void countsStayBoundedAndOtherHoursUntouched(@ForAll Random random) {
    // Given
    kept.levels.clear();
    // When
    for (int i = 0; i < 2000; i++) {
      usual.count("FY", "LIFT", EIGHT.plus(Duration.ofMinutes(random.nextInt(2_000_000))), ZONE);
    }
    // Then
    assertThat(kept.levels).hasSizeLessThanOrEqualTo(168);
    assertThat(usual.expected("FY", "WATER", EIGHT, HOUR, ZONE)).isZero();
    assertThat(usual.expected("STARS", "LIFT", EIGHT, HOUR, ZONE)).isZero();
  }

  @Property(tries = 500)
  void anIncidentNeedsBuildingsAndMoreThanIsUsual(
      @ForAll @IntRange(min = 1, max = 12) int buildings,
      @ForAll @IntRange(min = 1, max = 4) int casesEach,
      @ForAll @DoubleRange(min = 0, max = 20) double expected,
      @ForAll @IntRange(min = 2, max = 5) int needed) {
    // Given
    IncidentRule rule = IncidentRule.newBuilder().setBuildings(needed).build();
    List<Case> cases = new ArrayList<>();
    for (int n = 0; n < buildings * casesEach; n++) {
      cases.add(caseIn("B" + n % buildings, EIGHT.plusSeconds(n)));
    }
    Case last = cases.removeLast();
    // When
    Optional<Surge> surge = Surge.of(last, cases, rule, expected);
    // Then
    boolean unusual = buildings * casesEach > expected + 3 * Math.sqrt(expected);
    assertThat(surge.isPresent()).isEqualTo(buildings >= needed && unusual);
    surge.ifPresent(s -> assertThat(s.buildings()).isEqualTo(buildings));
  }

  private static Case caseIn(String building, Instant at) {
    Case c = new Case();
    c.setId("FY-" + building + at.getEpochSecond());
    c.setKind(CaseKind.GRIEVANCE);
    c.setCategory("LIFT");
    c.setPlaceId(building);
    c.setPath(World.building(building, World.GARDEN).getPath());
    c.setOccurredAt(at);
    return c;
  }
}
