package org.courtyard.router.casework;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.courtyard.router.incident.Surge;
import org.courtyard.router.incident.Usual;
import org.courtyard.router.lifecycle.Cause;
import org.courtyard.router.lifecycle.Lifecycle;
import org.courtyard.router.lifecycle.Step;
import org.courtyard.router.tenant.Tenant;
import org.courtyard.router.triage.Triage;
import org.courtyard.schemas.Case;
import org.courtyard.schemas.CaseKind;
import org.courtyard.schemas.CaseState;
import org.courtyard.schemas.Category;
import org.courtyard.schemas.IncidentRule;
import org.courtyard.schemas.PlaceUnit;
import org.courtyard.schemas.SameMatter;
import org.courtyard.schemas.Shards;
import org.courtyard.schemas.Urgency;

/** Looks at every case that opens: with others like it, it may be an incident, or belong to one. */
final class IncidentWatch {
  /** Of one category the cases that were spoken of last, at most so many. */
  private static final int LOOKED_AT = 64;

  private final CaseStore store;
  private final CaseBook book;
  private final Usual usual;

  IncidentWatch(CaseStore store, CaseBook book) {
    this.store = store;
    this.book = book;
    this.usual = new Usual(store);
  }

  /** A case was opened and given to a tier. */
  void opened(Case c, Cause cause, Tenant tenant) {
    Category category = tenant.categoryOrOther(c.getCategory());
    List<PlaceUnit> community = Surge.fromCommunity(c);
    if (!canBePartOfOne(c, category) || community.isEmpty()) {
      return;
    }
    IncidentRule rule = tenant.incidents();
    String shard = Shards.ofCase(c.getId());
    double expected =
        usual.expected(
            shard,
            category.getCode(),
            c.getOccurredAt(),
            Duration.ofMinutes(rule.getWithinMinutes()),
            tenant.zone());
    usual.count(shard, category.getCode(), c.getOccurredAt(), tenant.zone());
    List<Case> near = near(c, community.getFirst(), rule);
    Optional<Case> known = incidentOver(near, c);
    if (known.isPresent()) {
      join(c, store.take(known.get().getId()), cause, tenant);
      return;
    }
    List<Case> alone = near.stream().filter(other -> other.getParent() == null).toList();
    Surge.of(c, alone, rule, expected)
        .ifPresent(surge -> open(surge, category, community, c, cause, tenant));
  }

  /** One water main is one case already, and whatever fits nowhere has nothing in common. */
  private static boolean canBePartOfOne(Case c, Category category) {
    return c.getKind() == CaseKind.GRIEVANCE
        && category.getSameMatter() != SameMatter.COMMUNITY
        && !category.getCode().equals(Triage.OTHER);
  }

  /** Cases of its category and community that wait for an answer and were said about then. */
  private List<Case> near(Case c, PlaceUnit community, IncidentRule rule) {
    return store
        .matters(Shards.ofCase(c.getId()))
        .openOfCategory(
            c.getCategory(), LOOKED_AT, at -> Surge.together(at, c.getOccurredAt(), rule))
        .stream()
        .filter(caseId -> !caseId.equals(c.getId()))
        .map(store::find)
        .filter(Objects::nonNull)
        .filter(other -> Lifecycle.awaitsAnswer(other) && other.getKind() == CaseKind.GRIEVANCE)
        .filter(
            other ->
                Surge.fromCommunity(other).stream()
                    .findFirst()
                    .filter(unit -> unit.getId().equals(community.getId()))
                    .isPresent())
        .toList();
  }

  private Optional<Case> incidentOver(List<Case> near, Case c) {
    return near.stream()
        .map(Case::getParent)
        .filter(Objects::nonNull)
        .distinct()
        .map(store::find)
        .filter(Objects::nonNull)
        .filter(parent -> parent.getKind() == CaseKind.INCIDENT)
        .filter(parent -> parent.getCategory().equals(c.getCategory()))
        .filter(parent -> Lifecycle.refusesChildren(parent).isEmpty())
        .findFirst();
  }

  private void join(Case c, Case incident, Cause cause, Tenant tenant) {
    book.apply(
        new Step.Merge(incident.getId()),
        c,
        because(cause, "the same, in time and community, as " + incident.getId(), tenant),
        tenant);
    List<Case> children = new ArrayList<>(book.family().children(incident));
    children.add(c);
    Category category = tenant.categoryOrOther(incident.getCategory());
    book.apply(
        new Step.AddChild(c.getId(), Surge.name(category, children)),
        incident,
        because(cause, c.getId() + " came under it", tenant),
        tenant);
  }

  private void open(
      Surge surge,
      Category category,
      List<PlaceUnit> community,
      Case last,
      Cause cause,
      Tenant tenant) {
    Case first = surge.cases().getFirst();
    Case incident = new Case();
    incident.setId(freeNumber(category, first));
    incident.setTenant(first.getTenant());
    incident.setKind(CaseKind.INCIDENT);
    incident.setState(CaseState.RECEIVED);
    incident.setCategory(category.getCode());
    incident.setUrgency(mostUrgent(surge.cases()));
    incident.setSummary(Surge.name(category, surge.cases()));
    incident.setSpots(new ArrayList<>());
    incident.setPlaceId(community.getFirst().getId());
    incident.setPath(new ArrayList<>(community));
    incident.setTier(community.getFirst().getTier());
    incident.setUnitId(community.getFirst().getId());
    incident.setReporters(new ArrayList<>());
    incident.setAudience(new ArrayList<>());
    incident.setChildren(new ArrayList<>(surge.cases().stream().map(Case::getId).toList()));
    incident.setOccurredAt(first.getOccurredAt());
    incident.setOpenedAt(last.getOpenedAt());
    Cause begun = because(cause, surge.detail(), tenant);
    book.open(incident, null, begun, tenant);
    for (Case child : surge.cases()) {
      Case merged = child == last ? last : store.take(child.getId());
      book.apply(new Step.Merge(incident.getId()), merged, begun, tenant);
    }
  }

  private String freeNumber(Category category, Case first) {
    int collisions = 0;
    String id = Shards.incidentId(category.getCode(), first.getId(), collisions);
    while (store.taken(id)) {
      id = Shards.incidentId(category.getCode(), first.getId(), ++collisions);
    }
    return id;
  }

  private static Urgency mostUrgent(List<Case> cases) {
    return cases.stream().map(Case::getUrgency).max(Enum::compareTo).orElseThrow();
  }

  private static Cause because(Cause cause, String detail, Tenant tenant) {
    return new Cause(
        cause.at(),
        CaseBook.router(),
        CaseBook.because("incident", detail, tenant),
        null,
        null,
        null);
  }
}
