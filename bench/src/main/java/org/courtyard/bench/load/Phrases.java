package org.courtyard.bench.load;

import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Invented sentences of all lengths: phrases with words to choose from. What triage makes of each
 * is asked before it is used, so that a mix is what it says.
 */
final class Phrases {
  private static final Pattern CHOICE = Pattern.compile("\\{([^}]*)}");

  private static final List<String> NAMES =
      List.of("王姐", "李哥", "小张", "刘阿姨", "陈叔", "赵老师", "孙大妈", "周师傅", "吴医生", "郑奶奶");
  private static final List<String> FOODS =
      List.of("樱桃", "杨梅", "土鸡蛋", "包子", "西瓜", "螃蟹", "红薯", "大闸蟹", "草莓", "年糕", "煎饼", "凉皮");
  private static final List<String> TIMES =
      List.of("早上", "中午", "下午", "晚上", "周末", "明天", "后天", "昨天", "上周", "刚才", "下个月");
  private static final List<String> FACES =
      List.of("", "", "", "😄", "👍", "[微笑]", "[捂脸]", "🙏", "哈哈", "～", "！", "[强]");

  private static final Map<String, List<String>> WORDS =
      Map.of("name", NAMES, "food", FOODS, "time", TIMES, "face", FACES);

  private static final List<String> CHATTER =
      List.of(
          "早{face}",
          "好的{face}",
          "哈哈哈哈{face}",
          "收到谢谢{name}{face}",
          "大家{time|早上|晚上}好{face}",
          "{name}，{time}一起去{公园|超市|游泳|打球|爬山|看电影}吗{face}",
          "{food}接龙：{1|2|3|4|5}. 我要{一|两|三|四}箱{face}",
          "+{1|2|3}{face}",
          "这{food}真{甜|新鲜|香|不错}，{name}在哪买的{face}",
          "{小区门口|街角|地铁口|商场里}新开的那家{food}店{味道不错|挺便宜|排队好长|还行}{face}",
          "{time}有人去{机场|火车站|市里|大学城}吗，可以拼车{face}",
          "出{九成新|八成新|全新}{婴儿车|书架|电饭锅|自行车|跑步机|钢琴}，{自提|可送上门|价格好商量}，{需要的私聊|有意的加我|先到先得}{face}",
          "谁家有{梯子|打气筒|电钻|多余的纸箱}借用一下，用完马上还，谢谢各位邻居{face}",
          "{name}家孩子{考上大学|拿奖|会走路}了，恭喜恭喜{face}",
          "{time}天气{真好|转凉了|要下雨|有点热}，大家{多穿点|记得带伞|出门小心}{face}",
          "推荐一部{电视剧|电影|纪录片}，{节奏很快|演员不错|结尾有点赶}，我家{老人|孩子|先生}看了两遍还想看{face}",
          "刚{跳完广场舞|遛完弯|买完菜|接完孩子}回来，{腿都软了|出了一身汗|心情特别好|碰见{name}了}{face}",
          "{name}说得对{face}",
          "同意楼上的，我也是这么想的{face}",
          "这个周末书法班{开课|停课一次|改到下午}，地点不变，带好{毛笔|墨汁|毡子}，有事找{name}{face}",
          "分享一个菜谱：{food}切块，加{姜片|蒜末|葱段}，小火{二十|三十|四十}分钟，出锅前撒点{香菜|芝麻|白糖}，孩子特别爱吃，老人也嚼得动，做法简单，大家{time}可以试试{face}",
          "{快递|外卖}放{门口|柜子|前台}了，谢谢小哥{face}",
          "昨天的球赛看了吗，{最后一分钟逆转|点球大战|加时才赢}，激动得我半夜没睡着{face}",
          "{name}生日快乐，{身体健康|万事如意|越来越年轻}{face}",
          "求推荐靠谱的{钢琴|英语|游泳|画画}老师，孩子{五|六|七|八|九}岁，{周末|平时晚上}有空，离咱们这边近一点最好，价格可以商量，先谢谢大家{face}",
          "{花开了|月亮好圆|晚霞真美|彩虹出来了}，大家快看{face}",
          "我{time}要{出差|回老家|带孩子旅游}，{花|猫|鱼}想托人照看{两|三|五}天，有好心邻居吗，回来带特产{face}",
          "嗯嗯",
          "在的",
          "{好嘞|行|可以|没问题|辛苦了}{face}",
          "谁有{time}活动的照片，发群里看看呗，上次{name}拍的那组{特别好|我存下来了|可惜没我}{face}",
          "群里的{哥哥姐姐们|邻居们|朋友们}，我家{孩子|老人}{time}参加{歌唱比赛|朗诵会|棋赛}，欢迎来捧场，{三|五|七}点开始，在活动室二层，{有茶水|有小礼物|进场安静就好}{face}");

  /** Category, and what people say when something of it is wrong; {at} is where. */
  private static final Map<String, List<String>> TROUBLES =
      Map.ofEntries(
          Map.entry(
              "LIFT",
              List.of("{at}电梯又停了", "{at}的电梯按了半天没反应，{急死人|老人下不去楼|等了二十分钟}", "{at}电梯坏了，{能不能快点修|有人管吗}")),
          Map.entry(
              "WATER_LEAK", List.of("{at}楼道漏水了", "{at}天花板漏水，{滴滴答答|地上一大片|墙皮都掉了}", "{at}楼上漏水漏到我家了")),
          Map.entry("POWER_OUTAGE", List.of("{at}停电了", "{at}又停电了，{冰箱里的东西要坏|黑乎乎的|空调都用不了}")),
          Map.entry("SEWAGE", List.of("{at}下水道堵了", "{at}下水堵了，{污水往外冒|臭死了|没法做饭}")),
          Map.entry("RUBBISH", List.of("{at}垃圾没人收，{都臭了|堆成山了|招苍蝇}", "{at}门口垃圾堆满了，{好几天了|什么时候清}")),
          Map.entry("NOISE", List.of("{at}装修噪音太大了，{没法休息|孩子都吓哭了}", "{at}半夜太吵了，{唱歌|拖椅子|蹦迪}，没法睡")),
          Map.entry("LIGHTING", List.of("{at}楼道灯不亮了", "{at}声控灯坏了，{老人摔了怎么办|晚上看不见}")),
          Map.entry("ACCESS", List.of("{at}门禁坏了", "{at}单元门关不上了，{谁都能进|不安全}", "{at}门禁坏了，{刷不开|进不去}")),
          Map.entry("PESTS", List.of("{at}有老鼠，{到处跑|吓死人}", "{at}蟑螂太多了，{能消杀一下吗|怎么办}")),
          Map.entry(
              "FIRE_SAFETY", List.of("{at}有人电动车推上楼充电，{太危险了|没人管吗}", "{at}消防通道被堵了，{堆满杂物|车停在那}")),
          Map.entry("FACADE", List.of("{at}外墙皮往下掉，{差点砸到人|太危险}", "{at}有人高空抛物，{差点砸到孩子|又扔烟头}")),
          Map.entry("ANIMALS", List.of("{at}有人遛狗不拴绳，{吓到孩子|没人管}", "{at}狗粪没人捡，{太恶心|天天踩}")));

  private static final List<String> BEFORE =
      List.of("", "", "", "您好，", "请问一下，", "各位，", "物业在吗？", "又来了，");
  private static final List<String> AFTER =
      List.of("", "", "", "，麻烦处理一下", "，已经三天了", "，今天早上发现的", "，住了十几年头一回遇到", "[流泪]", "！！");

  private static final List<String> CATEGORIES = TROUBLES.keySet().stream().sorted().toList();

  private Phrases() {}

  static List<String> categories() {
    return CATEGORIES;
  }

  static String chatter(RandomGenerator random) {
    return filled(pick(CHATTER, random), random);
  }

  static String trouble(String category, String at, RandomGenerator random) {
    String phrase = pick(TROUBLES.get(category), random).replace("{at}", at);
    return pick(BEFORE, random) + filled(phrase, random) + pick(AFTER, random);
  }

  /** Replaces choices from the inside out, as {下雨|见到{name}}. */
  private static String filled(String phrase, RandomGenerator random) {
    String text = phrase;
    for (int open = text.lastIndexOf('{'); open >= 0; open = text.lastIndexOf('{')) {
      Matcher choice = CHOICE.matcher(text);
      if (!choice.find(open)) {
        throw new IllegalArgumentException("unbalanced: " + phrase);
      }
      List<String> words = WORDS.get(choice.group(1));
      String word =
          words != null ? pick(words, random) : pick(List.of(choice.group(1).split("\\|")), random);
      text = text.substring(0, open) + word + text.substring(choice.end());
    }
    return text;
  }

  private static <T> T pick(List<T> from, RandomGenerator random) {
    return from.get(random.nextInt(from.size()));
  }
}
