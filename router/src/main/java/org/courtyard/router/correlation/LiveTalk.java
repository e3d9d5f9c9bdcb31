package org.courtyard.router.correlation;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.courtyard.schemas.Message;
import org.courtyard.schemas.Verdict;

/**
 * Which groups, and who in them, spoke of matters lately. Words that say nothing by themselves ("of
 * the third entrance", "any news?") can be about a matter only there; everywhere else they are
 * chatter, and need not be looked at next to cases. Kept in memory and bounded: after a restart
 * such words are chatter until somebody speaks of a matter again.
 */
public final class LiveTalk {

  /** A group still speaks of what it spoke of within this time. */
  static final Duration CONVERSATION = Duration.ofMinutes(30);

  /** Whoever reported something comes back to it within this time. */
  static final Duration CONCERN = Duration.ofDays(7);

  private final Map<String, Instant> last;

  /**
   * An empty memory.
   *
   * @param most groups and people that are remembered; those silent longest are forgotten
   */
  public LiveTalk(int most) {
    last =
        new LinkedHashMap<>(16, 0.75f, true) {
          @Override
          protected boolean removeEldestEntry(Map.Entry<String, Instant> eldest) {
            return size() > most;
          }
        };
  }

  /** Whether these words may be about a matter, though they do not say so. */
  public boolean mayConcern(Message message, boolean handler) {
    Instant now = message.getOccurredAt();
    return within(handler ? CONCERN : CONVERSATION, message.getGroup(), now)
        || within(CONCERN, person(message), now);
  }

  private boolean within(Duration time, String who, Instant now) {
    Instant then = last.get(who);
    return then != null && Duration.between(then, now).abs().compareTo(time) <= 0;
  }

  /** Somebody spoke of a matter. */
  public void heard(Message message) {
    last.put(message.getGroup(), message.getOccurredAt());
    last.put(person(message), message.getOccurredAt());
  }

  /** Whether a verdict says by itself that a message is about a matter. */
  public static boolean speaksOfAMatter(Verdict verdict) {
    return switch (verdict.getIntent()) {
      case CHATTER, PRAISE, COMMERCIAL, MUTUAL_HELP, UNRECOGNISED -> false;
      default -> true;
    };
  }

  private static String person(Message message) {
    return message.getGroup() + "|" + message.getSender();
  }
}
