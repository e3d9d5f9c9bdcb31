package org.courtyard.router.triage;

import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import org.courtyard.schemas.Intent;
import org.courtyard.schemas.Urgency;

/**
 * A triage rule, its words replaced by their numbers in the automaton.
 *
 * @param category category code; null for intents that need none
 * @param all every one of these terms must occur
 * @param any one of these words must occur; empty asks for nothing
 * @param none none of these words may occur
 */
record KeywordRule(
    String id,
    Intent intent,
    String category,
    Urgency urgency,
    List<BitSet> all,
    BitSet any,
    BitSet none) {

  boolean fires(BitSet heard) {
    return !none.intersects(heard)
        && (any.isEmpty() || any.intersects(heard))
        && all.stream().allMatch(term -> term.intersects(heard));
  }

  /**
   * Words of which one must occur: those of any, otherwise those of the term that says it most
   * narrowly.
   */
  BitSet needed() {
    return any.isEmpty()
        ? all.stream().min(Comparator.comparingInt(BitSet::cardinality)).orElseThrow()
        : any;
  }

  /** The words among those heard that this rule fired on. */
  BitSet firedOn(BitSet heard) {
    BitSet words = (BitSet) any.clone();
    all.forEach(words::or);
    words.and(heard);
    return words;
  }

  /** Whether it says that somebody must act or answer. */
  boolean asks() {
    return intent == Intent.GRIEVANCE || intent == Intent.QUESTION;
  }

  /** Whether it is what handlers say about a case. */
  boolean handles() {
    return switch (intent) {
      case CLAIM, PROGRESS, DONE, ESCALATE -> true;
      default -> false;
    };
  }
}
