package org.courtyard.router.incident;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import org.courtyard.schemas.UsualCases;
import org.courtyard.schemas.UsualDay;

/**
 * How many cases of one category are usual in one community, learned for every hour of the week: on
 * Monday at eight more lifts fail than on Sunday at three.
 *
 * <p>Each hour keeps a count of past weeks in which a week weighs less the longer ago it was, so
 * that it takes a few weeks to get used to something. The week that runs is counted apart: what
 * happens now is never what is usual now.
 */
public final class Usual {

  /** What is left of a week's weight a week later: half of it after three. */
  static final double KEPT = 0.8;

  private static final int HOURS_A_WEEK = 168;
  private static final int HOURS_A_DAY = 24;

  private final Levels levels;

  /** Where the counts are kept: at most seven small records a category and community. */
  public interface Levels {
    /** The counts of a day, or null where nothing ever happened. */
    UsualDay usual(String key);

    void keepUsual(String key, UsualDay day);
  }

  public Usual(Levels levels) {
    this.levels = levels;
  }

  /** A case was said then. */
  public void count(String shard, String category, Instant at, ZoneId zone) {
    long hour = hour(at, zone);
    String key = key(shard, category, hour);
    UsualDay known = levels.usual(key);
    long week = Math.floorDiv(hour, HOURS_A_WEEK);
    UsualDay day = known == null ? new UsualDay(new ArrayList<>()) : known;
    UsualCases level = level(day, hour);
    if (level == null) {
      level = new UsualCases(hourOfDay(hour), 0.0, 0.0, week, 0);
      day.getHours().add(level);
    }
    if (week < level.getWeek()) {
      return; // said long ago: that week is over
    }
    close(level, week);
    level.setThisWeek(level.getThisWeek() + 1);
    levels.keepUsual(key, day);
  }

  /**
   * How many cases are usual in the time that ends then, by what past weeks were like. The hour
   * that runs counts whole: what usually comes in an hour may come in its first minutes.
   */
  public double expected(
      String shard, String category, Instant until, Duration within, ZoneId zone) {
    Instant from = until.minus(within);
    double expected = 0;
    String read = null;
    UsualDay day = null;
    for (long hour = hour(from, zone); hour <= hour(until, zone); hour++) {
      String key = key(shard, category, hour);
      if (!key.equals(read)) {
        read = key;
        day = levels.usual(key);
      }
      expected += mean(day, hour) * share(hour, from, zone);
    }
    return expected;
  }

  private static UsualCases level(UsualDay day, long hour) {
    for (UsualCases level : day.getHours()) {
      if (level.getHour() == hourOfDay(hour)) {
        return level;
      }
    }
    return null;
  }

  private static double mean(UsualDay day, long hour) {
    UsualCases known = day == null ? null : level(day, hour);
    if (known == null) {
      return 0;
    }
    UsualCases level = UsualCases.newBuilder(known).build();
    close(level, Math.floorDiv(hour, HOURS_A_WEEK));
    return level.getWeeks() == 0 ? 0 : level.getCases() / level.getWeeks();
  }

  /** Which part of an hour lies after a moment, 0 to 1. */
  private static double share(long hour, Instant from, ZoneId zone) {
    return 1 - Math.max(0, seconds(from, zone) - hour * 3600) / 3600.0;
  }

  /** Takes the weeks before this one into the past. */
  private static void close(UsualCases level, long week) {
    long passed = week - level.getWeek();
    if (passed <= 0) {
      return;
    }
    double kept = Math.pow(KEPT, passed - 1.0);
    double empty = (1 - kept) / (1 - KEPT);
    level.setCases((level.getCases() * KEPT + level.getThisWeek()) * kept);
    level.setWeeks((level.getWeeks() * KEPT + 1) * kept + empty);
    level.setWeek(week);
    level.setThisWeek(0);
  }

  private static long hour(Instant at, ZoneId zone) {
    return Math.floorDiv(seconds(at, zone), 3600);
  }

  private static long seconds(Instant at, ZoneId zone) {
    return at.atZone(zone).toLocalDateTime().toEpochSecond(ZoneOffset.UTC);
  }

  private static int hourOfDay(long hour) {
    return Math.floorMod(hour, HOURS_A_DAY);
  }

  private static String key(String shard, String category, long hour) {
    return shard + "|" + category + "|" + Math.floorMod(hour, HOURS_A_WEEK) / HOURS_A_DAY;
  }
}
