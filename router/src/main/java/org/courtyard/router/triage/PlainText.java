package org.courtyard.router.triage;

import com.ibm.icu.text.Transliterator;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Set;

/**
 * Brings what people type into one form, so that a word is found however it was entered: width,
 * case, invisible characters, traditional script, common slips, emoticons, spaces and repeated
 * punctuation. One pass over the text.
 */
public final class PlainText {
  private PlainText() {}

  /**
   * Only known names: other brackets hold words. "[OK]" is left, because handlers answer with it.
   */
  private static final Set<String> EMOTICONS =
      Set.of(
          ("微笑|撇嘴|色|发呆|得意|流泪|害羞|闭嘴|睡|大哭|尴尬|发怒|调皮|呲牙|惊讶|难过|囧|抓狂|吐"
                  + "|偷笑|愉快|可爱|白眼|傲慢|困|惊恐|憨笑|悠闲|咒骂|疑问|嘘|晕|衰|骷髅|敲打|再见|擦汗|抠鼻"
                  + "|鼓掌|坏笑|左哼哼|右哼哼|哈欠|鄙视|委屈|快哭了|阴险|亲亲|可怜|笑脸|生病|脸红|破涕为笑|恐惧"
                  + "|失望|无语|嘿哈|捂脸|奸笑|机智|皱眉|耶|吃瓜|加油|汗|天啊|emm|社会社会|旺柴|好的|打脸|哇"
                  + "|翻白眼|666|让我看看|叹气|苦涩|裂开|嘴唇|爱心|心碎|拥抱|强|弱|握手|胜利|抱拳|勾引|拳头"
                  + "|合十|啤酒|咖啡|蛋糕|玫瑰|凋谢|菜刀|炸弹|便便|月亮|太阳|庆祝|礼物|红包|發|福|烟花|爆竹"
                  + "|猪头|跳跳|发抖|转圈|图片|照片|表情|动画表情")
              .split("\\|"));

  private static final int LONGEST_EMOTICON = 6;

  /** What a character becomes; DROPPED leaves nothing, WHOLE asks for the text's full NFKC form. */
  private static final char[] PLAIN = new char[Character.MAX_VALUE + 1];

  private static final byte[] KIND = new byte[Character.MAX_VALUE + 1];
  private static final int FIRST_HAN = 0x4E00;
  private static final int LAST_HAN = 0x9FFF;

  private static final byte WORD = 0;
  private static final byte MARK = 1;
  private static final byte SPACE = 2;
  private static final byte DROPPED = 3;
  private static final byte WHOLE = 4;

  static {
    char[] simplified = simplified();
    for (int c = 0; c <= Character.MAX_VALUE; c++) {
      classify((char) c, simplified);
    }
    PLAIN['➕'] = '+';
  }

  private static void classify(char c, char[] simplified) {
    String normal = Normalizer.normalize(String.valueOf(c), Normalizer.Form.NFKC);
    PLAIN[c] = c;
    if (Character.isSurrogate(c)) {
      KIND[c] = WHOLE;
    } else if (Character.getType(c) == Character.FORMAT
        || c >= 0xFE00 && c <= 0xFE0F
        || c == 0x20E3) {
      KIND[c] = DROPPED;
    } else if (normal.length() != 1 || Character.getType(c) == Character.NON_SPACING_MARK) {
      KIND[c] = WHOLE;
    } else if (Character.isWhitespace(normal.charAt(0))) {
      KIND[c] = SPACE;
    } else {
      String lower = normal.toLowerCase(Locale.ROOT);
      PLAIN[c] = simplified[lower.length() == 1 ? lower.charAt(0) : normal.charAt(0)];
      KIND[c] = mark(PLAIN[c]) ? MARK : WORD;
    }
  }

  /**
   * What each character is in simplified script; all in one go, which is a hundred times faster.
   */
  private static char[] simplified() {
    char[] simplified = new char[Character.MAX_VALUE + 1];
    StringBuilder traditional = new StringBuilder();
    for (int c = 0; c <= Character.MAX_VALUE; c++) {
      simplified[c] = (char) c;
      if (c >= FIRST_HAN && c <= LAST_HAN) {
        traditional.append((char) c).append('\n');
      }
    }
    String simple =
        Transliterator.getInstance("Traditional-Simplified").transliterate(traditional.toString());
    String[] one = simple.split("\n");
    for (int i = 0; i < one.length; i++) {
      if (one[i].length() == 1) {
        simplified[FIRST_HAN + i] = one[i].charAt(0);
      }
    }
    return simplified;
  }

  private static boolean mark(char c) {
    return switch (Character.getType(c)) {
      case Character.CONNECTOR_PUNCTUATION,
          Character.DASH_PUNCTUATION,
          Character.START_PUNCTUATION,
          Character.END_PUNCTUATION,
          Character.INITIAL_QUOTE_PUNCTUATION,
          Character.FINAL_QUOTE_PUNCTUATION,
          Character.OTHER_PUNCTUATION,
          Character.MATH_SYMBOL,
          Character.CURRENCY_SYMBOL,
          Character.MODIFIER_SYMBOL,
          Character.OTHER_SYMBOL ->
          true;
      default -> false;
    };
  }

  /** The text in its plain form. */
  public static String of(String text) {
    String whole = normalized(text);
    char[] plain = new char[whole.length()];
    int length = 0;
    boolean space = false;
    for (int i = 0; i < whole.length(); i++) {
      char c = whole.charAt(i);
      byte kind = KIND[c];
      if (kind == DROPPED || skinTone(whole, i)) {
        i += kind == DROPPED ? 0 : 1;
      } else if (kind == SPACE) {
        space = length > 0;
      } else if (c == '[' && emoticonEnd(whole, i) > 0) {
        i = emoticonEnd(whole, i);
      } else {
        char is = PLAIN[c];
        if (space && ascii(is) && ascii(plain[length - 1])) {
          plain[length++] = ' ';
        }
        space = false;
        if (kind != MARK || length == 0 || plain[length - 1] != is) {
          plain[length++] = is;
        }
      }
    }
    return new String(plain, 0, length);
  }

  /** Most texts are made of characters that stand for themselves. */
  private static String normalized(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (KIND[text.charAt(i)] == WHOLE) {
        return Normalizer.normalize(text, Normalizer.Form.NFKC);
      }
    }
    return text;
  }

  private static boolean skinTone(String text, int at) {
    return text.charAt(at) == '\uD83C'
        && at + 1 < text.length()
        && text.charAt(at + 1) >= '\uDFFB'
        && text.charAt(at + 1) <= '\uDFFF';
  }

  /** Where the emoticon that begins here ends; -1 when none does. */
  private static int emoticonEnd(String text, int from) {
    int end = text.indexOf(']', from);
    boolean known =
        end > from
            && end - from <= LONGEST_EMOTICON
            && EMOTICONS.contains(text.substring(from + 1, end));
    return known ? end : -1;
  }

  private static boolean ascii(char c) {
    return c >= '!' && c <= '~';
  }

  /** Whether anything is said: at least one letter, digit or Chinese character. */
  static boolean hasWords(String plain) {
    for (int i = 0; i < plain.length(); i++) {
      if (Character.isLetterOrDigit(plain.charAt(i))) {
        return true;
      }
    }
    return false;
  }
}
