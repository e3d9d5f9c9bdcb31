package org.courtyard.router.tier;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.courtyard.schemas.Category;
import org.courtyard.schemas.Handler;
import org.courtyard.schemas.PlaceUnit;
import org.courtyard.schemas.Tier;
import org.courtyard.schemas.Urgency;

/**
 * "Small matters do not leave the group": a case goes to the lowest tier that exists on its path,
 * is competent for its category and has a handler on duty.
 *
 * @param handlers the roster
 * @param zone in which duty hours are meant
 */
public record TierChoice(Handlers handlers, ZoneId zone) {

  private static final List<Tier> LADDER =
      List.of(Tier.CONTACT, Tier.BUILDING, Tier.COMMUNITY, Tier.STREET, Tier.DISTRICT);

  /** Who gets a new case. Emergencies start at the community at least. */
  public Assignment forNewCase(
      List<PlaceUnit> path, Category category, Urgency urgency, Instant at) {
    Tier lowest = category.getLowestTier();
    if (urgency == Urgency.EMERGENCY && lowest.compareTo(Tier.COMMUNITY) < 0) {
      lowest = Tier.COMMUNITY;
    }
    return atLeast(lowest, path, category.getCode(), at)
        .orElseGet(() -> highestUnit(path, "no unit at or above the competent tier"));
  }

  /**
   * Who gets a case that must go up: the next tier with a competent handler on duty, or the next
   * unit without one. Empty at the top.
   */
  public Optional<Assignment> above(Tier tier, List<PlaceUnit> path, String category, Instant at) {
    int rung = LADDER.indexOf(tier);
    return rung < 0 || rung + 1 >= LADDER.size()
        ? Optional.empty()
        : atLeast(LADDER.get(rung + 1), path, category, at);
  }

  /** Who gets a case that stays on its tier while its place moves. */
  public Assignment again(Tier tier, List<PlaceUnit> path, String category, Instant at) {
    return atLeast(tier, path, category, at)
        .orElseGet(() -> highestUnit(path, "its tier does not exist here any more"));
  }

  private Optional<Assignment> atLeast(
      Tier lowest, List<PlaceUnit> path, String category, Instant at) {
    for (Tier tier : LADDER.subList(Math.max(0, LADDER.indexOf(lowest)), LADDER.size())) {
      for (Handler handler : handlers.at(tier, path)) {
        if (competent(handler, category) && Handlers.onDuty(handler, at, zone)) {
          PlaceUnit unit = unit(path, handler.getPlace());
          String why = "lowest tier from " + lowest + " with a competent handler on duty";
          return Optional.of(new Assignment(tier, unit, handler, why));
        }
      }
    }
    return path.stream()
        .filter(unit -> unit.getTier().compareTo(lowest) >= 0)
        .findFirst()
        .map(unit -> new Assignment(unit.getTier(), unit, null, "nobody competent is on duty"));
  }

  private static boolean competent(Handler handler, String category) {
    return handler.getCategories().isEmpty() || handler.getCategories().contains(category);
  }

  private static PlaceUnit unit(List<PlaceUnit> path, String id) {
    return path.stream().filter(unit -> unit.getId().equals(id)).findFirst().orElseThrow();
  }

  private static Assignment highestUnit(List<PlaceUnit> path, String why) {
    PlaceUnit top = path.getLast();
    return new Assignment(top.getTier(), top, null, why);
  }
}
