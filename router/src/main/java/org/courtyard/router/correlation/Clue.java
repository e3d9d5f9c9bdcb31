package org.courtyard.router.correlation;

/**
 * One thing that speaks for, or against, a message being about a case, or about something new. How
 * much each counts is fitted to threads of talk; see {@link Weights}.
 */
public enum Clue {
  /**
   * The sender spoke of the case so long ago: up to a minute, 3, 10, 30, two hours, ten, 33, more.
   */
  SENDER_1MIN,
  SENDER_3MIN,
  SENDER_10MIN,
  SENDER_30MIN,
  SENDER_2HOURS,
  SENDER_10HOURS,
  SENDER_DAY,
  SENDER_EARLIER,
  /** It is the case that the sender spoke of last in this group. */
  SENDERS_LATEST,
  /** The sender was the first to speak of it. */
  SENDER_BEGAN,
  /** The sender spoke of other cases, and never of this one. */
  SENDER_OF_OTHERS,
  /** The sender spoke of this case only. */
  SENDERS_ONLY,
  /** Somebody in this group spoke of it so long ago. */
  GROUP_1MIN,
  GROUP_3MIN,
  GROUP_10MIN,
  GROUP_30MIN,
  GROUP_2HOURS,
  GROUP_10HOURS,
  GROUP_DAY,
  GROUP_EARLIER,
  /** It is the case that this group spoke of last, or last but one. */
  GROUPS_LATEST,
  GROUPS_SECOND,
  GROUPS_THIRD,
  /** This group never spoke of it; another of the community did so long ago. */
  ELSEWHERE_1MIN,
  ELSEWHERE_3MIN,
  ELSEWHERE_10MIN,
  ELSEWHERE_30MIN,
  ELSEWHERE_2HOURS,
  ELSEWHERE_10HOURS,
  ELSEWHERE_DAY,
  ELSEWHERE_EARLIER,
  /** Groups of several buildings speak of it. */
  SEVERAL_GROUPS,
  /** It began in another building. */
  OTHER_BUILDING,
  /** Rare words in common with all that was said of it: up to 1, 2, 4, and more. */
  WORDS_FEW,
  WORDS_SOME,
  WORDS_MANY,
  WORDS_MOST,
  /** No other case has as many words in common with the message. */
  MOST_ALIKE,
  /** Half of what the message says was said of it before. */
  MOST_WORDS_SHARED,
  /** Similar to how reports of it were put; equal to one of them. */
  SIMILAR,
  VERY_SIMILAR,
  SAME_WORDS,
  /** The tenant says that two reports of this category, here and now, are one matter: decisive. */
  DECLARED_SAME,
  /** Categories: a guess of triage, so never decisive. */
  SAME_CATEGORY,
  CATEGORY_ELSEWHERE,
  RELATED_CATEGORY,
  OTHER_CATEGORY,
  /** Things that both speak of: one, several, or other ones. */
  SAME_SUBJECT,
  SAME_SUBJECTS,
  OTHER_SUBJECT,
  /** Entrance, floor, room, gate. Another one rules a report out. */
  SAME_SPOT,
  OTHER_SPOT,
  /** It has been answered. */
  ANSWERED,
  /** Somebody who answers has spoken of it here. */
  HANDLER_SPOKE,
  /** A resident spoke of it last here, and now somebody who answers does. */
  AWAITS_HANDLER,
  /** What triage makes of the message by its words alone. */
  REFERS,
  SURELY_A_MATTER,
  LIKELY_A_MATTER,
  PERHAPS_A_MATTER,
  DOUBTFUL,
  HARDLY_A_MATTER,
  OTHER_TALK,
  NOT_SURE,
  /** Turns of phrase; see Turns. */
  NEW_TOPIC,
  /** It says much, and nothing of it was ever said of the case. */
  NOTHING_IN_COMMON,
  STILL,
  CHANGED,
  SAME_HERE,
  NAMES_OFFICE,
  NAMES_SPOT,
  LAUGHS,
  GREETS,
  THANKS,
  ASKS,
  /** Up to 3, up to 6, and more than 16 characters; nothing but a picture. */
  VERY_SHORT,
  SHORT,
  LONG,
  WORDLESS,
  /** Of something new: nothing is known here yet; what is known of the like. */
  FROM_HANDLER,
  FIRST_HERE,
  GROUP_SPEAKS,
  CATEGORY_KNOWN,
  /** About a case, or something new, rather than about none, before anything else is known. */
  BIAS
}
