package org.courtyard.router.correlation;

import java.util.EnumSet;
import java.util.List;
import org.courtyard.schemas.Message;

/** Weighs what a message may be about. */
@FunctionalInterface
public interface Scales {

  /**
   * How likely the message is about each case, something new, or nothing.
   *
   * @param speech how it is weighed next to cases
   * @param opening what speaks for something new; empty where a message like this opens no case
   */
  Weighing weigh(Message message, Speech speech, List<Suspect> suspects, EnumSet<Clue> opening);

  /**
   * What a message may be about, in probabilities that sum up to 1.
   *
   * @param cases the likeliest first
   * @param opens that it is about something new
   * @param none that it is about nothing that anybody must act on
   */
  record Weighing(List<Bearing> cases, double opens, double none) {}
}
