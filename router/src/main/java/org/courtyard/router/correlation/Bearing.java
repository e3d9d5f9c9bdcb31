package org.courtyard.router.correlation;

import java.util.EnumSet;

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
  static final EnumSet<Clue> BY_SENDER = EnumSet.range(Clue.SENDER_1MIN, Clue.SENDER_EARLIER);

  /** Whether it was ever spoken of in the group of the message. */
  boolean spokenOfHere() {
    return HERE.stream().anyMatch(clues::contains);
  }

  /** Whether the words themselves have to do with it, and not only who says them and when. */
  boolean saysWhat() {
    return CONTENT.stream().anyMatch(clues::contains);
  }

  /** What decided, in one word. */
  String by(boolean report) {
    if (BY_SENDER.stream().anyMatch(clues::contains)) {
      return "same-sender";
    }
    return report ? "same-matter" : "conversation";
  }
}
