package org.courtyard.slamonitor.clock;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.courtyard.schemas.Tier;

/**
 * What a scheduler counts, as it stands.
 *
 * @param running clocks that have not stopped, by the tier that holds the case
 * @param overdue those of them that ran out
 * @param escalationsPending commands that wait for their turn
 */
public record Figures(Map<Tier, Long> running, long overdue, long escalationsPending) {

  static Figures read(FigureStore store) {
    Map<Tier, Long> running =
        Arrays.stream(Tier.values())
            .collect(
                Collectors.toMap(
                    Function.identity(),
                    tier -> store.get(running(tier), 0),
                    (a, b) -> a,
                    TreeMap::new));
    return new Figures(
        running,
        store.get(OVERDUE, 0),
        store.get(ESCALATIONS_NEXT, 0) - store.get(ESCALATIONS_FIRST, 0));
  }

  /** Domain time, as far as it has been told. */
  static final String NOW = "now";

  /** Every deadline before this instant has been handled. */
  static final String CURSOR = "cursor";

  static final String OVERDUE = "overdue";
  static final String ESCALATIONS_FIRST = "escalations.first";
  static final String ESCALATIONS_NEXT = "escalations.next";
  static final String ESCALATIONS_SECOND = "escalations.second";

  static String running(Tier tier) {
    return "running." + tier;
  }

  static void add(FigureStore store, String name, long difference) {
    store.put(name, store.get(name, 0) + difference);
  }
}
