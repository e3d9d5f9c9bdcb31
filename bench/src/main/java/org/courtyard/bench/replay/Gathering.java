package org.courtyard.bench.replay;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.IntFunction;

/**
 * Whether repeats came together.
 *
 * @param repeats requests that follow another of the same type at the same point within the window
 * @param gathered how many of them are in the case of the one before
 * @param cases how many cases there are
 * @param ofSeveralPoints cases that hold requests of more than one point: too much was put together
 * @param ofSeveralTypes cases of one point that hold more than one type of it; types share
 *     categories
 */
record Gathering(int repeats, int gathered, int cases, int ofSeveralPoints, int ofSeveralTypes) {

  /**
   * Looks at what became of each.
   *
   * @param caseOf case of the request of that index; null when it has none
   */
  static Gathering of(List<CityDay.Request> requests, Duration window, IntFunction<String> caseOf) {
    Map<String, Integer> latest = new HashMap<>();
    Map<String, Set<String>> points = new HashMap<>();
    Map<String, Set<String>> types = new HashMap<>();
    int repeats = 0;
    int gathered = 0;
    for (int i = 0; i < requests.size(); i++) {
      CityDay.Request request = requests.get(i);
      String its = caseOf.apply(i);
      Integer before = latest.put(request.pointAndType(), i);
      if (before != null && request.at().minus(requests.get(before).at()).compareTo(window) <= 0) {
        repeats++;
        gathered += its != null && Objects.equals(its, caseOf.apply(before)) ? 1 : 0;
      }
      if (its != null) {
        points.computeIfAbsent(its, c -> new HashSet<>()).add(request.point());
        types.computeIfAbsent(its, c -> new HashSet<>()).add(request.type());
      }
    }
    return new Gathering(repeats, gathered, points.size(), several(points), several(types));
  }

  private static int several(Map<String, Set<String>> sets) {
    return (int) sets.values().stream().filter(set -> set.size() > 1).count();
  }

  double share() {
    return repeats == 0 ? 0 : (double) gathered / repeats;
  }
}
