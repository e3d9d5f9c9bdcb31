package org.courtyard.router.triage;

import static java.util.stream.Collectors.toMap;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.courtyard.schemas.Category;
import org.courtyard.schemas.ContentType;
import org.courtyard.schemas.Intent;
import org.courtyard.schemas.Message;
import org.courtyard.schemas.Rules;
import org.courtyard.schemas.Thresholds;
import org.courtyard.schemas.TriageRule;
import org.courtyard.schemas.Urgency;
import org.courtyard.schemas.Verdict;

/**
 * Tells what a message wants from its words alone: by the keyword rules of one version of a
 * tenant's rules, all of whose words are found in one pass, and where none fires by a {@link
 * TextModel}. Safe for use by many threads.
 */
public final class Triage {

  /** Category of a tagged message that no rule puts anywhere else. */
  public static final String OTHER = "OTHER";

  /** What somebody must act on or answer. */
  private static final Set<String> MATTERS = Set.of("GRIEVANCE", "QUESTION", "SUGGESTION");

  private static final Set<String> OTHERS =
      Set.of("CHATTER", "PRAISE", "COMMERCIAL", "MUTUAL_HELP", "EVALUATION", "WITHDRAWAL", "REPLY");

  private static final double SURE = 0.6;

  /**
   * From this probability on, what is taken for no matter still gets the category of one: somebody
   * may take it up.
   */
  private static final double NOTED = 0.3;

  /** Rules of this priority or a higher one decide alone. */
  private static final int CERTAIN = 100;

  private static final int FEATURES_TOLD = 5;

  /** Verdicts on texts of at most so many characters are remembered, 2 to this power of them. */
  private static final int COMMONPLACE = 8;

  private static final int COMMONPLACES = 12;
  private static final int MIX = 0x9E3779B1;

  private static final Pattern TAG = Pattern.compile("#\\s?(?:诉求|报修|投诉)|@\\s?小院");

  private final Automaton automaton;
  private final List<String> words;

  /** Highest priority first; equal priorities in the order of the rules. */
  private final List<KeywordRule> rules;

  /** For each word the rules that may fire because of it. */
  private final int[][] rulesOfWord;

  /** By hash of the text; each may be replaced by another at any time. */
  private final Commonplace[] commonplaces = new Commonplace[1 << COMMONPLACES];

  private record Commonplace(String text, boolean fromHandler, Verdict verdict) {}

  private final Map<String, Urgency> urgencies;
  private final Thresholds thresholds;
  private final Optional<TextModel> model;
  private final String version;

  private Triage(
      Vocabulary vocabulary, List<KeywordRule> rules, Rules source, Optional<TextModel> model) {
    this.words = List.copyOf(vocabulary.words);
    this.automaton = new Automaton(words);
    this.rules = List.copyOf(rules);
    this.rulesOfWord = rulesOfWord(rules, words.size());
    this.urgencies = urgenciesByCategory(source);
    this.thresholds = source.getThresholds();
    this.model = model;
    this.version = source.getVersion();
  }

  /** Compiles a set of rules that decides alone, without a model. */
  public static Triage compile(Rules source) {
    return compile(source, Optional.empty());
  }

  /**
   * Compiles a set of rules.
   *
   * @param model judges what no rule decides; without one that is chatter
   * @throws IllegalArgumentException when a rule has no words, names a category that does not
   *     exist, or asks for action without naming one; the message names the rule
   */
  public static Triage compile(Rules source, Optional<TextModel> model) {
    Map<String, Urgency> urgencies = urgenciesByCategory(source);
    Vocabulary vocabulary = new Vocabulary();
    List<KeywordRule> rules =
        source.getTriage().stream()
            .sorted(Comparator.comparingInt(TriageRule::getPriority).reversed())
            .map(rule -> compile(rule, urgencies, vocabulary))
            .toList();
    return new Triage(vocabulary, rules, source, model);
  }

  /**
   * What this message wants, and which rule says so. A follow-up that also says what is wrong ("the
   * lift, repaired yesterday, has stopped again") carries the category of that.
   *
   * <p>What neighbours say in a few characters they say again and again: such verdicts are
   * remembered, and nobody may change one.
   *
   * @param fromHandler whether the sender answers for a unit on the group's way up: then what
   *     handlers say about cases is preferred, otherwise what residents ask for
   */
  public Verdict judge(Message message, boolean fromHandler) {
    String text = message.getText();
    if (text.length() > COMMONPLACE || message.getType() != ContentType.TEXT) {
      return judged(message, fromHandler);
    }
    int slot = (text.hashCode() * 31 + (fromHandler ? 1 : 0)) * MIX >>> 32 - COMMONPLACES;
    Commonplace known = commonplaces[slot];
    if (known == null || !known.text.equals(text) || known.fromHandler != fromHandler) {
      known = new Commonplace(text, fromHandler, judged(message, fromHandler));
      commonplaces[slot] = known;
    }
    return known.verdict;
  }

  private Verdict judged(Message message, boolean fromHandler) {
    String text = PlainText.of(message.getText());
    if (!PlainText.hasWords(text)) {
      return chatter(isMedia(message) ? "media" : "none");
    }
    boolean tagged = (text.indexOf('#') >= 0 || text.indexOf('@') >= 0) && TAG.matcher(text).find();
    return switch (message.getType()) {
      case RECALL -> chatter("none");
      // A link's title was written by somebody else about somewhere else.
      case LINK -> tagged ? tagged(text) : chatter("link");
      default -> tagged ? tagged(text) : byWords(text, fromHandler);
    };
  }

  /** Whether a verdict says by itself that a message is about a matter. */
  public static boolean speaksOfAMatter(Verdict verdict) {
    return switch (verdict.getIntent()) {
      case CHATTER, PRAISE, COMMERCIAL, MUTUAL_HELP, UNRECOGNISED -> false;
      default -> true;
    };
  }

  /**
   * Why this message gets the verdict that it gets.
   *
   * @param fromHandler as for {@link #judge}
   * @param most how many features to name
   */
  public Explanation explain(Message message, boolean fromHandler, int most) {
    String text = PlainText.of(message.getText());
    Heard heard = heard(text);
    return new Explanation(
        text,
        judge(message, fromHandler),
        fired(heard).stream()
            .map(
                rule ->
                    new Explanation.Fired(
                        rule.id(), rule.intent(), rule.category(), words(rule.firedOn(heard))))
            .toList(),
        model.map(m -> Explanation.ByModel.of(m, m.read(text), most)),
        Mentions.of(message.getText()));
  }

  private Verdict byWords(String text, boolean fromHandler) {
    Heard heard = heard(text);
    KeywordRule rule = deciding(heard, fromHandler);
    if (model.isEmpty()) {
      return rule == null ? chatter("none") : byRule(rule, heard);
    }
    if (rule != null && (rule.certain() || fromHandler && rule.handles() || wordless(text))) {
      return byRule(rule, heard);
    }
    return byBoth(rule, heard, model.get().read(text));
  }

  /** "+1": the model goes by words, and knows nothing of it. */
  private static boolean wordless(String text) {
    return text.chars().noneMatch(Character::isLetter);
  }

  /** The rule that says what a message wants; null when none fires. */
  private KeywordRule deciding(Heard heard, boolean fromHandler) {
    List<KeywordRule> fired = fired(heard);
    if (fired.isEmpty() || fired.getFirst().intent() == Intent.CHATTER) {
      return fired.isEmpty() ? null : fired.getFirst();
    }
    KeywordRule first = fired.getFirst();
    Predicate<KeywordRule> preferred =
        fromHandler ? KeywordRule::handles : rule -> first.handles() && rule.asks();
    return fired.stream().filter(preferred).findFirst().orElse(first);
  }

  /** Every rule that fires, the highest priority first. */
  private List<KeywordRule> fired(Heard heard) {
    if (heard.size() == 0) {
      return List.of();
    }
    BitSet candidates = new BitSet(rules.size());
    for (int i = 0; i < heard.size(); i++) {
      for (int rule : rulesOfWord[heard.word(i)]) {
        candidates.set(rule);
      }
    }
    List<KeywordRule> fired = new ArrayList<>();
    for (int i = candidates.nextSetBit(0); i >= 0; i = candidates.nextSetBit(i + 1)) {
      if (rules.get(i).fires(heard)) {
        fired.add(rules.get(i));
      }
    }
    return fired;
  }

  /**
   * A follow-up that also says what is wrong ("the lift, repaired yesterday, has stopped again")
   * carries the category of that.
   */
  private Verdict byRule(KeywordRule rule, Heard heard) {
    Verdict verdict = verdict(rule.intent(), rule.id());
    verdict.setCategory(rule.category());
    verdict.setUrgency(rule.urgency());
    verdict.setWords(words(rule.firedOn(heard)));
    if (rule.intent() == Intent.FOLLOW_UP) {
      fired(heard).stream()
          .filter(KeywordRule::asks)
          .findFirst()
          .ifPresent(about -> verdict.setCategory(about.category()));
    }
    return verdict;
  }

  /** The rule's word counts as much as the tenant says; the sum decides. */
  private Verdict byBoth(KeywordRule rule, Heard heard, TextModel.Reading reading) {
    double weight =
        rule == null
            ? 0
            : rule.concerns() ? thresholds.getRuleWeight() : -thresholds.getRuleWeight();
    double act = reading.act(weight);
    boolean matter = act >= thresholds.getAskFrom();
    Verdict verdict = byModel(reading, matter);
    if (rule != null && agree(rule, verdict.getIntent(), act)) {
      Verdict ruled = byRule(rule, heard);
      if (rule.asks() || rule.vague()) {
        ruled.setIntent(verdict.getIntent());
      }
      verdict = ruled;
    }
    if (matter) {
      verdict.setAsk(act < thresholds.getCaseFrom() && rule == null);
    } else if (act >= NOTED && (rule == null || rule.concerns()) && !refers(verdict)) {
      classify(verdict, reading);
    }
    verdict.setScore(act);
    verdict.setThreshold(thresholds.getCaseFrom());
    verdict.setModel(model.orElseThrow().version());
    if (speaksOfAMatter(verdict)) {
      // For what is kept, not for all chatter.
      verdict.setFeatures(reasons(reading));
    }
    return verdict;
  }

  /**
   * "Me too" and "still not here" are said of everything: what is surely talk goes on about none.
   */
  private static boolean agree(KeywordRule rule, Intent guess, double act) {
    return rule.agreesWith(guess) && (!rule.followsUp() || act >= NOTED);
  }

  private static List<String> reasons(TextModel.Reading reading) {
    return reading.strongest(reading.decisive(), "yes", FEATURES_TOLD).stream()
        .map(TextModel.Feature::toString)
        .toList();
  }

  private Verdict byModel(TextModel.Reading reading, boolean matter) {
    TextModel.Guess kind = reading.kind(matter ? MATTERS : OTHERS);
    Intent intent = Intent.valueOf(kind.label());
    Verdict verdict = verdict(sure(intent, kind) ? intent : Intent.CHATTER, "model");
    if (matter) {
      classify(verdict, reading);
    }
    return verdict;
  }

  private void classify(Verdict verdict, TextModel.Reading reading) {
    String guess = reading.category().label();
    String category = urgencies.containsKey(guess) ? guess : OTHER;
    verdict.setCategory(category);
    verdict.setUrgency(urgencies.getOrDefault(category, Urgency.ORDINARY));
  }

  /** Words that go on about something that was said before, or end it. */
  private static boolean refers(Verdict verdict) {
    return switch (verdict.getIntent()) {
      case FOLLOW_UP, WITHDRAWAL, SATISFIED, MOSTLY_SATISFIED, DISSATISFIED -> true;
      default -> false;
    };
  }

  /** A withdrawal ends a case: a guess is not enough. */
  private static boolean sure(Intent intent, TextModel.Guess kind) {
    return intent != Intent.WITHDRAWAL || kind.probability() >= SURE;
  }

  private Verdict tagged(String text) {
    Heard heard = heard(text);
    Optional<KeywordRule> rule = fired(heard).stream().filter(KeywordRule::asks).findFirst();
    Verdict verdict = verdict(Intent.GRIEVANCE, "tag");
    verdict.setCategory(rule.map(KeywordRule::category).orElse(OTHER));
    verdict.setUrgency(
        rule.map(KeywordRule::urgency)
            .orElseGet(() -> urgencies.getOrDefault(OTHER, Urgency.ORDINARY)));
    verdict.setWords(rule.map(r -> words(r.firedOn(heard))).orElse(List.of()));
    return verdict;
  }

  private Verdict chatter(String rule) {
    return verdict(Intent.CHATTER, rule);
  }

  private Verdict verdict(Intent intent, String rule) {
    return new Verdict(
        intent,
        null,
        Urgency.ORDINARY,
        rule,
        List.of(),
        version,
        false,
        null,
        null,
        List.of(),
        null);
  }

  private Heard heard(String text) {
    Heard heard = new Heard();
    automaton.find(text, heard);
    return heard;
  }

  private List<String> words(BitSet numbers) {
    return numbers.stream().mapToObj(words::get).toList();
  }

  private static int[][] rulesOfWord(List<KeywordRule> rules, int words) {
    int[][] rulesOfWord = new int[words][0];
    for (int i = 0; i < rules.size(); i++) {
      for (int word : rules.get(i).needed().stream().toArray()) {
        rulesOfWord[word] = Arrays.copyOf(rulesOfWord[word], rulesOfWord[word].length + 1);
        rulesOfWord[word][rulesOfWord[word].length - 1] = i;
      }
    }
    return rulesOfWord;
  }

  private static boolean isMedia(Message message) {
    return switch (message.getType()) {
      case IMAGE, VOICE, VIDEO, FILE -> true;
      default -> false;
    };
  }

  private static Map<String, Urgency> urgenciesByCategory(Rules rules) {
    return rules.getCategories().stream()
        .collect(toMap(Category::getCode, Category::getUrgency, (first, second) -> first));
  }

  private static KeywordRule compile(
      TriageRule rule, Map<String, Urgency> urgencies, Vocabulary vocabulary) {
    String category = rule.getCategory();
    if (category != null && !urgencies.containsKey(category)) {
      throw invalid(rule, "unknown category " + category);
    }
    List<BitSet> all = rule.getAll().stream().map(term -> vocabulary.term(rule, term)).toList();
    KeywordRule compiled =
        new KeywordRule(
            rule.getId(),
            rule.getIntent(),
            category,
            urgency(rule, urgencies),
            all,
            vocabulary.terms(rule, rule.getAny()),
            vocabulary.terms(rule, rule.getNone()),
            rule.getNear().stream().map(term -> vocabulary.term(rule, term)).toList(),
            rule.getNearWithin(),
            rule.getPriority() >= CERTAIN);
    if (all.isEmpty() && compiled.any().isEmpty() && compiled.near().isEmpty()) {
      throw invalid(rule, "needs at least one word in all, any or near");
    }
    if (compiled.asks() && category == null) {
      throw invalid(rule, "needs a category");
    }
    return compiled;
  }

  private static Urgency urgency(TriageRule rule, Map<String, Urgency> urgencies) {
    if (rule.getUrgency() != null) {
      return rule.getUrgency();
    }
    return rule.getCategory() == null ? Urgency.ORDINARY : urgencies.get(rule.getCategory());
  }

  private static IllegalArgumentException invalid(TriageRule rule, String why) {
    return new IllegalArgumentException("triage rule " + rule.getId() + ": " + why);
  }

  /** Every word of every rule, numbered. */
  private static final class Vocabulary {
    private final Map<String, Integer> numbers = new HashMap<>();
    private final List<String> words = new ArrayList<>();

    /** One term with its alternatives. */
    BitSet term(TriageRule rule, String term) {
      BitSet alternatives = new BitSet();
      for (String alternative : term.split("\\|", -1)) {
        String word = PlainText.of(alternative);
        if (word.isEmpty()) {
          throw invalid(rule, "empty word in \"" + term + "\"");
        }
        alternatives.set(number(word));
      }
      return alternatives;
    }

    BitSet terms(TriageRule rule, List<String> terms) {
      BitSet together = new BitSet();
      terms.forEach(term -> together.or(term(rule, term)));
      return together;
    }

    private int number(String word) {
      return numbers.computeIfAbsent(
          word,
          added -> {
            words.add(added);
            return words.size() - 1;
          });
    }
  }
}
