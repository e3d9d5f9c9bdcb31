package org.courtyard.router.incident;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.courtyard.schemas.Case;
import org.courtyard.schemas.Category;
import org.courtyard.schemas.IncidentRule;
import org.courtyard.schemas.PlaceUnit;
import org.courtyard.schemas.Tier;

/**
 * More of the same, in more buildings, than is usual: one incident.
 *
 * @param cases the one said first first
 * @param buildings in how many
 * @param usual how many cases past weeks let expect
 * @param bound what must be exceeded: usual and so many standard deviations of a Poisson count
 */
public record Surge(List<Case> cases, int buildings, double usual, double bound) {

  private static final int NAMED = 8;
  private static final Pattern BUILDING = Pattern.compile("[0-9]+(?:号楼|栋|幢|座)$");

  /**
   * Whether a case, with others of its category and community, is one.
   *
   * @param others that stand alone and wait for an answer, said within the rule's time of this one
   */
  public static Optional<Surge> of(Case c, List<Case> others, IncidentRule rule, double usual) {
    List<Case> cases =
        Stream.concat(others.stream(), Stream.of(c))
            .sorted(Comparator.comparing(Case::getOccurredAt).thenComparing(Case::getId))
            .toList();
    int buildings = buildings(cases);
    double bound = usual + rule.getAboveUsual() * Math.sqrt(usual);
    return buildings >= rule.getBuildings() && cases.size() > bound
        ? Optional.of(new Surge(cases, buildings, usual, bound))
        : Optional.empty();
  }

  /** Whether two cases lie so close in time that they count together. */
  public static boolean together(Instant some, Instant other, IncidentRule rule) {
    Duration apart = Duration.between(some, other).abs();
    return apart.compareTo(Duration.ofMinutes(rule.getWithinMinutes())) <= 0;
  }

  private static int buildings(List<Case> cases) {
    return (int)
        cases.stream()
            .filter(c -> c.getPath().getFirst().getTier().compareTo(Tier.COMMUNITY) < 0)
            .map(Case::getPlaceId)
            .distinct()
            .count();
  }

  /** The way up from the community of a case; empty where it has none. */
  public static List<PlaceUnit> fromCommunity(Case c) {
    return c.getPath().stream()
        .dropWhile(unit -> unit.getTier().compareTo(Tier.COMMUNITY) < 0)
        .toList();
  }

  /** 电梯：3栋楼（1号楼、4号楼、7号楼） */
  public static String name(Category category, List<Case> cases) {
    List<String> names =
        cases.stream()
            .sorted(Comparator.comparing(Case::getOccurredAt).thenComparing(Case::getId))
            .filter(c -> c.getPath().getFirst().getTier().compareTo(Tier.COMMUNITY) < 0)
            .map(c -> c.getPath().getFirst().getName())
            .distinct()
            .toList();
    String named = names.stream().limit(NAMED).map(Surge::shortly).collect(Collectors.joining("、"));
    return "%s：%d栋楼（%s%s）"
        .formatted(category.getZh(), names.size(), named, names.size() > NAMED ? "等" : "");
  }

  private static String shortly(String building) {
    Matcher number = BUILDING.matcher(building);
    return number.find() ? number.group() : building;
  }

  /** Why, in figures. */
  public String detail() {
    return String.format(
        Locale.ROOT,
        "%d buildings, %d cases; usual here at this hour %.2f, more than %.2f is one",
        buildings,
        cases.size(),
        usual,
        bound);
  }
}
