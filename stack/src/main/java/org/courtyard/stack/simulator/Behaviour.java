package org.courtyard.stack.simulator;

import java.util.Locale;

/**
 * How the platform should treat what it is asked, until told otherwise.
 *
 * @param match part of the chat id or robot key; empty for all of them
 * @param mode what happens
 * @param count for how many requests; 0 for all that follow
 * @param seconds how slow, or what Retry-After says
 */
public record Behaviour(String match, Mode mode, int count, int seconds) {
  private static final int USUAL_SECONDS = 5;

  /** What can happen to a request. */
  public enum Mode {
    OK,
    /** Taken, answered late. */
    SLOW,
    /** Refused with 429 and Retry-After. */
    TOO_MANY,
    /** Refused with 500. */
    ERROR,
    /** Refused with 200 and an error code in the body, as WeCom does. */
    ERRCODE,
    /** Taken, but never answered. */
    SILENT;

    static Mode of(String word) {
      return switch (word.toLowerCase(Locale.ROOT)) {
        case "ok" -> OK;
        case "slow" -> SLOW;
        case "429" -> TOO_MANY;
        case "500" -> ERROR;
        case "errcode" -> ERRCODE;
        case "silent" -> SILENT;
        default ->
            throw new IllegalArgumentException(
                "mode is one of ok, slow, 429, 500, errcode, silent; not " + word);
      };
    }

    /** As it is written in a request. */
    String word() {
      return switch (this) {
        case TOO_MANY -> "429";
        case ERROR -> "500";
        default -> name().toLowerCase(Locale.ROOT);
      };
    }
  }

  public Behaviour {
    if (count < 0 || seconds < 0) {
      throw new IllegalArgumentException("count and seconds are not negative");
    }
  }

  /** For every request from now on, or for so many. */
  public static Behaviour of(String match, Mode mode, int count) {
    return new Behaviour(match, mode, count, USUAL_SECONDS);
  }

  static final Behaviour NORMAL = of("", Mode.OK, 0);

  boolean fits(String destination) {
    return destination.contains(match);
  }

  Behaviour oneLess() {
    return new Behaviour(match, mode, count - 1, seconds);
  }
}
