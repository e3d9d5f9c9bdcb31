package org.courtyard.ingest;

import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;
import static org.courtyard.schemas.Topics.GROUPS;
import static org.courtyard.schemas.Topics.PLACES;
import static org.courtyard.schemas.Topics.ROSTERS;
import static org.courtyard.schemas.Topics.RULES;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.avro.specific.SpecificRecord;
import org.courtyard.ingest.csv.Csv;
import org.courtyard.ingest.identity.Identity;
import org.courtyard.ingest.snapshot.Diff;
import org.courtyard.ingest.snapshot.GroupSheet;
import org.courtyard.ingest.snapshot.PeopleSheet;
import org.courtyard.ingest.snapshot.PlaceSheet;
import org.courtyard.ingest.snapshot.RuleSheets;
import org.courtyard.ingest.validation.Fault;
import org.courtyard.schemas.Category;
import org.courtyard.schemas.Group;
import org.courtyard.schemas.Handler;
import org.courtyard.schemas.Place;
import org.courtyard.schemas.Roster;
import org.courtyard.schemas.Rules;
import org.courtyard.schemas.Tier;
import org.courtyard.schemas.Topic;
import org.jboss.logging.Logger;

/**
 * Brings whole snapshots in: reads what is there, checks, writes the difference. One at a time, as
 * each must see what the one before it wrote; a snapshot with any fault changes nothing. When Kafka
 * fails in the middle, the same import again completes it.
 */
@ApplicationScoped
class Imports {
  private static final Logger LOG = Logger.getLogger(Imports.class);
  private static final long PATIENCE_SECONDS = 30;

  private final ReentrantLock one = new ReentrantLock();

  @Inject CompactedTopics topics;
  @Inject TopicWriter writer;
  @Inject Acceptance acceptance;
  @Inject Identity identity;
  @Inject Counters counters;

  ImportResult places(String tenant, String text, boolean dryRun) {
    Csv csv = csv(text, PlaceSheet.COLUMNS);
    return alone(
        () -> {
          Map<String, Place> known = topics.read(PLACES);
          Map<String, Place> current = ofTenant(known, Place::getTenant, tenant);
          Map<String, Place> wanted =
              Problem.unless(PlaceSheet.read(tenant, csv, known.values()), Refusal.INVALID);
          Diff<Place> diff = Diff.between(current, wanted);
          Set<String> gone =
              diff.removed().stream().map(key -> current.get(key).getId()).collect(toSet());
          requireNone(
              PlaceSheet.stillNamed(
                  gone,
                  ofTenant(topics.read(GROUPS), Group::getTenant, tenant).values(),
                  handlers(tenant)));
          return apply("places", tenant, PLACES, diff, dryRun);
        });
  }

  ImportResult groups(String tenant, String text, boolean dryRun) {
    Csv csv = csv(text, GroupSheet.COLUMNS);
    return alone(
        () -> {
          Map<String, Group> wanted =
              Problem.unless(
                  GroupSheet.read(tenant, csv, tiersOfPlaces(tenant).keySet()), Refusal.INVALID);
          Map<String, Group> current = ofTenant(topics.read(GROUPS), Group::getTenant, tenant);
          return apply("groups", tenant, GROUPS, Diff.between(current, wanted), dryRun);
        });
  }

  ImportResult people(String tenant, String text, boolean dryRun) {
    Csv csv = csv(text, PeopleSheet.COLUMNS);
    return alone(
        () -> {
          Rules rules = topics.read(RULES).get(tenant);
          Set<String> categories =
              rules == null
                  ? Set.of()
                  : rules.getCategories().stream().map(Category::getCode).collect(toSet());
          Roster wanted =
              Problem.unless(
                  PeopleSheet.read(tenant, csv, identity, tiersOfPlaces(tenant), categories),
                  Refusal.INVALID);
          Roster current = topics.read(ROSTERS).get(tenant);
          Diff<Handler> diff = Diff.between(PeopleSheet.rows(current), PeopleSheet.rows(wanted));
          ImportResult result = ImportResult.of(diff, wanted.getVersion(), dryRun);
          return apply("people", tenant, ROSTERS, current, wanted, result);
        });
  }

  ImportResult rules(String tenant, String zone, Map<String, String> sheets, boolean dryRun) {
    Rules wanted = Problem.unless(RuleSheets.read(tenant, zone, sheets), Refusal.INVALID);
    return alone(
        () -> {
          requireNone(RuleSheets.stillNamed(wanted, handlers(tenant)));
          Rules current = topics.read(RULES).get(tenant);
          Diff<Object> diff = Diff.between(RuleSheets.rows(current), RuleSheets.rows(wanted));
          ImportResult result = ImportResult.of(diff, wanted.getVersion(), dryRun);
          return apply("rules", tenant, RULES, current, wanted, result);
        });
  }

  private static Csv csv(String text, List<String> columns) {
    return Problem.unless(Csv.read(text, columns), Refusal.INVALID);
  }

  private <T> T alone(Supplier<T> work) {
    try {
      if (!one.tryLock(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw Problem.of(Refusal.BUSY, "Another import is under way");
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw Problem.of(Refusal.UNAVAILABLE, "This service is stopping");
    }
    try {
      return work.get();
    } finally {
      one.unlock();
    }
  }

  private Map<String, Tier> tiersOfPlaces(String tenant) {
    return ofTenant(topics.read(PLACES), Place::getTenant, tenant).values().stream()
        .collect(toMap(Place::getId, Place::getTier));
  }

  private List<Handler> handlers(String tenant) {
    Roster roster = topics.read(ROSTERS).get(tenant);
    return roster == null ? List.of() : roster.getHandlers();
  }

  private static <V> Map<String, V> ofTenant(
      Map<String, V> all, Function<V, String> tenantOf, String tenant) {
    return all.entrySet().stream()
        .filter(entry -> tenantOf.apply(entry.getValue()).equals(tenant))
        .collect(toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  private static void requireNone(List<Fault> stillNamed) {
    if (!stillNamed.isEmpty()) {
      throw Problem.of(Refusal.CONFLICT, stillNamed);
    }
  }

  private <V extends SpecificRecord> ImportResult apply(
      String kind, String tenant, Topic<V> topic, Diff<V> diff, boolean dryRun) {
    ImportResult result = ImportResult.of(diff, null, dryRun);
    if (!dryRun) {
      Instant wall = acceptance.now().wall();
      List<CompletableFuture<Void>> writes = new ArrayList<>();
      diff.added().forEach((key, value) -> writes.add(writer.write(topic, key, value, wall)));
      diff.changed().forEach((key, value) -> writes.add(writer.write(topic, key, value, wall)));
      diff.removed().forEach(key -> writes.add(writer.write(topic, key, null, wall)));
      TopicWriter.await(writes);
      done(kind, tenant, result);
    }
    return result;
  }

  /** A whole set in one record: the order of its rows counts too. */
  private <V extends SpecificRecord> ImportResult apply(
      String kind, String tenant, Topic<V> topic, V current, V wanted, ImportResult result) {
    if (result.dryRun() == null && !wanted.equals(current)) {
      TopicWriter.await(writer.write(topic, tenant, wanted, acceptance.now().wall()));
      done(kind, tenant, result);
    }
    return result;
  }

  private void done(String kind, String tenant, ImportResult result) {
    counters.imported(kind, result);
    LOG.infof(
        "imported kind=%s tenant=%s added=%d changed=%d removed=%d unchanged=%d",
        kind, tenant, result.added(), result.changed(), result.removed(), result.unchanged());
  }
}
