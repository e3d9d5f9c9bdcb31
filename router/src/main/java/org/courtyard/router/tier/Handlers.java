package org.courtyard.router.tier;

import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.courtyard.schemas.Handler;
import org.courtyard.schemas.PlaceUnit;
import org.courtyard.schemas.Roster;

/** A roster, indexed by the place that each handler answers for. Immutable. */
public final class Handlers {
  private final Map<String, List<Handler>> byPlace = new HashMap<>();
  private final Map<String, List<Handler>> byPerson = new HashMap<>();
  private final String version;

  public Handlers(Roster roster) {
    version = roster.getVersion();
    for (Handler handler : roster.getHandlers()) {
      byPlace.computeIfAbsent(handler.getPlace(), p -> new ArrayList<>()).add(handler);
      byPerson.computeIfAbsent(handler.getPerson(), p -> new ArrayList<>()).add(handler);
    }
  }

  /** Which roster this is. */
  public String version() {
    return version;
  }

  /** Whether this person answers for anything at all. */
  public boolean knows(String person) {
    return byPerson.containsKey(person);
  }

  /** This person as a handler of a unit on this path; the lowest unit where there are several. */
  public Optional<Handler> onPath(String person, List<PlaceUnit> path) {
    List<Handler> posts = byPerson.get(person);
    if (posts == null) {
      return Optional.empty();
    }
    Set<String> units = path.stream().map(PlaceUnit::getId).collect(Collectors.toSet());
    return posts.stream()
        .filter(post -> units.contains(post.getPlace()))
        .min((a, b) -> a.getTier().compareTo(b.getTier()));
  }

  /** Everybody of one tier who answers for one of these units. */
  List<Handler> at(org.courtyard.schemas.Tier tier, List<PlaceUnit> path) {
    List<Handler> found = new ArrayList<>();
    for (PlaceUnit unit : path) {
      for (Handler handler : byPlace.getOrDefault(unit.getId(), List.of())) {
        if (handler.getTier() == tier) {
          found.add(handler);
        }
      }
    }
    return found;
  }

  /** Whether the roster puts this handler on duty at that moment. */
  static boolean onDuty(Handler handler, Instant at, ZoneId zone) {
    if (handler.getDutyFrom() == null || handler.getDutyTo() == null) {
      return true;
    }
    LocalTime from = LocalTime.parse(handler.getDutyFrom());
    LocalTime to = LocalTime.parse(handler.getDutyTo());
    LocalTime now = at.atZone(zone).toLocalTime();
    return from.isBefore(to)
        ? !now.isBefore(from) && now.isBefore(to)
        : !now.isBefore(from) || now.isBefore(to);
  }
}
