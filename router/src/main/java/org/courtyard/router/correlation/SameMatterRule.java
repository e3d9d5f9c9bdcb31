package org.courtyard.router.correlation;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalDouble;
import org.courtyard.schemas.Category;
import org.courtyard.schemas.Matter;

/** When a report is about a matter that is already known. */
final class SameMatterRule {
  private SameMatterRule() {}

  /**
   * In one building people say the same thing in other words; across buildings only a close match
   * counts.
   */
  private static final double SIMILAR_IN_BUILDING = 0.4;

  private static final double SIMILAR_IN_COMMUNITY = 0.7;

  /** What a report says, as far as it can be compared. */
  record Report(String placeId, List<String> spots, ByteBuffer pairs, Instant occurredAt) {}

  /** How alike they are, 0 to 1, when they are the same matter; empty when they are not. */
  static OptionalDouble compare(Report report, Matter matter, Category category) {
    Duration apart = Duration.between(matter.getOccurredAt(), report.occurredAt()).abs();
    if (apart.compareTo(Duration.ofHours(category.getSameWithinHours())) > 0) {
      return OptionalDouble.empty();
    }
    boolean samePlace = matter.getPlaceId().equals(report.placeId());
    double similarity = CharacterPairs.similarity(report.pairs(), matter.getPairs());
    boolean same =
        switch (category.getSameMatter()) {
          case COMMUNITY -> true;
          case BUILDING -> samePlace && !contradict(report.spots(), matter.getSpots());
          case TEXT, UNRECOGNISED ->
              similarity >= (samePlace ? SIMILAR_IN_BUILDING : SIMILAR_IN_COMMUNITY)
                  && !contradict(report.spots(), matter.getSpots());
        };
    return same ? OptionalDouble.of(similarity) : OptionalDouble.empty();
  }

  /**
   * Whether both name a spot of one kind (entrance, floor, room …) and none of them is the same.
   */
  static boolean contradict(List<String> some, List<String> others) {
    return some.stream()
        .anyMatch(
            spot ->
                others.stream().anyMatch(other -> kind(other).equals(kind(spot)))
                    && some.stream()
                        .filter(s -> kind(s).equals(kind(spot)))
                        .noneMatch(others::contains));
  }

  private static String kind(String spot) {
    return spot.substring(spot.length() - 1);
  }
}
