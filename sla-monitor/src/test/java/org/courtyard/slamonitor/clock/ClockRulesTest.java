package org.courtyard.slamonitor.clock;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.courtyard.schemas.Case;
import org.courtyard.schemas.ClockKind;
import org.courtyard.schemas.ClockRule;
import org.courtyard.schemas.Rules;
import org.courtyard.schemas.Urgency;
import org.junit.jupiter.api.Test;

class ClockRulesTest {
  private static final Case URGENT_LIFT =
      CaseStory.of("FQY-000000", Instant.EPOCH).in("LIFT", Urgency.URGENT).asCase();

  @Test
  void theFirstRuleThatFitsDecides() {
    // Given
    ClockRule otherCategory = rule("other-category", "WATER", null);
    ClockRule otherUrgency = rule("other-urgency", "LIFT", Urgency.EMERGENCY);
    ClockRule fitting = rule("fitting", "LIFT", Urgency.URGENT);
    ClockRule fittingToo = rule("fitting-too", null, null);

    // When
    Optional<ClockRule> chosen =
        ClockRules.firstFitting(
            List.of(otherCategory, otherUrgency, fitting, fittingToo),
            ClockKind.FEEDBACK,
            URGENT_LIFT);

    // Then
    assertThat(chosen).contains(fitting);
  }

  @Test
  void nullFitsEveryCategoryAndUrgency() {
    // Given
    ClockRule any = rule("any", null, null);

    // When
    Optional<ClockRule> chosen =
        ClockRules.firstFitting(List.of(any), ClockKind.FEEDBACK, URGENT_LIFT);

    // Then
    assertThat(chosen).contains(any);
  }

  @Test
  void rulesOfWhichNoneFitsMeanNoClock() {
    // Given
    ClockRule other = rule("other", "WATER", null);

    // When
    Optional<ClockRule> chosen =
        ClockRules.firstFitting(List.of(other), ClockKind.FEEDBACK, URGENT_LIFT);

    // Then
    assertThat(chosen).isEmpty();
  }

  @Test
  void aTenantWithoutRulesHasTheTwelveHourPromise() {
    // Given
    Optional<Rules> none = Optional.empty();

    // When
    List<ClockRule> rules = ClockRules.of(none);

    // Then
    assertThat(rules).singleElement().extracting(ClockRule::getLimitMinutes).isEqualTo(12 * 60);
  }

  private static ClockRule rule(String id, String category, Urgency urgency) {
    return ClockRule.newBuilder(CaseStory.limit(id, 60))
        .setCategory(category)
        .setUrgency(urgency)
        .build();
  }
}
