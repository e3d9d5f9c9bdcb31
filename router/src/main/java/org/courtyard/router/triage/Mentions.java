package org.courtyard.router.triage;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The spots a text names: building ("7号楼"), entrance ("3单元", "东门"), floor ("5层") and room ("502室"),
 * each in one form however it was written.
 */
public final class Mentions {
  private Mentions() {}

  private static final String NUMBER =
      "(?<![0-9零〇一二三四五六七八九十百])([0-9]{1,2}|[一二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九])";
  private static final String FIGURES = "0123456789";
  private static final String NUMERALS = FIGURES + "零〇一二三四五六七八九十百幺";
  private static final String ROOM = "([0-9]{3,4}|[零〇一二三四五六七八九幺]{3,4})";

  /** 7-3-502 and 3-502, as people write addresses; neither dates nor telephone numbers. */
  private static final Pattern ADDRESS =
      Pattern.compile(
          "(?<![0-9-])(?:([0-9]{1,2})-)?([0-9]{1,2})-([0-9]{3,4})(?![0-9-]|年|元|块|人|度|米|路)");

  private static final Pattern BUILDING =
      Pattern.compile(NUMBER + "(?:号楼|栋|幢|座|#楼|#(?![0-9a-z])|号院?楼)");

  /** In Beijing the entrance of a building is also called its door: 三门. */
  private static final Pattern ENTRANCE =
      Pattern.compile(NUMBER + "(?:单元|门洞|号门(?!店)|门(?!课|峡|店|心|手艺|技术|亲|外语|生意|学问))");

  private static final Pattern FLOOR =
      Pattern.compile(
          "(?<!地下|负)" + NUMBER + "(?:层(?!灰|土|水|油|冰|雪|皮|膜|纸|楼高)|楼(?!长|道长|门长|盘)|f(?![a-z]))");

  private static final Pattern ROOM_NUMBER =
      Pattern.compile("(?<![0-9])" + ROOM + "(?:室|户|房(?!租)|号(?!楼|院|公交|线|文|店)|家|屋)");

  /**
   * Neighbours leave the word away: 502 is the second flat on the fifth floor. Emergency numbers,
   * money and years are no flats.
   */
  private static final Pattern BARE_ROOM =
      Pattern.compile(
          "(?<![0-9a-z.:¥$/-])(?!1(?:10|14|19|20)(?![0-9]))((?:[1-9]|[12][0-9]|3[0-3])(?:0[1-9]|1[0-9]|20))"
              + "(?![0-9a-z.:%/-]|年|元|块|度|斤|克|米|人|路|次|分|天|毫升|号|届|活动|w)");

  private static final Pattern UNDERGROUND =
      Pattern.compile("(?:地下|负)([一二三123])层?|(?<![a-z])b([123])(?![0-9a-z])");

  private static final Pattern GATE =
      Pattern.compile("(东南|东北|西南|西北|东|南|西|北|正|后|侧|小)门(?!子|路|口路|大街|外大街|内大街)");

  private static final Pattern TOP = Pattern.compile("顶(?:层|楼)");

  /** Every spot that the text names, in the order given above, each once. */
  public static List<String> of(String text) {
    String plain = PlainText.of(text);
    Set<String> spots = new LinkedHashSet<>();
    addresses(plain, spots);
    each(BUILDING, NUMERALS, "号栋幢座#", plain, m -> spots.add(number(m.group(1)) + "号楼"));
    each(ENTRANCE, NUMERALS, "单门号", plain, m -> spots.add(number(m.group(1)) + "单元"));
    each(GATE, "东南西北正后侧小", "门", plain, m -> spots.add(m.group(1) + "门"));
    each(FLOOR, NUMERALS, "层楼f", plain, m -> spots.add(number(m.group(1)) + "层"));
    each(UNDERGROUND, "下负b", "一二三123", plain, m -> spots.add("B" + underground(m) + "层"));
    each(TOP, "顶", "层楼", plain, m -> spots.add("顶层"));
    each(ROOM_NUMBER, NUMERALS, "室户房号家屋", plain, m -> spots.add(digits(m.group(1)) + "室"));
    each(BARE_ROOM, FIGURES, FIGURES, plain, m -> spots.add(m.group(1) + "室"));
    return List.copyOf(spots);
  }

  private static void addresses(String plain, Set<String> spots) {
    each(
        ADDRESS,
        FIGURES,
        "-",
        plain,
        m -> {
          if (m.group(1) != null) {
            spots.add(number(m.group(1)) + "号楼");
          }
          spots.add(number(m.group(2)) + "单元");
          spots.add(m.group(3) + "室");
        });
  }

  private interface Found {
    void at(MatchResult match);
  }

  /**
   * Most messages name no spot, and an expression takes microseconds to find out.
   *
   * @param before characters of which one stands before one of {@code then} in everything that the
   *     pattern matches
   */
  private static void each(Pattern pattern, String before, String then, String text, Found found) {
    if (!mayName(before, then, text)) {
      return;
    }
    Matcher matcher = pattern.matcher(text);
    while (matcher.find()) {
      found.at(matcher);
    }
  }

  private static boolean mayName(String before, String then, String text) {
    for (int i = 0; i < then.length(); i++) {
      char c = then.charAt(i);
      for (int at = text.indexOf(c, 1); at > 0; at = text.indexOf(c, at + 1)) {
        if (before.indexOf(text.charAt(at - 1)) >= 0) {
          return true;
        }
      }
    }
    return false;
  }

  private static int underground(MatchResult match) {
    return number(match.group(1) != null ? match.group(1) : match.group(2));
  }

  /** Up to ninety-nine, in figures or as spoken. */
  private static int number(String written) {
    int ten = written.indexOf('十');
    if (ten < 0) {
      return Integer.parseInt(digits(written));
    }
    int tens = ten == 0 ? 1 : digit(written.charAt(0));
    int ones = ten == written.length() - 1 ? 0 : digit(written.charAt(ten + 1));
    return tens * 10 + ones;
  }

  private static String digits(String written) {
    StringBuilder digits = new StringBuilder();
    written.chars().forEach(c -> digits.append(digit((char) c)));
    return digits.toString();
  }

  private static int digit(char c) {
    return switch (c) {
      case '〇' -> 0;
      case '幺' -> 1;
      default -> Character.isDigit(c) ? c - '0' : "零一二三四五六七八九".indexOf(c);
    };
  }
}
