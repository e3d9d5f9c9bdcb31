package org.courtyard.slamonitor.clock;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.courtyard.schemas.Case;
import org.courtyard.schemas.ClockKind;
import org.courtyard.schemas.ClockRule;
import org.courtyard.schemas.Rules;

/** Which rule a clock runs under. */
public final class ClockRules {
  private ClockRules() {}

  /** Version that a clock carries when its tenant had no rules yet. */
  static final String NO_VERSION = "none";

  /**
   * The promise every resident has, for a tenant whose rules have not arrived: better a clock under
   * the general promise than a case that nobody watches.
   */
  static final ClockRule PROMISE =
      ClockRule.newBuilder()
          .setId("promise")
          .setClock(ClockKind.FEEDBACK)
          .setLimitMinutes((int) Duration.ofHours(12).toMinutes())
          .build();

  /** What a tenant's rules say, or the general promise where there are none. */
  static List<ClockRule> of(Optional<Rules> rules) {
    return rules.map(Rules::getClocks).orElse(List.of(PROMISE));
  }

  /**
   * The first rule that fits.
   *
   * @return empty when the tenant has rules and none fits: it wants no such clock for such cases
   */
  public static Optional<ClockRule> firstFitting(
      List<ClockRule> rules, ClockKind kind, Case matter) {
    return rules.stream()
        .filter(rule -> rule.getClock() == kind)
        .filter(
            rule -> rule.getCategory() == null || rule.getCategory().equals(matter.getCategory()))
        .filter(rule -> rule.getUrgency() == null || rule.getUrgency() == matter.getUrgency())
        .findFirst();
  }
}
