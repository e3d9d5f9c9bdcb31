package org.courtyard.router.correlation;

/**
 * One thing that speaks for, or against, a message being about a case, with its weight in a report,
 * in other talk, and in a handler's words.
 *
 * <p>Weights were set by what one would expect and then moved towards what the development threads
 * show (conditional logit, held to the expectation by a penalty; each half of the threads checked
 * on the other). They are sums of logarithms: 0.7 doubles the odds, 2.3 makes them tenfold.
 */
enum Clue {
  /** The sender spoke of the case so long ago. */
  SENDER_2MIN(2.0, 1.3, -0.1),
  SENDER_10MIN(1.5, 0.9, 0.2),
  SENDER_HOUR(0.5, 1.0, 0.2),
  SENDER_DAY(1.2, 2.0, 0.7),
  SENDER_EARLIER(0.8, 1.9, 0.5),
  /** It is the case that the sender spoke of last in this group. */
  SENDERS_LATEST(0.7, 0.5, -0.3),
  /** Somebody in this group spoke of it so long ago. */
  GROUP_2MIN(1.7, 1.7, 2.3),
  GROUP_10MIN(0.4, 0.6, 1.7),
  GROUP_HOUR(-0.1, -0.8, 0.3),
  GROUP_DAY(-0.4, -1.0, -0.9),
  GROUP_EARLIER(0.1, -0.4, -0.8),
  /** It is the case that this group spoke of last. */
  GROUPS_LATEST(0.4, 0.6, 0.3),
  /** This group never spoke of it; another of the community did so long ago. */
  ELSEWHERE_10MIN(1.5, 1.0, 0.6),
  ELSEWHERE_HOUR(-0.1, -1.3, -0.4),
  ELSEWHERE_DAY(-0.6, -1.6, -1.0),
  ELSEWHERE_EARLIER(-1.0, -2.0, -1.5),
  /** It began in another building. */
  OTHER_BUILDING(-1.2, -0.3, 0.4),
  /** Rare words in common with all that was said of it: up to 1, 2, 4, and more. */
  WORDS_FEW(0.8, 0.9, 0.8),
  WORDS_SOME(0.9, 1.6, 1.7),
  WORDS_MANY(1.2, 1.3, 3.3),
  WORDS_MOST(2.2, 2.6, 3.8),
  /** Half of what the message says was said of it before. */
  MOST_WORDS_SHARED(1.1, 1.1, 1.1),
  /** Similar to how reports of it were put; equal to one of them. */
  SIMILAR(0.6, 0.5, 0.4),
  VERY_SIMILAR(2.0, 1.0, 1.0),
  SAME_WORDS(4.0, 3.0, 2.0),
  /** The tenant says that two reports of this category, here and now, are one matter: decisive. */
  DECLARED_SAME(5.0, 1.2, 1.3),
  /** Categories: a guess of triage, so never decisive. */
  SAME_CATEGORY(1.2, 0.8, 0.9),
  CATEGORY_ELSEWHERE(0.7, 0.2, 0.2),
  RELATED_CATEGORY(-0.3, 0.2, -0.1),
  OTHER_CATEGORY(-0.4, -0.7, -0.4),
  /** Entrance, floor, room, gate. Another one rules a report out. */
  SAME_SPOT(0.6, 0.7, 1.4),
  OTHER_SPOT(-4.0, -1.5, -1.7),
  /** It has been answered. */
  ANSWERED(-0.7, -0.4, -0.8),
  /** A resident spoke of it last here, and now somebody who answers does. */
  AWAITS_HANDLER(0.0, 0.0, 0.5),
  /** What triage makes of the message by its words alone. */
  REFERS(0.0, 1.1, 0.5),
  PERHAPS_A_MATTER(0.9, 0.5, 0.1),
  HARDLY_A_MATTER(0.0, -0.1, -0.2),
  OTHER_TALK(0.0, -0.8, -0.2),
  NOT_SURE(0.2, 0.0, 0.0),
  /** Turns of phrase; see Turns. */
  NEW_TOPIC(-1.4, -0.3, -0.2),
  /** It says much, and nothing of it was ever said of the case. */
  NOTHING_IN_COMMON(-0.6, -0.2, -1.0),
  STILL(0.2, 0.8, 0.2),
  CHANGED(0.2, 1.4, 0.3),
  SAME_HERE(-0.4, 0.3, 0.0),
  NAMES_OFFICE(0.7, 1.2, 0.0),
  NAMES_SPOT(-0.1, 1.4, -0.2),
  LAUGHS(0.0, -1.1, -0.2),
  GREETS(-0.3, -1.0, -0.5),
  /** Up to 6, and more than 16 characters. */
  SHORT(-0.3, -0.9, 0.0),
  LONG(-1.0, 0.6, -0.1),
  /** About a case rather than about none, before anything else is known. */
  BIAS(-1.9, -2.7, 1.1);

  private final double inReport;
  private final double inTalk;
  private final double fromHandler;

  Clue(double inReport, double inTalk, double fromHandler) {
    this.inReport = inReport;
    this.inTalk = inTalk;
    this.fromHandler = fromHandler;
  }

  /** How much it counts, in natural logarithms of odds. */
  double weight(Speech in) {
    return switch (in) {
      case REPORT -> inReport;
      case TALK -> inTalk;
      case HANDLER -> fromHandler;
    };
  }
}
