package org.courtyard.router.triage;

import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Brings what people type into one form, so that a word is found however it was entered: width,
 * case, invisible characters, traditional forms, emoticons, spaces and repeated punctuation.
 */
final class PlainText {
  private PlainText() {}

  private static final Pattern INVISIBLE =
      Pattern.compile("[\\p{Cf}\\x{FE00}-\\x{FE0F}\\x{20E3}\\x{1F3FB}-\\x{1F3FF}]");

  /**
   * Only known names: other brackets hold words. "[OK]" is left, because handlers answer with it.
   */
  private static final Pattern EMOTICON =
      Pattern.compile(
          "\\[(?:微笑|撇嘴|色|发呆|得意|流泪|害羞|闭嘴|睡|大哭|尴尬|发怒|调皮|呲牙|惊讶|难过|囧|抓狂|吐"
              + "|偷笑|愉快|可爱|白眼|傲慢|困|惊恐|憨笑|悠闲|咒骂|疑问|嘘|晕|衰|骷髅|敲打|再见|擦汗|抠鼻"
              + "|鼓掌|坏笑|左哼哼|右哼哼|哈欠|鄙视|委屈|快哭了|阴险|亲亲|可怜|笑脸|生病|脸红|破涕为笑|恐惧"
              + "|失望|无语|嘿哈|捂脸|奸笑|机智|皱眉|耶|吃瓜|加油|汗|天啊|emm|社会社会|旺柴|好的|打脸|哇"
              + "|翻白眼|666|让我看看|叹气|苦涩|裂开|嘴唇|爱心|心碎|拥抱|强|弱|握手|胜利|抱拳|勾引|拳头"
              + "|合十|啤酒|咖啡|蛋糕|玫瑰|凋谢|菜刀|炸弹|便便|月亮|太阳|庆祝|礼物|红包|發|福|烟花|爆竹"
              + "|猪头|跳跳|发抖|转圈|图片|照片|表情|动画表情)\\]");

  private static final Pattern SPACE_BESIDE_CHINESE =
      Pattern.compile("(?<![\\x21-\\x7E])\\s+|\\s+(?![\\x21-\\x7E])");
  private static final Pattern SPACES = Pattern.compile("\\s+");
  private static final Pattern REPEATED_PUNCTUATION = Pattern.compile("([\\p{P}\\p{S}])\\1+");

  private static final String TRADITIONAL =
      "電樓壞沒燈門車熱氣聲開關鎖壓維還嗎請問謝滿幫處報單層號區園東業員戶線斷馬廁髒亂淨貓樹葉鐵牆"
          + "裝違佔搶騷擾養醫療學證遞辦會們個這裡來誰後時間點過給讓嚴響動總經續緊難誤錢費買賣轉團購塊鄰長書記聯係"
          + "臺檢測溝蓋滅塵蟲鼠煙實現應該為麼麽幾進遠離邊貼廣亮積漲條險傷災災闆闖樁櫃鑰畫護衛執罰窗纜綫隻飯飄";
  private static final String SIMPLIFIED =
      "电楼坏没灯门车热气声开关锁压维还吗请问谢满帮处报单层号区园东业员户线断马厕脏乱净猫树叶铁墙"
          + "装违占抢骚扰养医疗学证递办会们个这里来谁后时间点过给让严响动总经续紧难误钱费买卖转团购块邻长书记联系"
          + "台检测沟盖灭尘虫鼠烟实现应该为么么几进远离边贴广亮积涨条险伤灾灾板闯桩柜钥画护卫执罚窗缆线只饭飘";
  private static final char[] SIMPLER = simpler();

  /** The text in its plain form. */
  static String of(String text) {
    String plain = Normalizer.normalize(text, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
    plain = INVISIBLE.matcher(plain).replaceAll("");
    plain = SPACE_BESIDE_CHINESE.matcher(simplified(plain)).replaceAll("");
    plain = SPACES.matcher(plain).replaceAll(" ");
    plain = EMOTICON.matcher(plain).replaceAll("");
    return REPEATED_PUNCTUATION.matcher(plain).replaceAll("$1").strip();
  }

  /** Whether anything is said: at least one letter, digit or Chinese character. */
  static boolean hasWords(String plain) {
    return plain.codePoints().anyMatch(Character::isLetterOrDigit);
  }

  private static String simplified(String text) {
    char[] simple = text.toCharArray();
    for (int i = 0; i < simple.length; i++) {
      simple[i] = SIMPLER[simple[i]];
    }
    return new String(simple);
  }

  private static char[] simpler() {
    char[] simpler = new char[Character.MAX_VALUE + 1];
    for (int c = 0; c < simpler.length; c++) {
      simpler[c] = (char) c;
    }
    for (int i = 0; i < TRADITIONAL.length(); i++) {
      simpler[TRADITIONAL.charAt(i)] = SIMPLIFIED.charAt(i);
    }
    simpler['➕'] = '+';
    return simpler;
  }
}
