package org.courtyard.ingest.snapshot;

import static java.util.stream.Collectors.toMap;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.courtyard.ingest.csv.Csv;
import org.courtyard.ingest.validation.Checked;
import org.courtyard.ingest.validation.Checks;
import org.courtyard.ingest.validation.Fault;
import org.courtyard.schemas.Group;
import org.courtyard.schemas.Handler;
import org.courtyard.schemas.Place;
import org.courtyard.schemas.PlaceUnit;
import org.courtyard.schemas.Tier;

/** Every place of a tenant: read, put under one another, and given a shard for life. */
public final class PlaceSheet {
  public static final List<String> COLUMNS =
      List.of("id", "name", "tier", "parent", "code", "households");

  private static final Map<String, Tier> TIERS =
      Checks.words(Tier::name, Tier.BUILDING, Tier.COMMUNITY, Tier.STREET, Tier.DISTRICT);

  private static final Pattern CODE = Pattern.compile("[A-Z0-9]{2,10}");
  private static final int MOST_HOUSEHOLDS = 1_000_000;

  /** A row that was understood on its own. */
  private record Unit(
      int line, String id, String name, Tier tier, String parent, String code, int households) {}

  private final String tenant;
  private final Checks checks = Checks.ofWhole();
  private final Map<String, Unit> units = new LinkedHashMap<>();

  /** Places of this tenant as they are now, by id. */
  private final Map<String, Place> present = new HashMap<>();

  /** Shards that other tenants use, and who does. */
  private final Map<String, String> taken = new HashMap<>();

  private PlaceSheet(String tenant, Collection<Place> known) {
    this.tenant = tenant;
    for (Place place : known) {
      if (place.getTenant().equals(tenant)) {
        present.put(place.getId(), place);
      } else {
        taken.put(place.getShard(), place.getTenant());
      }
    }
  }

  public static String key(String tenant, String id) {
    return tenant + '|' + id;
  }

  /**
   * The places that a sheet describes, by topic key, or everything that is wrong with it.
   *
   * @param known all places of all tenants as they are now: a place keeps the shard it has, and no
   *     two tenants share one
   */
  public static Checked<Map<String, Place>> read(String tenant, Csv csv, Collection<Place> known) {
    PlaceSheet sheet = new PlaceSheet(tenant, known);
    csv.rows().forEach(sheet::row);
    sheet.units.values().forEach(sheet::fits);
    return sheet.checks.result(sheet::places);
  }

  /**
   * What still names places that would be gone: these must move first.
   *
   * @param gone ids of places that the tenant has now and would have no more
   */
  public static List<Fault> stillNamed(
      Set<String> gone, Collection<Group> groups, Collection<Handler> handlers) {
    List<Fault> faults = new ArrayList<>();
    for (Group group : groups) {
      if (gone.contains(group.getPlace())) {
        faults.add(named(group.getPlace(), "the group " + group.getKey()));
      }
    }
    for (Handler handler : handlers) {
      if (gone.contains(handler.getPlace())) {
        faults.add(named(handler.getPlace(), handler.getRole() + " " + handler.getName()));
      }
    }
    return faults;
  }

  private static Fault named(String place, String by) {
    return new Fault(null, "id", place + " is missing but still named by " + by);
  }

  private void row(Csv.Row row) {
    Checks here = checks.atLine(row.line());
    String id = here.id("id", row.get("id"));
    String name = here.name("name", row.get("name"));
    Tier tier = here.oneOf("tier", row.get("tier"), TIERS);
    String parent = here.optionalId("parent", row.get("parent"));
    int households = here.number("households", row.get("households"), 0, MOST_HOUSEHOLDS, 0);
    if (tier != null && tier != Tier.BUILDING && !row.get("households").isEmpty()) {
      here.fault("households", "is counted for buildings only");
    }
    if (id == null) {
      return;
    }
    Unit unit = new Unit(row.line(), id, name, tier, parent, row.get("code"), households);
    Unit before = units.putIfAbsent(id, unit);
    if (before != null) {
      here.fault("id", "occurs twice: also in line " + before.line());
    }
  }

  private void fits(Unit unit) {
    if (unit.tier() == null) {
      return;
    }
    Checks here = checks.atLine(unit.line());
    code(here, unit);
    parent(here, unit);
    stays(here, unit);
  }

  private void code(Checks here, Unit unit) {
    if (!hasCode(unit.tier())) {
      if (!unit.code().isEmpty()) {
        here.fault("code", "belongs to communities and higher tiers; buildings inherit it");
      }
      return;
    }
    if (!CODE.matcher(unit.code()).matches()) {
      here.fault("code", "must be 2 to 10 of A-Z and 0-9");
      return;
    }
    if (taken.containsKey(unit.code())) {
      here.fault("code", "is in use by another tenant");
    }
    for (Unit other : units.values()) {
      if (other.line() < unit.line() && other.code().equals(unit.code())) {
        here.fault("code", "occurs twice: also in line " + other.line());
        return;
      }
    }
  }

  private void parent(Checks here, Unit unit) {
    if (unit.parent() == null) {
      if (!hasCode(unit.tier())) {
        here.fault("parent", "is required for a building");
      }
      return;
    }
    Unit parent = units.get(unit.parent());
    if (parent == null) {
      here.fault("parent", "names no place of this file: " + unit.parent());
    } else if (isAboveItself(unit)) {
      here.fault("parent", "leads back to the place itself");
    } else if (parent.tier() != null && parent.tier().compareTo(unit.tier()) <= 0) {
      here.fault(
          "parent", unit.parent() + " is a " + parent.tier() + " and not above a " + unit.tier());
    }
  }

  private boolean isAboveItself(Unit unit) {
    Unit above = units.get(unit.parent());
    for (int steps = 0; above != null && steps < units.size(); steps++) {
      if (above.id().equals(unit.id())) {
        return true;
      }
      above = above.parent() == null ? null : units.get(above.parent());
    }
    return false;
  }

  /** Case numbers carry the code, and open cases live where it leads: it is for life. */
  private void stays(Checks here, Unit unit) {
    Place place = present.get(unit.id());
    if (place == null) {
      return;
    }
    if (hasCode(place.getTier()) != hasCode(unit.tier())) {
      here.fault("tier", "was " + place.getTier() + "; give the new unit an id of its own");
    } else if (hasCode(unit.tier()) && !unit.code().equals(place.getShard())) {
      here.fault("code", "was " + place.getShard() + " and cannot change");
    }
  }

  private static boolean hasCode(Tier tier) {
    return tier.compareTo(Tier.COMMUNITY) >= 0;
  }

  private Map<String, Place> places() {
    return units.values().stream()
        .map(this::place)
        .collect(
            toMap(
                place -> key(tenant, place.getId()),
                place -> place,
                (a, _) -> a,
                LinkedHashMap::new));
  }

  private Place place(Unit unit) {
    List<PlaceUnit> path = new ArrayList<>();
    String code = "";
    for (Unit at = unit; at != null; at = at.parent() == null ? null : units.get(at.parent())) {
      path.add(new PlaceUnit(at.id(), at.name(), at.tier()));
      if (code.isEmpty()) {
        code = at.code();
      }
    }
    Place before = present.get(unit.id());
    Place place =
        Place.newBuilder()
            .setTenant(tenant)
            .setId(unit.id())
            .setName(unit.name())
            .setTier(unit.tier())
            .setPath(path)
            .setShard(before == null ? code : before.getShard())
            .setHouseholds(unit.households())
            .setVersion("")
            .build();
    place.setVersion(Fingerprint.of(place));
    return place;
  }
}
