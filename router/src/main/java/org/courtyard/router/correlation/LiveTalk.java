package org.courtyard.router.correlation;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.courtyard.router.triage.PlainText;
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

  private static final long MIX = 0x9E3779B97F4A7C15L;

  /** By 64 bits of hash, which say who it was well enough and take a tenth of the room. */
  private final Map<Long, Instant> last;

  /**
   * An empty memory.
   *
   * @param most groups and people that are remembered; those silent longest are forgotten
   */
  public LiveTalk(int most) {
    last =
        new LinkedHashMap<>(16, 0.75f, true) {
          @Override
          protected boolean removeEldestEntry(Map.Entry<Long, Instant> eldest) {
            return size() > most;
          }
        };
  }

  /** From this probability on, words are about a matter where nothing else is likelier. */
  static final double PERHAPS = 0.15;

  /** Whether triage takes a message for chatter, but not for certain. */
  public static boolean perhapsAMatter(Verdict verdict) {
    return verdict.getScore() != null && verdict.getScore() >= PERHAPS;
  }

  /** Whether these words may be about a matter, though they do not say so; small talk never is. */
  public boolean mayConcern(Message message, boolean handler) {
    Instant now = message.getOccurredAt();
    boolean live =
        within(handler ? CONCERN : CONVERSATION, group(message), now)
            || within(CONCERN, person(message), now);
    return live && !Turns.smallTalk(Turns.in(PlainText.of(message.getText())));
  }

  private boolean within(Duration time, long who, Instant now) {
    Instant then = last.get(who);
    return then != null && Duration.between(then, now).abs().compareTo(time) <= 0;
  }

  /** Somebody spoke of a matter. */
  public void heard(Message message) {
    last.put(group(message), message.getOccurredAt());
    last.put(person(message), message.getOccurredAt());
  }

  private static long group(Message message) {
    return hash(0, message.getGroup());
  }

  private static long person(Message message) {
    return hash(hash(0, message.getGroup()), message.getSender());
  }

  private static long hash(long before, String name) {
    long hash = (before + 1) * MIX;
    for (int i = 0; i < name.length(); i++) {
      hash = (hash ^ name.charAt(i)) * MIX;
      hash ^= hash >>> 29;
    }
    return hash;
  }
}
