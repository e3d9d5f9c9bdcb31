package org.courtyard.router.correlation;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.courtyard.router.triage.Automaton;

/**
 * Turns of phrase by which people go on speaking of something, whatever it is. Only next to cases
 * do they mean anything.
 *
 * <p>Each is a list of words. {@code [通热]了} stands for two of them, {@code ^} and {@code $} for
 * where a text begins and ends; all words of all turns are found in one pass.
 */
enum Turns {
  /** Still, again, when at last. */
  STILL(
      "还[没是在不未有]|又|再不|怎么还|到底|到现在|几时|什么时候|啥时候|啥时|何时|多久|几点[能来修]|说好|说的|不是说|答应|结果呢|进展|呢$|呢[?!。]$|呢?!$|呢!?$|了没|没有[?]|好没|修没|来没|有没有人[来管]|没人[来管修接]|没动静|没消息|没反应|越来越|比昨天|比之前|更[响严臭吵大凶]|天天|每次|第[一二三四五六七八九十几0123456789]次|催|[几多]天了|白[修搞弄]|今天也"),

  /** It has changed, for better or worse. */
  CHANGED(
      "[好亮来通停热凉有走装换清拆修退干开灭响稳静弄搞]了|不[漏滴冒响吵臭闪堵抖晃黑困]了|没[味声水电气]了|恢复|正常|搞定|解决|处理|弄好|修好|换好|装好|清走|搬走|拉走|拖走|撤|到位|缓过来|起来了|能用|可以了|终于|总算"),

  /** The same at ours. */
  SAME_HERE("也是|也[有没不听闻看遇在被]|一样|[+]1|同[样上求感]|^同|我家|我们家|我屋|俺家|这边|我们[这楼栋单层]|咱[这楼们]|顶|附议|算我|支持|隔壁"),

  /** Those who act, and asking them to. */
  NAMES_OFFICE(
      "物业|物管|师傅|书记|主任|社区|居委|村委|村里|村上|街道|镇上|城管|维修|维保|报修|上报|登记|反映|投诉|12345|保安|保洁|电工|水工|派出所|报警|警察|民警|110|119|消防|领导|业委会|开发商|施工|项目部|环保|供电|电力|热力|燃气公司|自来水|管家|楼长|组长|网格|厂家|监控|检测|整改|赔|协调|上门|通知|公示|负责|没人管|管管|管不管"),

  /** Something else now. */
  NEW_TOPIC(
      "^另外|^还有|^顺便|说个别的|别的事|另一个|另一件|^再说|再说个|再问|再反映|说到|对了|^话说|比这|换个话题|^物业在|^物业,在|^@物业在|^@物业,在|有没有人知道|谁知道|问一下|请问|想问"),

  /** Joking. */
  LAUGHS("哈哈|嘿嘿|笑死|嘻嘻|呵呵|233|段子|[[]笑哭|[[]狗头"),

  /** Thanks. */
  THANKS("谢谢|感谢|多谢|辛苦|点赞|点个赞|给力|👍"),

  /** Small talk. */
  GREETS(
      "^你好|^您好|^hello|^hi$|早上好|晚上好|大家好|早安|晚安|^早$|^早早$|^早早早$|^早[啊呀]$|恭喜|生日|节日|快乐|谢谢老板|吃饭|吃了|聚餐|跳舞|广场舞|打牌|打球|下棋|爬山|超市|菜场|拼单|拼团|团购|快递|转让|出一|自提|私我|私聊|红包|几块|多少钱|一斤|要一[箱斤份个]|奶茶|火锅|饺子|电影|球赛|看球|作业|家长会|放假|考试|天气|下雨|降温");

  /** Stands for the beginning and the end; no text in plain form has it. */
  private static final char EDGE = '\n';

  private static final Pattern CHOICE = Pattern.compile("([^\\[]*)\\[([^]]+)](.*)");

  /** By their numbers in the automaton. */
  private static final List<EnumSet<Turns>> TURNS_OF_WORD;

  private static final Automaton AUTOMATON;

  static {
    Map<String, EnumSet<Turns>> words = turnsOfWords();
    TURNS_OF_WORD = List.copyOf(words.values());
    AUTOMATON = new Automaton(List.copyOf(words.keySet()));
  }

  private final String words;

  Turns(String words) {
    this.words = words;
  }

  /** Whether nothing is said but a greeting, thanks, or what neighbours plan: about no case. */
  static boolean smallTalk(EnumSet<Turns> turns) {
    return turns.contains(GREETS)
        || turns.contains(THANKS) && !turns.contains(CHANGED) && !turns.contains(STILL);
  }

  /** What it speaks for. */
  Clue clue() {
    return Clue.valueOf(name());
  }

  /** Those that a text in its plain form has. */
  static EnumSet<Turns> in(String plain) {
    EnumSet<Turns> found = EnumSet.noneOf(Turns.class);
    AUTOMATON.find(
        EDGE + plain + EDGE, (word, begin, end) -> found.addAll(TURNS_OF_WORD.get(word)));
    return found;
  }

  private static Map<String, EnumSet<Turns>> turnsOfWords() {
    Map<String, EnumSet<Turns>> turns = new LinkedHashMap<>();
    for (Turns turn : values()) {
      for (String word : turn.words.split("\\|")) {
        for (String each : choices(word)) {
          String edged = each.replace('^', EDGE).replace('$', EDGE);
          turns.computeIfAbsent(edged, w -> EnumSet.noneOf(Turns.class)).add(turn);
        }
      }
    }
    return turns;
  }

  /** All words that one with choices stands for. */
  private static List<String> choices(String word) {
    Matcher choice = CHOICE.matcher(word);
    if (!choice.matches()) {
      return List.of(word);
    }
    List<String> words = new ArrayList<>();
    for (char c : choice.group(2).toCharArray()) {
      words.addAll(choices(choice.group(1) + c + choice.group(3)));
    }
    return words;
  }
}
