package org.courtyard.router;

import java.time.DateTimeException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
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
  private final Map<String, Seen> seen = new HashMap<>();

  private final Optional<TextModel> model;

  private final Compiled compiled;

  private record Seen(long change, Optional<Tenant> tenant) {}

  /** What all tasks of a topology share: each version is compiled by the first that needs it. */
  static final class Compiled {
    private record Version(Rules rules, Roster roster, Tenant tenant) {}

    private final AtomicLong changes = new AtomicLong();
    private final Map<String, Version> tenants = new HashMap<>();

    /** Any tenant's rules or roster have changed: whoever fills the stores says so. */
    void changed() {
      changes.incrementAndGet();
    }

    private synchronized Tenant find(
        String tenant, Rules rules, Roster roster, Optional<TextModel> model) {
      Version last = tenants.get(tenant);
      if (last != null && last.rules() == rules && last.roster() == roster) {
        return last.tenant();
      }
      Tenant lastGood = last == null ? null : last.tenant();
      Tenant now = rules == null ? null : compile(rules, roster, model, lastGood);
      tenants.put(tenant, new Version(rules, roster, now));
      return now;
    }
  }

  Tenants(ProcessingContext context, Optional<TextModel> model, Compiled compiled) {
    this.model = model;
    this.compiled = compiled;
    rules = context.getStateStore(RULES_STORE);
    rosters = context.getStateStore(ROSTERS_STORE);
  }

  /**
   * A tenant, if its rules are known. Rules that do not compile leave the last good ones in force.
   */
  Optional<Tenant> find(String tenant) {
    long change = compiled.changes.get();
    Seen last = seen.get(tenant);
    if (last == null || last.change() != change) {
      last =
          new Seen(
              change,
              Optional.ofNullable(
                  compiled.find(tenant, rules.get(tenant), rosters.get(tenant), model)));
      seen.put(tenant, last);
    }
    return last.tenant();
  }

  private static Tenant compile(
      Rules rules, Roster roster, Optional<TextModel> model, Tenant lastGood) {
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
