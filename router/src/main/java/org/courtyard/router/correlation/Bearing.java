package org.courtyard.router.correlation;

import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Stream;

/**
 * How a message bears on a case.
 *
 * @param score probability, 0 to 1, that it is about this case and neither about another nor about
 *     something new nor about none
 */
public record Bearing(String caseId, EnumSet<Clue> clues, double score) {
  private static final EnumSet<Clue> HERE = EnumSet.range(Clue.GROUP_1MIN, Clue.GROUP_EARLIER);
  private static final EnumSet<Clue> CONTENT =
      EnumSet.of(Clue.REFERS, Clue.SAME_SUBJECT, Clue.SAME_SUBJECTS, Clue.SAME_HERE);
  private static final EnumSet<Clue> LATELY =
      EnumSet.of(
          Clue.GROUP_1MIN, Clue.GROUP_3MIN, Clue.GROUP_10MIN, Clue.GROUP_30MIN, Clue.GROUP_2HOURS);
  private static final EnumSet<Clue> GOES_ON =
      EnumSet.of(Clue.STILL, Clue.CHANGED, Clue.WORDS_SOME, Clue.WORDS_MANY, Clue.WORDS_MOST);
  static final EnumSet<Clue> BY_SENDER = EnumSet.range(Clue.SENDER_1MIN, Clue.SENDER_EARLIER);

  /** Whether it was ever spoken of in the group of the message. */
  boolean spokenOfHere() {
    return HERE.stream().anyMatch(clues::contains);
  }

  /** Whether the words themselves have to do with it, and not only who says them and when. */
  boolean saysWhat() {
    return CONTENT.stream().anyMatch(clues::contains);
  }

  /** Whether the group speaks of it just now, or words come back to it by what they say. */
  boolean takenUp() {
    return Stream.of(LATELY, CONTENT, GOES_ON).flatMap(Set::stream).anyMatch(clues::contains);
  }

  /** What decided, in one word. */
  String by(boolean report) {
    if (BY_SENDER.stream().anyMatch(clues::contains)) {
      return "same-sender";
    }
    return report ? "same-matter" : "conversation";
  }
}
