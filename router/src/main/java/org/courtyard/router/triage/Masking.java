package org.courtyard.router.triage;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Hides private numbers in words that others may read: telephones, identity cards, bank cards and
 * number plates. Every hidden character becomes a star, so that the length of a text stays.
 */
public final class Masking {
  private Masking() {}

  private static final String BETWEEN = "[\\s\\-–—.·]?";
  private static final String NOT_AFTER_DIGIT = "(?<!\\d)";
  private static final String NOT_BEFORE_DIGIT = "(?!\\d)";

  /** No private number has fewer figures. */
  private static final int FIGURES = 7;

  /**
   * Longest first. What a group captures stays readable: a plate's province names nobody. Eight
   * digits that read as a date are one.
   */
  private static final List<Pattern> IN_FIGURES =
      List.of(
          number("()(?:\\d" + BETWEEN + "){17}[\\dXx]"),
          number("()\\d{4}(?:" + BETWEEN + "\\d{4}){2,3}(?:" + BETWEEN + "\\d{1,4})?"),
          number("()\\d{12,}"),
          number("()(?:\\+?86" + BETWEEN + ")?1[3-9]\\d(?:" + BETWEEN + "\\d){8}"),
          number("()\\(?0\\d{2,3}\\)?" + BETWEEN + "\\d{7,8}(?:-\\d{1,4})?"),
          number("()[48]00" + BETWEEN + "\\d{3,4}" + BETWEEN + "\\d{3,4}"),
          number("()(?!20\\d\\d[01]\\d[0-3]\\d)[2-8]\\d{3}" + BETWEEN + "\\d{4}"),
          number("()[2-9]\\d{6}"));

  private static final Pattern IN_WORDS = Pattern.compile("()[零〇一二三四五六七八九幺]{11,}");

  private static final Pattern PLATE =
      Pattern.compile(
          "([京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使领])"
              + "[A-Za-z][·•.\\s]?[A-HJ-NP-Za-hj-np-z0-9]{4,5}[A-HJ-NP-Za-hj-np-z0-9挂学警港澳]"
              + "(?![A-Za-z0-9])");

  /** The text with every private number starred out. */
  public static String mask(String text) {
    String masked = halfWidthDigits(text);
    // Most texts have too few figures, and ten expressions take microseconds to find out.
    if (masked.chars().filter(c -> c >= '0' && c <= '9').count() >= FIGURES) {
      for (Pattern pattern : IN_FIGURES) {
        masked = starred(pattern, masked);
      }
    }
    masked = starred(IN_WORDS, masked);
    return masked.chars().anyMatch(Masking::latin) ? starred(PLATE, masked) : masked;
  }

  private static boolean latin(int c) {
    return c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z';
  }

  private static String starred(Pattern pattern, String text) {
    return pattern.matcher(text).replaceAll(m -> m.group(1) + stars(m.group(), m.group(1)));
  }

  private static String stars(String found, String kept) {
    return "*".repeat(found.length() - kept.length());
  }

  private static String halfWidthDigits(String text) {
    char[] digits = text.toCharArray();
    for (int i = 0; i < digits.length; i++) {
      if (digits[i] >= '０' && digits[i] <= '９') {
        digits[i] -= '０' - '0';
      }
    }
    return new String(digits);
  }

  private static Pattern number(String regex) {
    return Pattern.compile(NOT_AFTER_DIGIT + regex + NOT_BEFORE_DIGIT);
  }
}
