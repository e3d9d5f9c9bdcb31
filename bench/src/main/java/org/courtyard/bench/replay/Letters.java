package org.courtyard.bench.replay;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import org.courtyard.bench.training.CsvFile;
import org.courtyard.router.triage.Triage;
import org.courtyard.schemas.ContentType;
import org.courtyard.schemas.Intent;
import org.courtyard.schemas.Message;
import org.courtyard.schemas.Verdict;
import org.courtyard.stack.StackException;

/**
 * What is said about a request: the title of a real letter of the same category. Which category
 * that is, triage says of the letter; the first word of the city's type that we know says it of the
 * request. A type that nothing stands for, or that hardly any letter is about, takes another
 * category, always the same.
 */
final class Letters {
  private static final List<String> FILES =
      List.of("labelled.csv", "hot_messages.csv", "replies.csv");
  private static final int ENOUGH = 8;
  private static final int LONGEST = 60;
  private static final Pattern SENTENCE = Pattern.compile("[。！？!?\\n]");

  private static final Map<String, String> CATEGORIES = new LinkedHashMap<>();

  static {
    of("NOISE", "noise", "fireworks", "party");
    of("PARKING", "parking", "driveway", "vehicle", "taxi");
    of("WATER_LEAK", "water leak", "plumbing");
    of("WATER_QUALITY", "water");
    of("RUBBISH", "unsanitary", "dirty", "collection", "dumping", "disposal", "litter", "graffiti");
    of("HEATING", "heat");
    of("SEWAGE", "sewer");
    of("LIGHTING", "light", "signal");
    of("ROAD", "street", "sidewalk", "highway", "curb", "obstruction");
    of("GREENING", "tree", "plant", "grass");
    of("PESTS", "rodent", "mosquito", "bees");
    of("LIFT", "elevator");
    of("POWER_OUTAGE", "electric");
    of("FACADE", "paint", "plaster", "floor", "door", "window");
    of("VENDORS", "vendor", "panhandling", "encampment");
    of("ANIMALS", "animal", "dog");
    of("MARKET", "consumer", "food");
    of("AIR", "air", "smok", "odor");
    of("ILLEGAL_BUILDING", "construction", "building");
    of("SECURITY", "police", "drug", "homeless");
    of("FACILITIES", "facility", "appliance", "maintenance");
  }

  private final Map<String, List<String>> byCategory = new TreeMap<>();
  private final List<String> wellCovered;

  /**
   * Reads them.
   *
   * @param directory of the grievance files
   */
  Letters(Path directory, Triage triage) {
    for (String file : FILES) {
      for (Map<String, String> letter : CsvFile.read(directory.resolve(file))) {
        take(words(letter), triage);
      }
    }
    wellCovered =
        byCategory.keySet().stream()
            .filter(category -> byCategory.get(category).size() >= ENOUGH)
            .sorted(Comparator.comparingInt(category -> -byCategory.get(category).size()))
            .toList();
    if (wellCovered.isEmpty()) {
      throw new StackException("No letters in " + directory);
    }
  }

  private static void of(String category, String... words) {
    for (String word : words) {
      CATEGORIES.put(word, category);
    }
  }

  private static String words(Map<String, String> letter) {
    String title = letter.getOrDefault("title", "").strip();
    String words = title.isEmpty() ? SENTENCE.split(letter.get("text").strip(), 2)[0] : title;
    return words.substring(0, Math.min(LONGEST, words.length()));
  }

  private void take(String words, Triage triage) {
    if (words.isBlank()) {
      return;
    }
    Message message = new Message();
    message.setId("letter");
    message.setTenant(City.TENANT);
    message.setPlatform(City.PLATFORM);
    message.setGroup("letter");
    message.setSender("letter");
    message.setType(ContentType.TEXT);
    message.setText(words);
    message.setMedia(List.of());
    message.setOccurredAt(Instant.EPOCH);
    message.setAcceptedAt(Instant.EPOCH);
    Verdict verdict = triage.judge(message, false);
    if (verdict.getIntent() == Intent.GRIEVANCE && !verdict.getAsk()) {
      byCategory.computeIfAbsent(verdict.getCategory(), c -> new ArrayList<>()).add(words);
    }
  }

  /** The category that stands for a type. */
  String category(String type) {
    String lower = type.toLowerCase(Locale.ROOT);
    return CATEGORIES.entrySet().stream()
        .filter(each -> lower.contains(each.getKey()))
        .map(Map.Entry::getValue)
        .filter(wellCovered::contains)
        .findFirst()
        .orElseGet(() -> wellCovered.get(Math.floorMod(type.hashCode(), wellCovered.size())));
  }

  /** Something that is said about a type. */
  String about(String type, RandomGenerator random) {
    List<String> letters = byCategory.get(category(type));
    return letters.get(random.nextInt(letters.size()));
  }

  /** How many letters there are of each category. */
  String covered() {
    StringBuilder out = new StringBuilder();
    wellCovered.forEach(
        category ->
            out.append(out.isEmpty() ? "" : ", ")
                .append(category)
                .append(' ')
                .append(byCategory.get(category).size()));
    return out.toString();
  }
}
