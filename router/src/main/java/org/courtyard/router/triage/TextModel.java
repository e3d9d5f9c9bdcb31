package org.courtyard.router.triage;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntUnaryOperator;
import java.util.function.UnaryOperator;
import java.util.zip.CRC32;
import java.util.zip.CheckedOutputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * A linear model over hashed character n-features, in a few megabytes and without a word of what it
 * was trained on. It answers several questions about one text, each by a head of its own: whether
 * somebody must act ({@link #ACT}), whether it is not talk from elsewhere ({@link #HERE}), of what
 * kind it is ({@link #KIND}), which main class ({@link #MAIN_CLASS}) and which category ({@link
 * #CATEGORY}) a grievance belongs to.
 *
 * <p>A score is the sum of one signed byte for each n-gram, over the length of the text's vector;
 * the squares that make the length are summed beside the scores. Immutable and safe for use by many
 * threads.
 */
public final class TextModel {
  /** Must somebody act or answer? One label; its probability is calibrated. */
  public static final String ACT = "act";

  /**
   * Is it something that somebody must act on, next to what is said elsewhere: private messages,
   * small talk of strangers, reviews? One label; its probability is calibrated.
   */
  public static final String HERE = "here";

  /** Of what kind is it: names of intents. */
  public static final String KIND = "kind";

  /** To which main class does a grievance belong? */
  public static final String MAIN_CLASS = "main";

  /** To which category does a grievance belong: category codes. */
  public static final String CATEGORY = "category";

  private static final int FORMAT = 3;
  private static final int HEADS = 5;

  /**
   * One question.
   *
   * @param labels the possible answers
   * @param scale what one step of a weight is worth, for each label
   * @param bias score of an empty text, for each label
   * @param slope turns scores into probabilities: logistic for one label, softmax for several
   * @param offset likewise, for one label
   */
  public record Head(
      String name, List<String> labels, float[] scale, float[] bias, float slope, float offset) {}

  /**
   * A file that it was trained on.
   *
   * @param sha256 of the file's bytes
   */
  public record Source(String file, int rows, String sha256) {}

  /** An answer and how sure it is. */
  public static final class Guess {
    private final Head head;
    private final float[] scores;
    private final int best;

    private Guess(Head head, float[] scores, Set<String> among) {
      this.head = head;
      this.scores = scores;
      int best = -1;
      for (int i = 0; i < scores.length; i++) {
        boolean allowed = among == null || among.contains(head.labels().get(i));
        if (allowed && (best < 0 || scores[i] > scores[best])) {
          best = i;
        }
      }
      this.best = best;
    }

    /** The likeliest label. */
    public String label() {
      return head.labels().get(best);
    }

    /** Its probability among all labels, 0 to 1. */
    public double probability() {
      double all = 0;
      for (float score : scores) {
        all += Math.exp(head.slope() * (score - scores[best]));
      }
      return 1 / all;
    }
  }

  /** A stretch of text and how much it weighed; positive speaks for the answer. */
  public record Feature(String stretch, double weight) {
    @Override
    public String toString() {
      // Several times as fast as a format.
      long hundredths = Math.round(Math.abs(weight) * 100);
      String digits = "" + hundredths / 100 + '.' + hundredths / 10 % 10 + hundredths % 10;
      return stretch + (weight < 0 ? " -" : " +") + digits;
    }
  }

  private final List<Source> sources;
  private final Head act;
  private final Head here;
  private final Head kind;
  private final Head mainClass;
  private final Head category;

  /** Act, here, the kinds, and last the square of what a feature counts. */
  private final FeatureTable quick;

  private final FeatureTable mainClasses;
  private final FeatureTable categories;
  private final String version;

  /**
   * A model of these heads, whose weights stand in tables.
   *
   * @param heads those of {@link #ACT}, {@link #HERE}, {@link #KIND}, {@link #MAIN_CLASS}, {@link
   *     #CATEGORY}
   * @param quick what each feature weighs for act, for here and for each kind, and in a last column
   *     its squared inverse document frequency, halved and rounded, 1 to 127
   * @param mainClasses what each feature weighs for each main class
   * @param categories what each feature weighs for each category
   */
  public TextModel(
      List<Source> sources,
      List<Head> heads,
      FeatureTable quick,
      FeatureTable mainClasses,
      FeatureTable categories) {
    this.sources = List.copyOf(sources);
    this.act = head(heads, ACT);
    this.here = head(heads, HERE);
    this.kind = head(heads, KIND);
    this.mainClass = head(heads, MAIN_CLASS);
    this.category = head(heads, CATEGORY);
    this.quick = quick;
    this.mainClasses = mainClasses;
    this.categories = categories;
    this.version = fingerprint();
  }

  private static Head head(List<Head> heads, String name) {
    return heads.stream().filter(head -> head.name().equals(name)).findFirst().orElseThrow();
  }

  /** Eight hexadecimal digits that name this very model. */
  public String version() {
    return version;
  }

  /** What it was trained on. */
  public List<Source> sources() {
    return sources;
  }

  /** A head by its name. */
  public Head head(String name) {
    return head(heads(), name);
  }

  private List<Head> heads() {
    return List.of(act, here, kind, mainClass, category);
  }

  /** The same model with each head put through a change. */
  public TextModel withHeads(UnaryOperator<Head> change) {
    return new TextModel(
        sources, heads().stream().map(change).toList(), quick, mainClasses, categories);
  }

  /** Reads a text in its {@linkplain PlainText plain form}. */
  public Reading read(String plain) {
    return new Reading(plain, Features.of(plain));
  }

  /** What the model finds in one text. */
  public final class Reading {
    private final String plain;
    private final Features features;
    private final float norm;
    private final float actScore;
    private final float hereScore;
    private final float[] kindScores;

    private Reading(String plain, Features features) {
      this.plain = plain;
      this.features = features;
      int[] sums = quick.sums(features);
      this.norm = (float) Math.sqrt(Math.max(1, sums[2 + kind.labels().size()]));
      this.actScore = TextModel.scores(act, sums, 0, norm)[0];
      this.hereScore = TextModel.scores(here, sums, 1, norm)[0];
      this.kindScores = TextModel.scores(kind, sums, 2, norm);
    }

    /**
     * Probability that somebody must act or answer: what {@link #ACT} says of it, or {@link #HERE}
     * where that is less.
     *
     * @param evidence what else speaks for it, in log-odds; 0 for nothing
     */
    public double act(double evidence) {
      double logOdds = Math.min(logOdds(act, actScore), logOdds(here, hereScore));
      return 1 / (1 + Math.exp(-(logOdds + evidence)));
    }

    /** The head that the probability comes from. */
    String decisive() {
      return logOdds(act, actScore) <= logOdds(here, hereScore) ? ACT : HERE;
    }

    /** What a head makes of it, for each of its labels, before it becomes a probability. */
    public float[] scores(String headName) {
      return switch (headName) {
        case ACT -> new float[] {actScore};
        case HERE -> new float[] {hereScore};
        case KIND -> kindScores.clone();
        case MAIN_CLASS -> TextModel.scores(mainClass, mainClasses.sums(features), 0, norm);
        case CATEGORY -> TextModel.scores(category, categories.sums(features), 0, norm);
        default -> throw new IllegalArgumentException("no head " + headName);
      };
    }

    /** The likeliest kind among some. */
    public Guess kind(Set<String> among) {
      return new Guess(kind, kindScores, among);
    }

    /** The likeliest main class. */
    public Guess mainClass() {
      return new Guess(mainClass, scores(MAIN_CLASS), null);
    }

    /** The likeliest category. */
    public Guess category() {
      return new Guess(category, scores(CATEGORY), null);
    }

    /** What weighed most for and against an answer of a head, the heaviest first. */
    public List<Feature> strongest(String headName, String label, int most) {
      Head head = head(headName);
      int answer = Math.max(0, head.labels().indexOf(label));
      IntUnaryOperator weights = weights(headName, answer);
      Heaviest heaviest = new Heaviest(Math.min(most, features.size()));
      for (int i = 0; i < features.size(); i++) {
        heaviest.offer(features.bucket(i), weights.applyAsInt(features.bucket(i)));
      }
      double unit = (double) head.scale()[answer] * head.slope() / norm;
      List<Feature> strongest = new ArrayList<>();
      for (int i = 0; i < heaviest.size; i++) {
        strongest.add(new Feature(features.name(heaviest.buckets[i]), heaviest.weights[i] * unit));
      }
      return strongest;
    }

    private IntUnaryOperator weights(String headName, int answer) {
      return switch (headName) {
        case ACT -> bucket -> quick.weight(bucket, 0);
        case HERE -> bucket -> quick.weight(bucket, 1);
        case KIND -> bucket -> quick.weight(bucket, 2 + answer);
        case MAIN_CLASS -> bucket -> mainClasses.weight(bucket, answer);
        default -> bucket -> categories.weight(bucket, answer);
      };
    }
  }

  /** The heaviest few in order, each once; of two that weigh the same, the one that came first. */
  private static final class Heaviest {
    private final int[] buckets;
    private final int[] weights;
    private int size;

    private Heaviest(int most) {
      buckets = new int[most];
      weights = new int[most];
    }

    private void offer(int bucket, int weight) {
      if (Math.abs(weight) <= least()) {
        return;
      }
      int at = 0;
      while (at < size && Math.abs(weights[at]) >= Math.abs(weight)) {
        if (buckets[at++] == bucket) {
          return;
        }
      }
      size = Math.min(size + 1, buckets.length);
      System.arraycopy(buckets, at, buckets, at + 1, size - at - 1);
      System.arraycopy(weights, at, weights, at + 1, size - at - 1);
      buckets[at] = bucket;
      weights[at] = weight;
    }

    /** What must be exceeded. */
    private int least() {
      return size < buckets.length ? 0 : Math.abs(weights[size - 1]);
    }
  }

  private static double logOdds(Head head, float score) {
    return head.slope() * score + head.offset();
  }

  private static float[] scores(Head head, int[] sums, int from, float norm) {
    float[] scores = new float[head.labels().size()];
    for (int label = 0; label < scores.length; label++) {
      scores[label] = sums[from + label] * head.scale()[label] / norm + head.bias()[label];
    }
    return scores;
  }

  // ------------------------------------------------------------------ the file

  /** Writes it; the same model always gives the same bytes. */
  public void write(OutputStream out) throws IOException {
    try (DataOutputStream data = new DataOutputStream(new GZIPOutputStream(out))) {
      writePlain(data);
    }
  }

  private void writePlain(DataOutputStream data) throws IOException {
    data.writeInt(FORMAT);
    data.writeUTF(Features.version());
    data.writeInt(sources.size());
    for (Source source : sources) {
      data.writeUTF(source.file());
      data.writeInt(source.rows());
      data.writeUTF(source.sha256());
    }
    for (Head head : heads()) {
      data.writeUTF(head.name());
      data.writeFloat(head.slope());
      data.writeFloat(head.offset());
      data.writeInt(head.labels().size());
      for (int i = 0; i < head.labels().size(); i++) {
        data.writeUTF(head.labels().get(i));
        data.writeFloat(head.scale()[i]);
        data.writeFloat(head.bias()[i]);
      }
    }
    quick.write(data);
    mainClasses.write(data);
    categories.write(data);
  }

  /**
   * Reads one that was written.
   *
   * @throws IOException when it is not a model, or one of another format
   */
  public static TextModel read(InputStream in) throws IOException {
    try (DataInputStream data = new DataInputStream(new GZIPInputStream(in))) {
      if (data.readInt() != FORMAT) {
        throw new IOException("a model of another format");
      }
      if (!data.readUTF().equals(Features.version())) {
        throw new IOException("a model that was trained with another lexicon");
      }
      List<Source> sources = new ArrayList<>();
      for (int n = data.readInt(); n > 0; n--) {
        sources.add(new Source(data.readUTF(), data.readInt(), data.readUTF()));
      }
      List<Head> heads = new ArrayList<>();
      for (int n = 0; n < HEADS; n++) {
        heads.add(readHead(data));
      }
      return new TextModel(
          sources,
          heads,
          FeatureTable.read(data),
          FeatureTable.read(data),
          FeatureTable.read(data));
    }
  }

  private static Head readHead(DataInputStream data) throws IOException {
    String name = data.readUTF();
    float slope = data.readFloat();
    float offset = data.readFloat();
    int size = data.readInt();
    List<String> labels = new ArrayList<>();
    float[] scale = new float[size];
    float[] bias = new float[size];
    for (int i = 0; i < size; i++) {
      labels.add(data.readUTF());
      scale[i] = data.readFloat();
      bias[i] = data.readFloat();
    }
    return new Head(name, List.copyOf(labels), scale, bias, slope, offset);
  }

  private String fingerprint() {
    CRC32 sum = new CRC32();
    try (DataOutputStream data =
        new DataOutputStream(new CheckedOutputStream(OutputStream.nullOutputStream(), sum))) {
      writePlain(data);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return HexFormat.of().toHexDigits((int) sum.getValue());
  }

  /** The model that comes with the router, read once; empty where none was packed. */
  public static Optional<TextModel> builtIn() {
    return BuiltIn.MODEL;
  }

  private static final class BuiltIn {
    private static final Optional<TextModel> MODEL = packed();

    private static Optional<TextModel> packed() {
      try (InputStream in = TextModel.class.getResourceAsStream("triage.model")) {
        return in == null ? Optional.empty() : Optional.of(read(in));
      } catch (IOException e) {
        throw new IllegalStateException("the built-in model cannot be read", e);
      }
    }
  }
}
