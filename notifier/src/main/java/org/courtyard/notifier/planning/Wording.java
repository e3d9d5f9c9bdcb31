package org.courtyard.notifier.planning;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.courtyard.notifier.delivery.Texts;
import org.courtyard.schemas.Category;
import org.courtyard.schemas.Rules;
import org.courtyard.schemas.Template;
import org.courtyard.schemas.Tier;

/**
 * The tenant's wording in one language: its own templates where it has them, built-in ones
 * otherwise; times in the tenant's zone.
 */
final class Wording {
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{([a-z]+)}");
  private static final String ENGLISH = "en";
  private static final ZoneId HOME = ZoneId.of("Asia/Shanghai");
  private static final DateTimeFormatter CHINESE_TIME = DateTimeFormatter.ofPattern("M月d日 HH:mm");
  private static final DateTimeFormatter ENGLISH_TIME =
      DateTimeFormatter.ofPattern("d MMM HH:mm", Locale.ENGLISH);

  private static final Map<String, Properties> BUILT_IN =
      Map.of(ENGLISH, load("en.properties"), "zh-CN", load("zh-CN.properties"));

  private final Optional<Rules> rules;
  private final String language;
  private final boolean english;

  Wording(Optional<Rules> rules, String language) {
    this.rules = rules;
    this.language = language;
    this.english = language.toLowerCase(Locale.ROOT).startsWith(ENGLISH);
  }

  /**
   * Fills a template in. Values are taken literally: an answer that contains braces stays as it is.
   * A text over the limit loses the end of its answer or summary first, so that the case number and
   * the deadline stay.
   */
  String say(String template, Map<String, String> values) {
    String pattern = template(template);
    String text = fill(pattern, values);
    for (String longest : new String[] {"answer", "summary"}) {
      int excess = Texts.bytes(text) - Texts.SHORTEST_LIMIT;
      String value = values.get(longest);
      if (excess > 0 && value != null) {
        Map<String, String> shorter = new HashMap<>(values);
        shorter.put(longest, Texts.cut(value, Math.max(0, Texts.bytes(value) - excess)));
        text = fill(pattern, shorter);
      }
    }
    return Texts.cut(text, Texts.SHORTEST_LIMIT);
  }

  String category(String code) {
    return rules.stream()
        .flatMap(r -> r.getCategories().stream())
        .filter(c -> c.getCode().equals(code))
        .map(this::name)
        .findFirst()
        .orElse(code);
  }

  String tier(Tier tier) {
    return rules.stream()
        .flatMap(r -> r.getTiers().stream())
        .filter(t -> t.getTier() == tier)
        .map(t -> english ? t.getEn() : t.getZh())
        .findFirst()
        .orElseGet(() -> builtIn().getProperty("tier." + tier, tier.name()));
  }

  /** A moment, to the minute, as people of the tenant read it. */
  String time(Instant instant) {
    ZoneId zone = rules.map(r -> ZoneId.of(r.getZone())).orElse(HOME);
    return (english ? ENGLISH_TIME : CHINESE_TIME).withZone(zone).format(instant);
  }

  /** A span, to the minute; its sign is not told. */
  String span(Duration span) {
    Duration length = span.abs();
    long hours = length.toHours();
    int minutes = length.toMinutesPart();
    if (hours == 0) {
      return english ? minutes + " min" : minutes + "分钟";
    }
    if (minutes == 0) {
      return english ? hours + " h" : hours + "小时";
    }
    return english ? hours + " h " + minutes + " min" : hours + "小时" + minutes + "分钟";
  }

  private String name(Category category) {
    return english ? category.getEn() : category.getZh();
  }

  private String template(String id) {
    return rules.stream()
        .flatMap(r -> r.getTemplates().stream())
        .filter(t -> t.getId().equals(id) && t.getLanguage().equalsIgnoreCase(language))
        .map(Template::getText)
        .findFirst()
        .orElseGet(() -> Objects.requireNonNull(builtIn().getProperty(id), id));
  }

  private Properties builtIn() {
    return BUILT_IN.get(english ? ENGLISH : "zh-CN");
  }

  private static String fill(String pattern, Map<String, String> values) {
    Matcher matcher = PLACEHOLDER.matcher(pattern);
    return matcher.replaceAll(
        found -> Matcher.quoteReplacement(values.getOrDefault(found.group(1), found.group())));
  }

  private static Properties load(String name) {
    try (var in =
        new InputStreamReader(
            Objects.requireNonNull(Wording.class.getResourceAsStream(name), name),
            StandardCharsets.UTF_8)) {
      Properties properties = new Properties();
      properties.load(in);
      return properties;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
