package org.courtyard.bench.table;

/** How many columns of a terminal a text takes: a Chinese character or an emoji takes two. */
public final class Width {
  private Width() {}

  /** Columns that the text takes. */
  public static int of(String text) {
    return text.codePoints().map(Width::of).sum();
  }

  private static int of(int c) {
    if (isInvisible(c)) {
      return 0;
    }
    return isWide(c) ? 2 : 1;
  }

  private static boolean isInvisible(int c) {
    int type = Character.getType(c);
    return type == Character.NON_SPACING_MARK
        || type == Character.ENCLOSING_MARK
        || type == Character.FORMAT
        || Character.isISOControl(c)
        || (c >= 0x1F3FB && c <= 0x1F3FF);
  }

  private static boolean isWide(int c) {
    return (c >= 0x1100 && c <= 0x115F)
        || (c >= 0x2E80 && c <= 0x303E)
        || (c >= 0x3041 && c <= 0xA4CF)
        || (c >= 0xAC00 && c <= 0xD7A3)
        || (c >= 0xF900 && c <= 0xFAFF)
        || (c >= 0xFE30 && c <= 0xFE6F)
        || (c >= 0xFF00 && c <= 0xFF60)
        || (c >= 0xFFE0 && c <= 0xFFE6)
        || (c >= 0x1F300 && c <= 0x1F64F)
        || (c >= 0x1F680 && c <= 0x1F6FF)
        || (c >= 0x1F900 && c <= 0x1FAFF)
        || (c >= 0x20000 && c <= 0x3FFFD);
  }

  /** The text in at most so many columns and on one line, with an ellipsis where it was cut. */
  public static String cut(String text, int columns) {
    String line = text.replaceAll("\\s+", " ").strip();
    if (of(line) <= columns) {
      return line;
    }
    StringBuilder kept = new StringBuilder();
    int width = 1;
    for (int c : line.codePoints().toArray()) {
      width += of(c);
      if (width > columns) {
        break;
      }
      kept.appendCodePoint(c);
    }
    return kept.append('…').toString();
  }

  /** The text, filled up with spaces on the right. */
  public static String left(String text, int columns) {
    return text + " ".repeat(Math.max(0, columns - of(text)));
  }

  /** The text, filled up with spaces on the left. */
  public static String right(String text, int columns) {
    return " ".repeat(Math.max(0, columns - of(text))) + text;
  }
}
