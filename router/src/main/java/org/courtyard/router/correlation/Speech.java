package org.courtyard.router.correlation;

/** As what a message is weighed. */
public enum Speech {
  /** A resident says what is wrong: with a case. */
  REPORT,

  /** A resident says anything else: with a case. */
  TALK,

  /** Said by somebody who answers for the place: with a case. */
  HANDLER,

  /** Any of them: with something that is not known yet. */
  OPENING
}
