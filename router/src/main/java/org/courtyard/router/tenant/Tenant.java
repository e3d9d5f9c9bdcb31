package org.courtyard.router.tenant;

import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.courtyard.router.tier.Handlers;
import org.courtyard.router.tier.TierChoice;
import org.courtyard.router.triage.TextModel;
import org.courtyard.router.triage.Triage;
import org.courtyard.schemas.Category;
import org.courtyard.schemas.IncidentRule;
import org.courtyard.schemas.Rules;
import org.courtyard.schemas.SameMatter;
import org.courtyard.schemas.Tier;
import org.courtyard.schemas.Urgency;

/**
 * What one tenant has decided, ready for use: rules compiled, roster indexed.
 *
 * @param version of the rules
 * @param incidents when many cases are one incident
 */
public record Tenant(
    String version,
    Triage triage,
    Map<String, Category> categories,
    TierChoice tiers,
    IncidentRule incidents) {

  private static final Category ANYTHING_ELSE =
      new Category(
          Triage.OTHER,
          "其他",
          "Other",
          Tier.BUILDING,
          Urgency.ORDINARY,
          SameMatter.TEXT,
          24,
          "",
          "");

  /**
   * Compiles a tenant's rules and roster.
   *
   * @param model judges what no rule decides
   */
  public static Tenant of(Rules rules, Handlers handlers, Optional<TextModel> model) {
    Map<String, Category> categories =
        rules.getCategories().stream()
            .collect(Collectors.toMap(Category::getCode, Function.identity()));
    // What a tag makes a grievance has a category even where the tenant did not think of one.
    categories.putIfAbsent(Triage.OTHER, ANYTHING_ELSE);
    return new Tenant(
        rules.getVersion(),
        Triage.compile(rules, model),
        Map.copyOf(categories),
        new TierChoice(handlers, ZoneId.of(rules.getZone())),
        rules.getIncidents());
  }

  /** Whose hours count. */
  public ZoneId zone() {
    return tiers.zone();
  }

  /** Who answers here. */
  public Handlers handlers() {
    return tiers.handlers();
  }

  /**
   * A category by its code; the one for anything else where the rules have none of this code any
   * more, as after an import while older judgements are still on their way.
   */
  public Category categoryOrOther(String code) {
    Category category = categories.get(code);
    return category != null ? category : categories.get(Triage.OTHER);
  }
}
