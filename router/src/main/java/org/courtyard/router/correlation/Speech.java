package org.courtyard.router.correlation;

/** What a message is by itself, before one looks at the cases that it may be about. */
enum Speech {
  /** A resident says what is wrong. */
  REPORT,

  /** A resident says anything else. */
  TALK,

  /** Said by somebody who answers for the place. */
  HANDLER
}
