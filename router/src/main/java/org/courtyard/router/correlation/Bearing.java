package org.courtyard.router.correlation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;

/**
 * How a message bears on a case.
 *
 * @param score probability, 0 to 1, that it is about this case and neither about another nor about
 *     none
 * @param known probability, 0 to 1, that it is about this case rather than about none: many cases
 *     of which each is unlikely make none of them likelier
 */
record Bearing(String caseId, EnumSet<Clue> clues, double score, double known) {
  private static final EnumSet<Clue> HERE = EnumSet.range(Clue.GROUP_2MIN, Clue.GROUP_EARLIER);
  private static final EnumSet<Clue> BY_SENDER =
      EnumSet.range(Clue.SENDER_2MIN, Clue.SENDER_EARLIER);

  /** A case that a message may be about, and why. */
  record Suspect(String caseId, EnumSet<Clue> clues) {}

  /** Weighs the cases against each other, and against none of them; the likeliest first. */
  static List<Bearing> of(List<Suspect> suspects, Speech speech) {
    double none = 1;
    double[] odds = new double[suspects.size()];
    int n = 0;
    for (Suspect suspect : suspects) {
      double sum = Clue.BIAS.weight(speech);
      for (Clue clue : suspect.clues()) {
        sum += clue.weight(speech);
      }
      odds[n] = Math.exp(sum);
      none += odds[n++];
    }
    List<Bearing> bearings = new ArrayList<>(n);
    n = 0;
    for (Suspect suspect : suspects) {
      bearings.add(
          new Bearing(
              suspect.caseId(), suspect.clues(), odds[n] / none, odds[n] / (1 + odds[n++])));
    }
    bearings.sort(Comparator.comparingDouble(Bearing::score).reversed());
    return bearings;
  }

  /** Whether it was ever spoken of in the group of the message. */
  boolean spokenOfHere() {
    return HERE.stream().anyMatch(clues::contains);
  }

  /** What decided, in one word. */
  String by(boolean report) {
    if (BY_SENDER.stream().anyMatch(clues::contains)) {
      return "same-sender";
    }
    return report ? "same-matter" : "conversation";
  }
}
