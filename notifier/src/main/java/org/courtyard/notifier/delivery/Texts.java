package org.courtyard.notifier.delivery;

import java.nio.charset.StandardCharsets;
import java.text.BreakIterator;
import java.util.Locale;

/** Lengths as platforms count them: bytes of UTF-8. */
public final class Texts {
  private Texts() {}

  /** The shortest limit among the platforms we speak to, in bytes; every text fits in. */
  public static final int SHORTEST_LIMIT = 2048;

  private static final String CUT = "…";

  /** Length in bytes of UTF-8. */
  public static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  /**
   * The text, or as much of its beginning as fits with an ellipsis, cut between characters as
   * people see them: a flag or a family of emoji stays whole or goes whole. Empty where not even
   * the ellipsis fits.
   */
  public static String cut(String text, int limit) {
    if (bytes(text) <= limit) {
      return text;
    }
    int room = limit - bytes(CUT);
    if (room < 0) {
      return "";
    }
    BreakIterator characters = BreakIterator.getCharacterInstance(Locale.ROOT);
    characters.setText(text);
    int end = 0;
    int used = 0;
    for (int next = characters.next(); next != BreakIterator.DONE; next = characters.next()) {
      used += bytes(text.substring(end, next));
      if (used > room) {
        break;
      }
      end = next;
    }
    return text.substring(0, end) + CUT;
  }
}
