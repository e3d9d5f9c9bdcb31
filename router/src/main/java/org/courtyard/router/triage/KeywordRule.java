package org.courtyard.router.triage;

import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.courtyard.schemas.Intent;
import org.courtyard.schemas.Urgency;

/**
 * A triage rule, its words replaced by their numbers in the automaton.
 *
 * @param category category code; null for intents that need none
 * @param all every one of these terms must occur
 * @param any one of these words must occur; empty asks for nothing
 * @param none none of these words may occur
 * @param near every one of these terms must occur within {@code nearWithin} characters; empty asks
 *     for nothing
 * @param certain whether it decides alone, whatever the model says
 */
record KeywordRule(
    String id,
    Intent intent,
    String category,
    Urgency urgency,
    List<BitSet> all,
    BitSet any,
    BitSet none,
    List<BitSet> near,
    int nearWithin,
    boolean certain) {

  boolean fires(Heard heard) {
    for (BitSet term : all) {
      if (!heard.any(term)) {
        return false;
      }
    }
    return (any.isEmpty() || heard.any(any))
        && !heard.any(none)
        && (near.isEmpty() || heard.together(near, nearWithin));
  }

  /** The words among those heard that this rule fired on. */
  BitSet firedOn(Heard heard) {
    BitSet fired = heard.among(any);
    all.forEach(term -> fired.or(heard.among(term)));
    near.forEach(term -> fired.or(heard.among(term)));
    return fired;
  }

  /**
   * Words of which one must occur: those of any, otherwise those of the term that says it most
   * narrowly.
   */
  BitSet needed() {
    return any.isEmpty()
        ? Stream.concat(all.stream(), near.stream())
            .min(Comparator.comparingInt(BitSet::cardinality))
            .orElseThrow()
        : any;
  }

  /** Whether it speaks of something that somebody must act on or answer, anew or again. */
  boolean concerns() {
    return asks() || followsUp();
  }

  /** Whether it asks after a matter that is known: without one it opens nothing. */
  boolean followsUp() {
    return intent == Intent.FOLLOW_UP;
  }

  /** Whether it says that somebody must act or answer. */
  boolean asks() {
    return switch (intent) {
      case GRIEVANCE, QUESTION, SUGGESTION -> true;
      default -> false;
    };
  }

  /** Whether it leaves open of what kind a message is; a resident's "on my way" is no claim. */
  boolean vague() {
    return switch (intent) {
      case CHATTER, CLAIM, PROGRESS, ESCALATE -> true;
      default -> false;
    };
  }

  /**
   * Whether its intent and a guessed one can both be true. Words like "still not" or "done" are
   * weaker than a guess that the message is thanks, an offer or a notice; they make plain talk
   * precise.
   */
  boolean agreesWith(Intent guess) {
    boolean matter =
        guess == Intent.GRIEVANCE || guess == Intent.QUESTION || guess == Intent.SUGGESTION;
    return switch (intent) {
      case GRIEVANCE, QUESTION, SUGGESTION -> matter;
      case FOLLOW_UP -> matter || guess == Intent.CHATTER;
      case SATISFIED, MOSTLY_SATISFIED, DISSATISFIED ->
          guess == Intent.EVALUATION || guess == Intent.PRAISE || guess == Intent.CHATTER;
      case DONE -> guess == Intent.REPLY || guess == Intent.CHATTER;
      default -> !matter;
    };
  }

  /** Whether it is what handlers say about a case. */
  boolean handles() {
    return switch (intent) {
      case CLAIM, PROGRESS, DONE, ESCALATE -> true;
      default -> false;
    };
  }
}
