package org.courtyard.bench.kill;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.courtyard.bench.kill.KillPlan.Moment;
import org.courtyard.bench.kill.KillPlan.Round;
import org.junit.jupiter.api.Test;

class KillPlanTest {

  @Property
  void aRoundFollowsFromSeedAndNumberAlone(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 10_000) int number) {
    assertThat(KillPlan.round(seed, number)).isEqualTo(KillPlan.round(seed, number));
  }

  @Property
  void sixRoundsKillEverybody(@ForAll long seed, @ForAll @IntRange(max = 100) int block) {
    // When
    Set<String> victims = new HashSet<>();
    for (Round round : rounds(seed, block * 6 + 1, 6)) {
      victims.addAll(round.victims());
    }

    // Then
    assertThat(victims).containsExactlyInAnyOrderElementsOf(KillPlan.PROCESSES);
  }

  @Property
  void nobodyDiesTwiceAtOnce(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 10_000) int number) {
    assertThat(KillPlan.round(seed, number).victims())
        .doesNotHaveDuplicates()
        .hasSizeBetween(1, 2)
        .isSubsetOf(KillPlan.PROCESSES);
  }

  @Property
  void onlyWhatSharesPartitionsIsKilledInARebalance(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 10_000) int number) {
    // When
    Round round = KillPlan.round(seed, number);

    // Then
    if (round.moment() == Moment.REBALANCE || round.moment() == Moment.JOINING) {
      assertThat(KillPlan.SHARING).containsAll(round.victims());
    }
  }

  @Test
  void aHundredRoundsKnowEveryMomentAndPairs() {
    // When
    List<Round> rounds = rounds(1, 1, 100);

    // Then
    assertThat(rounds).extracting(Round::moment).contains(Moment.values());
    assertThat(rounds).anyMatch(round -> round.victims().size() == 2);
  }

  @Test
  void anotherSeedKillsOthers() {
    assertThat(rounds(1, 1, 20)).isNotEqualTo(rounds(2, 1, 20));
  }

  private static List<Round> rounds(long seed, int from, int count) {
    return IntStream.range(from, from + count)
        .mapToObj(number -> KillPlan.round(seed, number))
        .toList();
  }
}
