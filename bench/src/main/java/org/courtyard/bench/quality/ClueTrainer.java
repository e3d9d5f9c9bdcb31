package org.courtyard.bench.quality;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.courtyard.bench.quality.ThreadReplay.Said;
import org.courtyard.router.correlation.Bearing;
import org.courtyard.router.correlation.Clue;
import org.courtyard.router.correlation.Scales;
import org.courtyard.router.correlation.Speech;
import org.courtyard.router.correlation.Suspect;
import org.courtyard.router.correlation.Weights;
import org.courtyard.router.triage.Triage;
import org.courtyard.schemas.Message;
import org.courtyard.schemas.Outcome;
import org.courtyard.schemas.Rules;

/**
 * Fits the {@link Weights} of clues to threads of talk: the likeliest of the cases, something new
 * and nothing shall be the one that the thread is labelled with (multinomial logit, held to zero by
 * a penalty, speeches held to what they have in common). The threads are replayed with the right
 * decisions first, and then with what the weights so far decide, so that they learn to go on after
 * mistakes. The same threads give the same weights.
 */
public final class ClueTrainer {
  /** How hard weights are held to zero; found by cross-validation. */
  private static final double PENALTY = 3;

  private static final int ROUNDS = 2;

  /** Share of right decisions in the later rounds. */
  private static final double TAUGHT = 0.3;

  private static final int STEPS = 400;
  private static final double STEP = 0.06;
  private static final Clue[] ALL = Clue.values();
  private static final int CLUES = ALL.length;

  /**
   * What is no matter of experience: what the tenant declares for reports, and that equal words
   * tell the same. Neither is fitted, for threads hardly repeat themselves word by word.
   */
  private static final Map<Clue, double[]> GIVEN =
      Map.of(
          Clue.DECLARED_SAME, new double[] {8, 1.2, 1.3, 0},
          Clue.SAME_WORDS, new double[] {4, 3, 2, 0},
          Clue.VERY_SIMILAR, new double[] {2, 1, 1, 0});

  /** Columns: what all cases have in common, what each speech adds, openings. */
  private static final int SHARED = Speech.values().length;

  private final Rules rules;
  private final Triage triage;

  /** A trainer for the talk that this triage lets through. */
  public ClueTrainer(Rules rules, Triage triage) {
    this.rules = rules;
    this.triage = triage;
  }

  /** Figures of threads that were not trained on: each is in one fold, and judged by the others. */
  public ThreadReplay.Figures crossValidated(List<Said> said, int folds) {
    List<String> threads = said.stream().map(Said::thread).distinct().toList();
    Map<String, Scales> judges = new HashMap<>();
    for (int fold = 0; fold < folds; fold++) {
      int held = fold;
      List<Said> others =
          said.stream().filter(s -> threads.indexOf(s.thread()) % folds != held).toList();
      Weights weights = fit(others);
      for (int i = fold; i < threads.size(); i += folds) {
        judges.put(threads.get(i), weights);
      }
    }
    return ThreadReplay.of(said, rules, triage, judges::get);
  }

  /** The weights that suit these threads best. */
  public Weights fit(List<Said> said) {
    Map<String, List<Said>> threads =
        said.stream().collect(groupingBy(Said::thread, LinkedHashMap::new, toList()));
    Random random = new Random(1);
    List<Example> examples = new ArrayList<>();
    Optional<Scales> learner = Optional.empty();
    Weights weights = null;
    for (int round = 0; round <= ROUNDS; round++) {
      for (List<Said> thread : threads.values()) {
        examples.addAll(new Teacher(learner, random).teach(thread));
      }
      weights = new Fit(examples, PENALTY * (round + 1)).weights();
      learner = Optional.of(weights);
    }
    return weights;
  }

  /**
   * What one message could have been about.
   *
   * @param right index of the case; that of an opening, or of none, after them
   */
  private record Example(
      Speech speech, List<EnumSet<Clue>> suspects, EnumSet<Clue> opening, int right) {}

  /** Knows what is right, and says so, or lets the learner decide. */
  private final class Teacher implements Scales {

    private final Optional<Scales> learner;
    private final Random random;
    private final List<Example> examples = new ArrayList<>();
    private final Map<String, Map<String, Integer>> mattersOfCases = new HashMap<>();
    private Said current;

    private Teacher(Optional<Scales> learner, Random random) {
      this.learner = learner;
      this.random = random;
    }

    private List<Example> teach(List<Said> thread) {
      Community community = new Community(thread, rules, triage, false, this);
      for (Said said : thread) {
        current = said;
        Optional<Outcome> outcome = community.says(said);
        outcome
            .map(Outcome::getCaseId)
            .ifPresent(
                c ->
                    mattersOfCases
                        .computeIfAbsent(c, x -> new HashMap<>())
                        .merge(said.matter(), 1, Integer::sum));
      }
      return examples;
    }

    @Override
    public Weighing weigh(
        Message message, Speech speech, List<Suspect> suspects, EnumSet<Clue> opening) {
      int right = right(suspects, opening);
      if (!suspects.isEmpty() || !opening.isEmpty()) {
        List<EnumSet<Clue>> clues = suspects.stream().map(s -> EnumSet.copyOf(s.clues())).toList();
        examples.add(new Example(speech, clues, EnumSet.copyOf(opening), right));
      }
      boolean taught = learner.isEmpty() || random.nextDouble() < TAUGHT;
      return taught
          ? certain(suspects, right)
          : learner.get().weigh(message, speech, suspects, opening);
    }

    private int right(List<Suspect> suspects, EnumSet<Clue> opening) {
      int nothing = suspects.size() + 1;
      if (!current.aboutAMatter()) {
        return nothing;
      }
      int best = -1;
      int most = 0;
      for (int i = 0; i < suspects.size(); i++) {
        Map<String, Integer> matters =
            mattersOfCases.getOrDefault(suspects.get(i).caseId(), Map.of());
        int of = matters.getOrDefault(current.matter(), 0);
        if (of > most && current.matter().equals(mostly(matters))) {
          most = of;
          best = i;
        }
      }
      return best >= 0 ? best : opening.isEmpty() ? nothing : suspects.size();
    }

    private static String mostly(Map<String, Integer> matters) {
      return matters.entrySet().stream()
          .filter(e -> !e.getKey().isEmpty())
          .max(Map.Entry.<String, Integer>comparingByValue().thenComparing(Map.Entry::getKey))
          .map(Map.Entry::getKey)
          .orElse("");
    }

    private static Weighing certain(List<Suspect> suspects, int right) {
      List<Bearing> bearings = new ArrayList<>();
      for (int i = 0; i < suspects.size(); i++) {
        Suspect s = suspects.get(i);
        bearings.add(new Bearing(s.caseId(), s.clues(), i == right ? 1 : 0));
      }
      bearings.sort(Comparator.comparingDouble(Bearing::score).reversed());
      return new Weighing(
          bearings, right == suspects.size() ? 1 : 0, right > suspects.size() ? 1 : 0);
    }
  }

  /** Gradient ascent with a step of its own for every weight (Adam). */
  private static final class Fit {
    private final List<Example> examples;
    private final double penalty;
    private final double[] w = new double[(SHARED + 1) * CLUES];

    private Fit(List<Example> examples, double penalty) {
      this.examples = examples;
      this.penalty = penalty;
      double[] mean = new double[w.length];
      double[] square = new double[w.length];
      for (int step = 1; step <= STEPS; step++) {
        double[] slope = slope();
        double rate = STEP * Math.min(1, 2.0 * (STEPS - step) / STEPS);
        for (int i = 0; i < w.length; i++) {
          mean[i] = 0.9 * mean[i] + 0.1 * slope[i];
          square[i] = 0.99 * square[i] + 0.01 * slope[i] * slope[i];
          double unbiased = mean[i] / (1 - Math.pow(0.9, step));
          double size = Math.sqrt(square[i] / (1 - Math.pow(0.99, step)));
          w[i] += rate * unbiased / (size + 1e-9);
        }
      }
    }

    private double[] slope() {
      double[] slope = new double[w.length];
      for (int i = 0; i < w.length; i++) {
        slope[i] = -penalty * w[i];
      }
      for (Example example : examples) {
        int size = example.suspects().size();
        double[] odds = new double[size + 1];
        double all = 1;
        for (int i = 0; i < size; i++) {
          odds[i] = Math.exp(sum(example.speech(), example.suspects().get(i)));
          all += odds[i];
        }
        if (!example.opening().isEmpty()) {
          odds[size] = Math.exp(sum(Speech.OPENING, example.opening()));
          all += odds[size];
        }
        for (int i = 0; i < size; i++) {
          add(
              slope,
              example.speech(),
              example.suspects().get(i),
              (i == example.right() ? 1 : 0) - odds[i] / all);
        }
        add(
            slope,
            Speech.OPENING,
            example.opening(),
            (example.right() == size ? 1 : 0) - odds[size] / all);
      }
      return slope;
    }

    private double sum(Speech speech, EnumSet<Clue> clues) {
      double sum = 0;
      for (Clue clue : clues) {
        sum += of(speech, clue.ordinal());
      }
      return sum;
    }

    private double of(Speech speech, int clue) {
      double[] given = GIVEN.get(ALL[clue]);
      if (given != null) {
        return given[speech.ordinal()];
      }
      double own = w[speech.ordinal() * CLUES + clue];
      return speech == Speech.OPENING ? own : own + w[SHARED * CLUES + clue];
    }

    private static void add(double[] slope, Speech speech, EnumSet<Clue> clues, double error) {
      for (Clue clue : clues) {
        slope[speech.ordinal() * CLUES + clue.ordinal()] += error;
        if (speech != Speech.OPENING) {
          slope[SHARED * CLUES + clue.ordinal()] += error;
        }
      }
    }

    private Weights weights() {
      Map<Speech, double[]> weights = new EnumMap<>(Speech.class);
      for (Speech speech : Speech.values()) {
        double[] of = new double[CLUES];
        Arrays.setAll(of, clue -> Math.round(100 * of(speech, clue)) / 100.0);
        weights.put(speech, of);
      }
      return new Weights(weights);
    }
  }
}
