package org.courtyard.router;

import java.time.DateTimeException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.streams.processor.api.ProcessingContext;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.courtyard.router.tenant.Tenant;
import org.courtyard.router.tier.Handlers;
import org.courtyard.router.triage.TextModel;
import org.courtyard.schemas.Roster;
import org.courtyard.schemas.Rules;
import org.jboss.logging.Logger;

/** Every tenant's rules and roster as they are now, compiled once for each version. */
final class Tenants {
  static final String RULES_STORE = "rules";
  static final String ROSTERS_STORE = "rosters";

  private static final Logger LOG = Logger.getLogger(Tenants.class);

  private final ReadOnlyKeyValueStore<String, Rules> rules;
  private final ReadOnlyKeyValueStore<String, Roster> rosters;
  private final Map<String, Compiled> compiled = new HashMap<>();

  private final Optional<TextModel> model;

  private record Compiled(Rules rules, Roster roster, Tenant tenant) {}

  Tenants(ProcessingContext context, Optional<TextModel> model) {
    this.model = model;
    rules = context.getStateStore(RULES_STORE);
    rosters = context.getStateStore(ROSTERS_STORE);
  }

  /**
   * A tenant, if its rules are known. Rules that do not compile leave the last good ones in force.
   */
  Optional<Tenant> find(String tenant) {
    Rules rulesNow = rules.get(tenant);
    Roster rosterNow = rosters.get(tenant);
    Compiled last = compiled.get(tenant);
    if (last != null && last.rules() == rulesNow && last.roster() == rosterNow) {
      return Optional.ofNullable(last.tenant());
    }
    Tenant lastGood = last == null ? null : last.tenant();
    Tenant now = rulesNow == null ? null : compile(rulesNow, rosterNow, lastGood);
    compiled.put(tenant, new Compiled(rulesNow, rosterNow, now));
    return Optional.ofNullable(now);
  }

  private Tenant compile(Rules rules, Roster roster, Tenant lastGood) {
    Roster people = roster != null ? roster : new Roster(rules.getTenant(), "none", List.of());
    try {
      return Tenant.of(rules, new Handlers(people), model);
    } catch (IllegalArgumentException | IllegalStateException | DateTimeException e) {
      LOG.errorf(
          "tenant=%s rules=%s do not compile, the last good ones stay: %s",
          rules.getTenant(), rules.getVersion(), e.getMessage());
      return lastGood;
    }
  }
}
