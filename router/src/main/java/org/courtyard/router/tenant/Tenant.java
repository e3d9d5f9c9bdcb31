package org.courtyard.router.tenant;

import java.time.ZoneId;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.courtyard.router.tier.Handlers;
import org.courtyard.router.tier.TierChoice;
import org.courtyard.router.triage.Triage;
import org.courtyard.schemas.Category;
import org.courtyard.schemas.Rules;

/**
 * What one tenant has decided, ready for use: rules compiled, roster indexed.
 *
 * @param version of the rules
 */
public record Tenant(
    String version, Triage triage, Map<String, Category> categories, TierChoice tiers) {

  /** Compiles a tenant's rules and roster. */
  public static Tenant of(Rules rules, Handlers handlers) {
    return new Tenant(
        rules.getVersion(),
        Triage.compile(rules),
        rules.getCategories().stream()
            .collect(Collectors.toMap(Category::getCode, Function.identity())),
        new TierChoice(handlers, ZoneId.of(rules.getZone())));
  }

  /** Who answers here. */
  public Handlers handlers() {
    return tiers.handlers();
  }

  /**
   * A category by its code.
   *
   * @throws IllegalArgumentException when the rules have none of this code
   */
  public Category category(String code) {
    Category category = categories.get(code);
    if (category == null) {
      throw new IllegalArgumentException("rules " + version + " have no category " + code);
    }
    return category;
  }
}
