package org.courtyard.ingest.snapshot;

import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.format.ResolverStyle;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.courtyard.ingest.csv.Csv;
import org.courtyard.ingest.identity.Identity;
import org.courtyard.ingest.validation.Checked;
import org.courtyard.ingest.validation.Checks;
import org.courtyard.schemas.Handler;
import org.courtyard.schemas.Roster;
import org.courtyard.schemas.Tier;

/** Everybody who answers in a tenant. Rows keep their order: the first who fits is asked first. */
public final class PeopleSheet {
  public static final List<String> COLUMNS =
      List.of(
          "platform",
          "user",
          "name",
          "role",
          "tier",
          "place",
          "categories",
          "duty_from",
          "duty_to",
          "destination",
          "language");

  private static final DateTimeFormatter DUTY =
      DateTimeFormatter.ofPattern("HH:mm").withResolverStyle(ResolverStyle.STRICT);

  private final Identity identity;
  private final Map<String, Tier> places;
  private final Set<String> categories;
  private final Map<List<String>, Integer> lines = new HashMap<>();

  private PeopleSheet(Identity identity, Map<String, Tier> places, Set<String> categories) {
    this.identity = identity;
    this.places = places;
    this.categories = categories;
  }

  /**
   * The roster that a sheet describes, or everything that is wrong with it.
   *
   * @param places the tenant's places and the tier of each
   * @param categories codes of the tenant's categories
   */
  public static Checked<Roster> read(
      String tenant, Csv csv, Identity identity, Map<String, Tier> places, Set<String> categories) {
    PeopleSheet sheet = new PeopleSheet(identity, places, categories);
    Checks checks = Checks.ofWhole();
    List<Handler> handlers = new ArrayList<>();
    for (Csv.Row row : csv.rows()) {
      handlers.add(sheet.handler(row, checks.atLine(row.line())));
    }
    return checks.result(
        () -> {
          Roster roster = new Roster(tenant, "", handlers);
          roster.setVersion(Fingerprint.of(roster));
          return roster;
        });
  }

  /** The rows of a roster, by what makes each one the same again. */
  public static Map<String, Handler> rows(Roster roster) {
    Map<String, Handler> rows = new LinkedHashMap<>();
    if (roster != null) {
      for (Handler handler : roster.getHandlers()) {
        rows.put(handler.getPerson() + '|' + handler.getRole() + '|' + handler.getPlace(), handler);
      }
    }
    return rows;
  }

  private Handler handler(Csv.Row row, Checks here) {
    String platform = here.id("platform", row.get("platform"));
    String user = here.id("user", row.get("user"));
    String role = here.name("role", row.get("role"));
    String place = here.id("place", row.get("place"));
    Tier tier = here.oneOf("tier", row.get("tier"), Words.TIERS);
    Integer before =
        lines.putIfAbsent(
            List.of(row.get("platform"), row.get("user"), row.get("role"), row.get("place")),
            row.line());
    if (before != null) {
      here.fault("user", "has this role at this place twice: also in line " + before);
    }
    belongs(here, place, tier);
    Handler handler = new Handler();
    handler.setPerson(identity.of(platform, user));
    handler.setName(here.name("name", row.get("name")));
    handler.setRole(role);
    handler.setTier(tier);
    handler.setPlace(place);
    handler.setCategories(competences(here, row));
    duty(here, row, handler);
    handler.setDestination(here.optionalId("destination", row.get("destination")));
    handler.setLanguage(Words.languageOf(here, row.get("language")));
    return handler;
  }

  private void belongs(Checks here, String place, Tier tier) {
    if (place == null) {
      return;
    }
    Tier known = places.get(place);
    if (known == null) {
      here.fault("place", "names no known place: " + place);
    } else if (tier != null && tier != known && !(tier == Tier.CONTACT && known == Tier.BUILDING)) {
      here.fault("tier", "is " + tier + ", but " + place + " is a " + known);
    }
  }

  private List<String> competences(Checks here, Csv.Row row) {
    List<String> codes = row.list("categories");
    Set<String> once = new HashSet<>();
    for (String code : codes) {
      if (!categories.contains(code)) {
        here.fault("categories", "names no known category: " + code);
      } else if (!once.add(code)) {
        here.fault("categories", "names " + code + " twice");
      }
    }
    return codes;
  }

  private static void duty(Checks here, Csv.Row row, Handler handler) {
    LocalTime from = time(here, "duty_from", row);
    LocalTime to = time(here, "duty_to", row);
    if (row.get("duty_from").isEmpty() != row.get("duty_to").isEmpty()) {
      here.fault("duty_to", "and duty_from are given together or not at all");
    } else if (from != null && from.equals(to)) {
      here.fault("duty_to", "equals duty_from; leave both empty for always");
    }
    handler.setDutyFrom(from == null ? null : DUTY.format(from));
    handler.setDutyTo(to == null ? null : DUTY.format(to));
  }

  private static LocalTime time(Checks here, String column, Csv.Row row) {
    String cell = row.get(column);
    if (cell.isEmpty()) {
      return null;
    }
    try {
      return LocalTime.parse(cell, DUTY);
    } catch (DateTimeParseException _) {
      here.fault(column, "must be a time of day: 08:30");
      return null;
    }
  }
}
