package org.courtyard.bench.kill;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.courtyard.stack.Stack;

/**
 * Who dies when. What a round does follows from the seed and its number alone, so that any round
 * can be done again by itself. Any six rounds in a row from a multiple of six on kill every process
 * at least once.
 */
final class KillPlan {
  /** Those that can die. */
  static final List<String> PROCESSES =
      List.of(
          Stack.INGEST,
          Stack.ROUTER,
          Stack.SLA_MONITOR,
          Stack.NOTIFIER,
          Stack.BROKER,
          Stack.REGISTRY);

  /** Those of which two can run, sharing the partitions. */
  static final List<String> SHARING = List.of(Stack.ROUTER, Stack.SLA_MONITOR, Stack.NOTIFIER);

  private static final Duration SHORTEST_LEAD = Duration.ofMillis(500);
  private static final int LEAD_SPREAD_MILLIS = 2_000;
  private static final int FURTHER_SPREAD_MILLIS = 1_500;
  private static final double TWO = 0.25;
  private static final double WHILE_STARTING = 0.2;
  private static final double IN_A_REBALANCE = 0.15;

  private KillPlan() {}

  /** At which moment of its life a process is killed. */
  enum Moment {
    /** While it works. */
    WORKING("at work"),
    /** Killed once already, and now again while it starts and restores its state. */
    STARTING("while restoring"),
    /** While partitions move to a second instance, which has just joined. */
    REBALANCE("in a rebalance"),
    /** The same, but the one that has just joined is killed. */
    JOINING("while joining");

    private final String words;

    Moment(String words) {
      this.words = words;
    }

    /** For people. */
    String words() {
      return words;
    }
  }

  /**
   * One round.
   *
   * @param number from 1
   * @param victims who dies; where there are two, both at the same moment
   * @param moment of the first victim's life
   * @param lead how long everything works before
   * @param further how long after the moment has come
   */
  record Round(int number, List<String> victims, Moment moment, Duration lead, Duration further) {}

  /**
   * One round.
   *
   * @param number from 1
   */
  static Round round(long seed, int number) {
    int block = (number - 1) / PROCESSES.size();
    List<String> turns = new ArrayList<>(PROCESSES);
    Collections.shuffle(turns, random(seed, block, 0));
    String first = turns.get((number - 1) % PROCESSES.size());
    Random random = random(seed, number, 1);
    Duration lead = SHORTEST_LEAD.plusMillis(random.nextInt(LEAD_SPREAD_MILLIS));
    Duration further = Duration.ofMillis(random.nextInt(FURTHER_SPREAD_MILLIS));
    double kind = random.nextDouble();
    boolean newcomer = random.nextBoolean();
    String second = another(first, random);
    if (kind < TWO) {
      return new Round(number, List.of(first, second), Moment.WORKING, lead, further);
    }
    if (kind < TWO + WHILE_STARTING) {
      return new Round(number, List.of(first), Moment.STARTING, lead, further);
    }
    if (kind < TWO + WHILE_STARTING + IN_A_REBALANCE && SHARING.contains(first)) {
      Moment moment = newcomer ? Moment.JOINING : Moment.REBALANCE;
      return new Round(number, List.of(first), moment, lead, further);
    }
    return new Round(number, List.of(first), Moment.WORKING, lead, further);
  }

  private static String another(String first, Random random) {
    List<String> others = PROCESSES.stream().filter(name -> !name.equals(first)).toList();
    return others.get(random.nextInt(others.size()));
  }

  private static Random random(long seed, int number, int purpose) {
    // Neighbouring seeds of java.util.Random begin alike.
    long mixed = (seed * 31 + number) * 31 + purpose;
    mixed = (mixed ^ (mixed >>> 30)) * 0xbf58476d1ce4e5b9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
    return new Random(mixed ^ (mixed >>> 31));
  }
}
