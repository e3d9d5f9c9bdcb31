package org.courtyard.bench.training;

import de.bwaldvogel.liblinear.Feature;
import de.bwaldvogel.liblinear.FeatureNode;
import de.bwaldvogel.liblinear.Linear;
import de.bwaldvogel.liblinear.Model;
import de.bwaldvogel.liblinear.Parameter;
import de.bwaldvogel.liblinear.Problem;
import de.bwaldvogel.liblinear.SolverType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.courtyard.router.triage.FeatureTable;
import org.courtyard.router.triage.Features;
import org.courtyard.router.triage.PlainText;
import org.courtyard.router.triage.TextModel;

/**
 * Trains a {@link TextModel}: linear support vector machines (one against the rest) on the n-grams
 * of every {@link View}, weighted by inverse document frequency. The same documents in the same
 * order give the same model.
 */
public final class Trainer {

  /** How much an error costs, for each head; found by cross-validation. */
  private static final Map<String, Double> COST =
      Map.of(
          TextModel.ACT, 0.15,
          TextModel.HERE, 0.15,
          TextModel.KIND, 1.0,
          TextModel.MAIN_CLASS, 1.5,
          TextModel.CATEGORY, 1.0);

  /** In how many steps a weight may grow, where a byte's 127 are more than it takes. */
  private static final Map<String, Integer> STEPS = Map.of(TextModel.HERE, 31, TextModel.KIND, 63);

  private static final int MOST_STEPS = 127;

  /** Grams of one or two texts say nothing about another. */
  private static final int LEAST_TEXTS = 3;

  private static final double TOLERANCE = 0.05;

  /** How many features a table keeps; more made no difference. */
  private static final int MAIN_CLASS_KEPT = 160_000;

  private static final int CATEGORY_KEPT = 40_000;

  private final List<TextModel.Source> sources;
  private final Map<String, Calibration> calibrations;

  /**
   * A trainer.
   *
   * @param sources written into the model
   * @param calibrations by head; heads without one get {@link Calibration#NONE}
   */
  public Trainer(List<TextModel.Source> sources, Map<String, Calibration> calibrations) {
    this.sources = sources;
    this.calibrations = calibrations;
  }

  /** One view as the solver takes it. */
  private record Sample(View view, Feature[] features) {}

  /** Trains on these documents. */
  public TextModel train(Collection<Document> documents) {
    List<View> views = documents.stream().flatMap(d -> View.of(d).stream()).toList();
    List<Features> grams = views.stream().map(v -> Features.of(PlainText.of(v.text()))).toList();
    byte[] squares = squares(grams);
    List<Sample> samples = new ArrayList<>();
    for (int i = 0; i < views.size(); i++) {
      samples.add(new Sample(views.get(i), vector(grams.get(i), squares)));
    }
    Answers act = answers(TextModel.ACT, samples, squares, View::act, d -> d.act() ? "yes" : "no");
    Answers here =
        answers(TextModel.HERE, samples, squares, View::here, d -> d.act() ? "yes" : "no");
    Answers kind = answers(TextModel.KIND, samples, squares, View::kind, Trainer::kind);
    Answers main =
        answers(TextModel.MAIN_CLASS, samples, squares, View::mainClass, Document::mainClass);
    Answers category =
        answers(TextModel.CATEGORY, samples, squares, View::category, Document::category);
    byte[][] quick =
        Stream.of(act.weights(), here.weights(), kind.weights(), new byte[][] {squares})
            .flatMap(Arrays::stream)
            .toArray(byte[][]::new);
    BitSet known = new BitSet();
    IntStream.range(0, squares.length).filter(b -> squares[b] != 0).forEach(known::set);
    return new TextModel(
        sources,
        List.of(act.head(), here.head(), kind.head(), main.head(), category.head()),
        FeatureTable.of(quick, known),
        FeatureTable.of(main.weights(), heaviest(main, MAIN_CLASS_KEPT)),
        FeatureTable.of(category.weights(), heaviest(category, CATEGORY_KEPT)));
  }

  /** A trained head and, for each of its labels, what every feature weighs. */
  private record Answers(TextModel.Head head, byte[][] weights) {}

  /** What is left of a table must fit a processor's cache. */
  private static BitSet heaviest(Answers answers, int kept) {
    float[] heaviest = new float[Features.BUCKETS];
    for (int label = 0; label < answers.weights().length; label++) {
      byte[] weights = answers.weights()[label];
      float scale = answers.head().scale()[label];
      for (int b = 0; b < heaviest.length; b++) {
        heaviest[b] = Math.max(heaviest[b], Math.abs(weights[b]) * scale);
      }
    }
    float[] sorted = heaviest.clone();
    Arrays.sort(sorted);
    float least = Math.max(Float.MIN_VALUE, sorted[Features.BUCKETS - kept]);
    BitSet features = new BitSet();
    IntStream.range(0, heaviest.length).filter(b -> heaviest[b] >= least).forEach(features::set);
    return features;
  }

  /** The same model with other calibrations. */
  public static TextModel calibrated(TextModel model, Map<String, Calibration> calibrations) {
    return model.withHeads(
        head -> {
          Calibration c = calibrations.get(head.name());
          return c == null
              ? head
              : new TextModel.Head(
                  head.name(), head.labels(), head.scale(), head.bias(), c.slope(), c.offset());
        });
  }

  private static String kind(Document document) {
    return document.kind() == null ? "GRIEVANCE" : document.kind().name();
  }

  private static byte[] squares(List<Features> texts) {
    int[] frequency = new int[Features.BUCKETS];
    for (Features text : texts) {
      distinct(text).forEach(bucket -> frequency[bucket]++);
    }
    byte[] squares = new byte[Features.BUCKETS];
    for (int b = 0; b < squares.length; b++) {
      if (frequency[b] >= LEAST_TEXTS) {
        double idf = 1 + Math.log((1.0 + texts.size()) / (1 + frequency[b]));
        squares[b] = (byte) Math.clamp(Math.round(idf * idf / 2), 1, 127);
      }
    }
    return squares;
  }

  private static IntStream distinct(Features text) {
    return IntStream.range(0, text.size()).map(text::bucket).distinct();
  }

  /** As the model sees it: a feature counts as often as it comes, over the length of all. */
  private static Feature[] vector(Features text, byte[] squares) {
    TreeMap<Integer, Integer> weights = new TreeMap<>();
    long sum = 0;
    for (int i = 0; i < text.size(); i++) {
      int square = squares[text.bucket(i)];
      if (square > 0) {
        weights.merge(text.bucket(i), text.weight(i), Integer::sum);
        sum += (long) text.weight(i) * square;
      }
    }
    double norm = Math.sqrt(Math.max(1, sum));
    Feature[] vector = new Feature[weights.size()];
    int n = 0;
    for (Map.Entry<Integer, Integer> weight : weights.entrySet()) {
      double idf = Math.sqrt(squares[weight.getKey()]);
      vector[n++] = new FeatureNode(weight.getKey() + 1, weight.getValue() * idf / norm);
    }
    return vector;
  }

  private Answers answers(
      String name,
      List<Sample> samples,
      byte[] squares,
      ToIntFunction<View> counts,
      Function<Document, String> label) {
    List<Feature[]> x = new ArrayList<>();
    List<String> y = new ArrayList<>();
    for (Sample sample : samples) {
      for (int n = counts.applyAsInt(sample.view()); n > 0; n--) {
        x.add(sample.features());
        y.add(label.apply(sample.view().document()));
      }
    }
    List<String> labels = new ArrayList<>(new TreeSet<>(y));
    if (labels.size() < 2) {
      return untrained(name, labels);
    }
    Model model = solve(x, y.stream().mapToDouble(labels::indexOf), COST.get(name));
    return quantised(name, labels, model, squares);
  }

  private static Model solve(List<Feature[]> x, DoubleStream y, double cost) {
    Problem problem = new Problem();
    problem.l = x.size();
    problem.n = Features.BUCKETS + 1;
    problem.bias = 1;
    Feature bias = new FeatureNode(problem.n, 1);
    problem.x =
        x.stream()
            .map(
                features -> {
                  Feature[] all = Arrays.copyOf(features, features.length + 1);
                  all[features.length] = bias;
                  return all;
                })
            .toArray(Feature[][]::new);
    problem.y = y.toArray();
    Linear.disableDebugOutput();
    Linear.resetRandom();
    return Linear.train(problem, new Parameter(SolverType.L2R_L2LOSS_SVC_DUAL, cost, TOLERANCE));
  }

  private Answers quantised(String name, List<String> known, Model model, byte[] squares) {
    List<String> labels = known.equals(List.of("no", "yes")) ? List.of("yes") : List.copyOf(known);
    int size = labels.size();
    int steps = STEPS.getOrDefault(name, MOST_STEPS);
    byte[][] weights = new byte[size][Features.BUCKETS];
    float[] scale = new float[size];
    float[] bias = new float[size];
    for (int label = 0; label < size; label++) {
      double[] w = weights(model, known.indexOf(labels.get(label)));
      double[] folded = new double[Features.BUCKETS];
      for (int b = 0; b < folded.length; b++) {
        folded[b] = w[b] * Math.sqrt(squares[b]);
      }
      scale[label] = (float) (heaviest(folded) / steps);
      for (int b = 0; b < folded.length; b++) {
        weights[label][b] = (byte) Math.clamp(Math.round(folded[b] / scale[label]), -steps, steps);
      }
      bias[label] = (float) w[Features.BUCKETS];
    }
    Calibration calibration = calibrations.getOrDefault(name, Calibration.NONE);
    return new Answers(
        new TextModel.Head(name, labels, scale, bias, calibration.slope(), calibration.offset()),
        weights);
  }

  /** One label's weights and, last, its bias. Two labels share one row, with opposite signs. */
  private static double[] weights(Model model, int label) {
    double[] all = model.getFeatureWeights();
    int columns = model.getNrClass() == 2 ? 1 : model.getNrClass();
    int column = indexOf(model.getLabels(), label);
    double sign = columns == 1 && column == 1 ? -1 : 1;
    double[] weights = new double[Features.BUCKETS + 1];
    for (int b = 0; b < weights.length; b++) {
      weights[b] = sign * all[b * columns + (columns == 1 ? 0 : column)];
    }
    return weights;
  }

  /** What all but the very heaviest few weigh at most. */
  private static double heaviest(double[] weights) {
    double[] sizes = Arrays.stream(weights).map(Math::abs).filter(size -> size > 0).toArray();
    Arrays.sort(sizes);
    return sizes.length == 0 ? 1 : sizes[(int) (sizes.length * 0.9998)];
  }

  private static int indexOf(int[] order, int label) {
    for (int i = 0; i < order.length; i++) {
      if (order[i] == label) {
        return i;
      }
    }
    throw new IllegalStateException("no weights for label " + label);
  }

  private static Answers untrained(String name, List<String> labels) {
    List<String> answers = labels.isEmpty() ? List.of("") : List.of(labels.getFirst());
    // Who has never read talk from elsewhere takes nothing for it.
    float offset = name.equals(TextModel.HERE) ? Float.MAX_VALUE : 0;
    return new Answers(
        new TextModel.Head(name, answers, new float[] {1}, new float[] {0}, 1, offset),
        new byte[1][Features.BUCKETS]);
  }
}
