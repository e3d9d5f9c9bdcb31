package org.courtyard.router.triage;

import static java.util.stream.Collectors.toMap;

import com.hankcs.algorithm.AhoCorasickDoubleArrayTrie;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.courtyard.schemas.Category;
import org.courtyard.schemas.Intent;
import org.courtyard.schemas.Message;
import org.courtyard.schemas.Rules;
import org.courtyard.schemas.TriageRule;
import org.courtyard.schemas.Urgency;
import org.courtyard.schemas.Verdict;

/**
 * Tells what a message wants from its words alone, by the keyword rules of one version of a
 * tenant's rules. All words of all rules are found in one pass. Immutable and safe for use by many
 * threads.
 */
public final class Triage {

  /** Category of a tagged message that no rule puts anywhere else. */
  public static final String OTHER = "OTHER";

  private static final Pattern TAG = Pattern.compile("#\\s?(?:诉求|报修|投诉)|@\\s?小院");

  private final AhoCorasickDoubleArrayTrie<Integer> automaton;
  private final List<String> words;

  /** Highest priority first; equal priorities in the order of the rules. */
  private final List<KeywordRule> rules;

  /** By number of a word: which rules cannot fire without it or one like it. */
  private final List<BitSet> rulesOfWord;

  private final Map<String, Urgency> urgencies;
  private final String version;

  private Triage(Vocabulary vocabulary, List<KeywordRule> rules, Rules source) {
    this.automaton = vocabulary.automaton();
    this.words = List.copyOf(vocabulary.words);
    this.rules = List.copyOf(rules);
    this.rulesOfWord = rulesOfWord(rules, words.size());
    this.urgencies = urgenciesByCategory(source);
    this.version = source.getVersion();
  }

  /**
   * Compiles a set of rules.
   *
   * @throws IllegalArgumentException when a rule has no words, names a category that does not
   *     exist, or asks for action without naming one; the message names the rule
   */
  public static Triage compile(Rules source) {
    Map<String, Urgency> urgencies = urgenciesByCategory(source);
    Vocabulary vocabulary = new Vocabulary();
    List<KeywordRule> rules =
        source.getTriage().stream()
            .sorted(Comparator.comparingInt(TriageRule::getPriority).reversed())
            .map(rule -> compile(rule, urgencies, vocabulary))
            .toList();
    return new Triage(vocabulary, rules, source);
  }

  /**
   * What this message wants, and which rule says so. A follow-up that also says what is wrong ("the
   * lift, repaired yesterday, has stopped again") carries the category of that.
   *
   * @param fromHandler whether the sender answers for a unit on the group's way up: then what
   *     handlers say about cases is preferred, otherwise what residents ask for
   */
  public Verdict judge(Message message, boolean fromHandler) {
    String text = PlainText.of(message.getText());
    if (!PlainText.hasWords(text)) {
      return chatter(isMedia(message) ? "media" : "none");
    }
    boolean tagged = (text.indexOf('#') >= 0 || text.indexOf('@') >= 0) && TAG.matcher(text).find();
    return switch (message.getType()) {
      case RECALL -> chatter("none");
      // A link's title was written by somebody else about somewhere else.
      case LINK -> tagged ? tagged(text) : chatter("link");
      default -> tagged ? tagged(text) : byRules(text, fromHandler);
    };
  }

  private Verdict byRules(String text, boolean fromHandler) {
    BitSet heard = heard(text);
    List<KeywordRule> fired = fired(heard);
    if (fired.isEmpty()) {
      return chatter("none");
    }
    KeywordRule first = fired.getFirst();
    if (first.intent() == Intent.CHATTER) {
      return verdict(first, heard);
    }
    Predicate<KeywordRule> preferred =
        fromHandler ? KeywordRule::handles : rule -> first.handles() && rule.asks();
    Verdict verdict = verdict(fired.stream().filter(preferred).findFirst().orElse(first), heard);
    if (verdict.getIntent() == Intent.FOLLOW_UP) {
      fired.stream()
          .filter(KeywordRule::asks)
          .findFirst()
          .ifPresent(about -> verdict.setCategory(about.category()));
    }
    return verdict;
  }

  private Verdict tagged(String text) {
    BitSet heard = heard(text);
    Optional<KeywordRule> rule = fired(heard).stream().filter(KeywordRule::asks).findFirst();
    return verdict(
        Intent.GRIEVANCE,
        rule.map(KeywordRule::category).orElse(OTHER),
        rule.map(KeywordRule::urgency)
            .orElseGet(() -> urgencies.getOrDefault(OTHER, Urgency.ORDINARY)),
        "tag",
        rule.map(r -> words(r.firedOn(heard))).orElse(List.of()));
  }

  private Verdict verdict(KeywordRule rule, BitSet heard) {
    return verdict(
        rule.intent(), rule.category(), rule.urgency(), rule.id(), words(rule.firedOn(heard)));
  }

  private Verdict chatter(String rule) {
    return verdict(Intent.CHATTER, null, Urgency.ORDINARY, rule, List.of());
  }

  /** Not by the builder, which copies the default of every field that nobody sets. */
  private Verdict verdict(
      Intent intent, String category, Urgency urgency, String rule, List<String> words) {
    return new Verdict(
        intent, category, urgency, rule, words, version, false, null, null, List.of(), null);
  }

  /**
   * Every rule that fires, the first one first; only those that a word speaks for are looked at.
   */
  private List<KeywordRule> fired(BitSet heard) {
    if (heard.isEmpty()) {
      return List.of();
    }
    BitSet candidates = new BitSet(rules.size());
    heard.stream().forEach(word -> candidates.or(rulesOfWord.get(word)));
    return candidates.stream().mapToObj(rules::get).filter(rule -> rule.fires(heard)).toList();
  }

  private static List<BitSet> rulesOfWord(List<KeywordRule> rules, int words) {
    List<BitSet> byWord = Stream.generate(BitSet::new).limit(words).toList();
    for (int i = 0; i < rules.size(); i++) {
      int rule = i;
      rules.get(i).needed().stream().forEach(word -> byWord.get(word).set(rule));
    }
    return byWord;
  }

  private BitSet heard(String text) {
    BitSet heard = new BitSet(words.size());
    AhoCorasickDoubleArrayTrie.IHit<Integer> hear = (begin, end, word) -> heard.set(word);
    automaton.parseText(text, hear);
    return heard;
  }

  private List<String> words(BitSet numbers) {
    return numbers.stream().mapToObj(words::get).toList();
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
            vocabulary.terms(rule, rule.getNone()));
    if (all.isEmpty() && compiled.any().isEmpty()) {
      throw invalid(rule, "needs at least one word in all or any");
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

    AhoCorasickDoubleArrayTrie<Integer> automaton() {
      AhoCorasickDoubleArrayTrie<Integer> automaton = new AhoCorasickDoubleArrayTrie<>();
      automaton.build(new TreeMap<>(numbers));
      return automaton;
    }
  }
}
