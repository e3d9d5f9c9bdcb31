package org.courtyard.ingest.snapshot;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.courtyard.ingest.csv.Csv;
import org.courtyard.ingest.validation.Checked;
import org.courtyard.ingest.validation.Checks;
import org.courtyard.schemas.Group;
import org.courtyard.schemas.GroupKind;

/** Every chat group of a tenant and the place that each speaks for. */
public final class GroupSheet {
  public static final List<String> COLUMNS =
      List.of("platform", "chat", "name", "place", "kind", "language", "destination");

  private GroupSheet() {}

  /**
   * The groups that a sheet describes, by topic key, or everything that is wrong with it.
   *
   * @param places ids of the tenant's places
   */
  public static Checked<Map<String, Group>> read(String tenant, Csv csv, Set<String> places) {
    Checks checks = Checks.ofWhole();
    Map<String, Group> groups = new LinkedHashMap<>();
    for (Csv.Row row : csv.rows()) {
      Checks here = checks.atLine(row.line());
      Group group = group(tenant, row, here, places);
      boolean keyed = !row.get("platform").isEmpty() && !row.get("chat").isEmpty();
      if (groups.putIfAbsent(group.getKey(), group) != null && keyed) {
        here.fault("chat", "occurs twice on this platform");
      }
    }
    return checks.result(
        () -> {
          groups.values().forEach(group -> group.setVersion(Fingerprint.of(group)));
          return groups;
        });
  }

  private static Group group(String tenant, Csv.Row row, Checks here, Set<String> places) {
    String platform = here.id("platform", row.get("platform"));
    String chat = here.id("chat", row.get("chat"));
    String place = here.id("place", row.get("place"));
    if (place != null && !places.contains(place)) {
      here.fault("place", "names no known place: " + place);
    }
    Group group = new Group();
    group.setTenant(tenant);
    group.setKey(platform + '|' + tenant + '|' + chat);
    group.setName(here.name("name", row.get("name")));
    group.setPlace(place);
    GroupKind kind = here.oneOf("kind", row.get("kind"), Words.GROUP_KINDS);
    group.setKind(kind);
    group.setLanguage(Words.languageOf(here, row.get("language")));
    group.setDestination(here.optionalId("destination", row.get("destination")));
    group.setVersion("");
    return group;
  }
}
