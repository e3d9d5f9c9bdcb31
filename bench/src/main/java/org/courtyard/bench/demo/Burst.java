package org.courtyard.bench.demo;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.courtyard.schemas.Action;
import org.courtyard.schemas.CaseState;
import org.courtyard.schemas.OutcomeKind;
import org.courtyard.schemas.Tier;

/**
 * A recorded day in the groups, with what should become of it.
 *
 * @param start domain time at which it begins
 * @param speed domain seconds per second on the wall
 * @param until domain time after the start at which everything should be settled
 * @param warnings what the file says that nobody understands, with its line
 */
public record Burst(
    String name,
    String tenant,
    String platform,
    Instant start,
    double speed,
    Duration until,
    List<Line> lines,
    List<String> warnings) {

  /** One line of the file. */
  public sealed interface Line {
    /** Its number in the file, from 1. */
    int number();
  }

  /**
   * Somebody says something.
   *
   * @param at when, after the start
   * @param arrives when it reaches us, after the start
   * @param id the platform's message id
   * @param expect what should become of it; null where the file does not say
   */
  public record Said(
      int number,
      Duration at,
      Duration arrives,
      String chat,
      String id,
      String sender,
      String text,
      ExpectedMessage expect)
      implements Line {}

  /**
   * A command on the case of a message.
   *
   * @param on the platform's id of the message
   * @param accepted whether it should change something; null where the file does not say
   */
  public record Commanded(int number, Duration at, Action action, String on, Boolean accepted)
      implements Line {}

  /** A snapshot that is imported on the way. */
  public record Imported(int number, Duration at, String file) implements Line {}

  /** How a matter should stand in the end. */
  public record Ended(int number, String matter, ExpectedEnd expect) implements Line {}

  /**
   * What should become of a message; null fields expect nothing.
   *
   * @param matter messages with one label belong to one case, with different labels to different
   *     ones
   * @param tier the tier that gets the case first
   * @param parked whether it waits for its group
   */
  public record ExpectedMessage(
      OutcomeKind outcome, String matter, String category, Tier tier, Boolean parked) {}

  /**
   * How a matter should stand in the end; null fields expect nothing.
   *
   * @param answered whether an answer reached every group, in any round
   * @param onTime whether the first one did by its deadline
   */
  public record ExpectedEnd(
      CaseState state,
      Tier tier,
      Boolean breached,
      Boolean warned,
      Boolean answered,
      Boolean onTime,
      Integer reporters,
      Integer groups) {}

  /** What is said, in the order of the file. */
  public Stream<Said> said() {
    return lines.stream().filter(Said.class::isInstance).map(Said.class::cast);
  }

  /** The commands, in the order of the file. */
  public Stream<Commanded> commanded() {
    return lines.stream().filter(Commanded.class::isInstance).map(Commanded.class::cast);
  }

  /** The end states, in the order of the file. */
  public Stream<Ended> ended() {
    return lines.stream().filter(Ended.class::isInstance).map(Ended.class::cast);
  }

  /** Id by which the whole product knows a message of this burst. */
  public String messageId(String id) {
    return platform + "|" + tenant + "|" + id;
  }

  /** Domain time at this offset. */
  public Instant at(Duration offset) {
    return start.plus(offset);
  }
}
