package org.courtyard.router.correlation;

import org.courtyard.router.lifecycle.Step;

/**
 * What a message means next to the cases it may refer to. {@code by} names what decided, {@code
 * score} is the similarity where one did.
 */
public sealed interface Finding {

  /** A matter not known yet. */
  record Opens() implements Finding {}

  /** Nothing yet; but if somebody takes it up, a matter not known yet. */
  record Notes() implements Finding {}

  /**
   * What was asked about is a case, and this says so.
   *
   * @param then what the message means besides
   */
  record Confirms(String caseId, String by, Finding then) implements Finding {}

  /** Another neighbour reports a known matter. */
  record Joins(String caseId, String by, Double score) implements Finding {}

  /** More from somebody who belongs to the case already. */
  record Attaches(String caseId, String by, Double score) implements Finding {}

  /** It was not settled after all. */
  record Reopens(String caseId, String by, Double score) implements Finding {}

  /** A handler's words do something to a case. */
  record Handles(String caseId, Step step, String by) implements Finding {}

  /** 满意, 基本满意, 不满意. */
  record Evaluates(String caseId, Step.Evaluate step, String by) implements Finding {}

  /** Its reporter says never mind. */
  record Withdraws(String caseId, String by) implements Finding {}

  /** It concerns no case. */
  record Nothing(String why) implements Finding {}
}
