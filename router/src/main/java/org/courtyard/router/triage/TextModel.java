package org.courtyard.router.triage;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.zip.CRC32;
import java.util.zip.CheckedOutputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * A linear model over hashed character n-features, in a few megabytes and without a word of what it
 * was trained on. It answers several questions about one text, each by a head of its own: whether
 * somebody must act ({@link #ACT}), of what kind it is ({@link #KIND}), which main class ({@link
 * #MAIN_CLASS}) and which category ({@link #CATEGORY}) a grievance belongs to.
 *
 * <p>A score is the sum of one signed byte for each n-gram, over the length of the text's vector.
 * Eight scores are summed at once in the lanes of two long words, so that a short message costs a
 * microsecond. Immutable and safe for use by many threads.
 */
public final class TextModel {
  /** Must somebody act or answer? One label; its probability is calibrated. */
  public static final String ACT = "act";

  /** Of what kind is it: names of intents. */
  public static final String KIND = "kind";

  /** To which main class does a grievance belong? */
  public static final String MAIN_CLASS = "main";

  /** To which category does a grievance belong: category codes. */
  public static final String CATEGORY = "category";

  private static final int FORMAT = 1;
  private static final long EVEN = 0x00FF00FF00FF00FFL;
  private static final int ZERO = 128;

  /** Sixteen bits hold so many bytes of 255. */
  private static final int BEFORE_OVERFLOW = 257;

  /**
   * One question.
   *
   * @param labels the possible answers
   * @param weights a signed byte for each label and n-gram; inverse document frequency is in it
   * @param scale what one step of a byte is worth, for each label
   * @param bias score of an empty text, for each label
   * @param slope turns scores into probabilities: logistic for one label, softmax for several
   * @param offset likewise, for one label
   */
  public record Head(
      String name,
      List<String> labels,
      byte[][] weights,
      float[] scale,
      float[] bias,
      float slope,
      float offset) {}

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

    private Guess(Head head, float[] scores, List<String> among) {
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
      return "%s %+.2f".formatted(stretch, weight);
    }
  }

  private final List<Source> sources;
  private final byte[] squares;
  private final List<Head> heads;
  private final Lanes quick;
  private final Lanes mainClasses;
  private final Lanes categories;
  private final String version;

  /**
   * A model of these heads.
   *
   * @param squares squared inverse document frequency of each n-gram, rounded, 0 to 255
   */
  public TextModel(List<Source> sources, byte[] squares, List<Head> heads) {
    this.sources = List.copyOf(sources);
    this.squares = squares;
    this.heads = List.copyOf(heads);
    this.quick = new Lanes(List.of(head(ACT), head(KIND)));
    this.mainClasses = new Lanes(List.of(head(MAIN_CLASS)));
    this.categories = new Lanes(List.of(head(CATEGORY)));
    this.version = fingerprint();
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
    return heads.stream().filter(head -> head.name().equals(name)).findFirst().orElseThrow();
  }

  /** The same model with each head put through a change. */
  public TextModel withHeads(UnaryOperator<Head> change) {
    return new TextModel(sources, squares, heads.stream().map(change).toList());
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
    private final float[] quickScores;

    private Reading(String plain, Features features) {
      this.plain = plain;
      this.features = features;
      this.norm = norm(features);
      this.quickScores = quick.scores(features, norm);
    }

    /**
     * Probability that somebody must act or answer.
     *
     * @param evidence what else speaks for it, in log-odds; 0 for nothing
     */
    public double act(double evidence) {
      Head act = quick.heads.getFirst();
      return 1 / (1 + Math.exp(-(act.slope() * quickScores[0] + act.offset() + evidence)));
    }

    /** What a head makes of it, for each of its labels, before it becomes a probability. */
    public float[] scores(String headName) {
      return switch (headName) {
        case ACT -> Arrays.copyOf(quickScores, 1);
        case KIND -> Arrays.copyOfRange(quickScores, 1, quickScores.length);
        case MAIN_CLASS -> mainClasses.scores(features, norm);
        case CATEGORY -> categories.scores(features, norm);
        default -> throw new IllegalArgumentException("no head " + headName);
      };
    }

    /** The likeliest kind among some. */
    public Guess kind(List<String> among) {
      return new Guess(head(KIND), Arrays.copyOfRange(quickScores, 1, quickScores.length), among);
    }

    /** The likeliest main class. */
    public Guess mainClass() {
      return new Guess(head(MAIN_CLASS), mainClasses.scores(features, norm), null);
    }

    /** The likeliest category. */
    public Guess category() {
      return new Guess(head(CATEGORY), categories.scores(features, norm), null);
    }

    /** What weighed most for and against an answer of a head, the heaviest first. */
    public List<Feature> strongest(String headName, String label, int most) {
      Head head = head(headName);
      int answer = Math.max(0, head.labels().indexOf(label));
      byte[] weights = head.weights()[answer];
      int[] heaviest = new int[Math.min(most, features.size())];
      Arrays.fill(heaviest, -1);
      for (int i = 0; i < features.size(); i++) {
        place(features.bucket(i), weights, heaviest);
      }
      int[] found = Arrays.stream(heaviest).filter(bucket -> bucket >= 0).toArray();
      String[] names = Features.names(plain, found);
      List<Feature> strongest = new ArrayList<>();
      for (int i = 0; i < found.length; i++) {
        double weight = weights[found[i]] * head.scale()[answer] * head.slope() / norm;
        strongest.add(new Feature(names[i], weight));
      }
      return strongest;
    }

    /** Keeps the heaviest few in order, each once. */
    private static void place(int bucket, byte[] weights, int[] heaviest) {
      int weight = Math.abs(weights[bucket]);
      int at = heaviest.length;
      for (int i = 0; i < heaviest.length; i++) {
        if (heaviest[i] == bucket) {
          return;
        }
        if (at == heaviest.length && (heaviest[i] < 0 || Math.abs(weights[heaviest[i]]) < weight)) {
          at = i;
        }
      }
      if (at < heaviest.length && weight > 0) {
        System.arraycopy(heaviest, at, heaviest, at + 1, heaviest.length - at - 1);
        heaviest[at] = bucket;
      }
    }
  }

  private float norm(Features features) {
    long sum = 0;
    for (int i = 0; i < features.size(); i++) {
      sum += (long) features.weight(i) * (squares[features.bucket(i)] & 0xFF);
    }
    return (float) Math.sqrt(Math.max(1, sum));
  }

  /**
   * The weights of some heads, those of one feature side by side: a row of a few long words. Only
   * features that weigh anything have a row; which ones do fits the processor's first cache.
   */
  private static final class Lanes {
    private final List<Head> heads;
    private final int outputs;
    private final int words;
    private final long[] present = new long[Features.BUCKETS / 64];
    private final int[] rowsBefore = new int[Features.BUCKETS / 64];
    private final long[] rows;

    private Lanes(List<Head> heads) {
      this.heads = heads;
      this.outputs = heads.stream().mapToInt(head -> head.labels().size()).sum();
      this.words = (outputs + 7) / 8;
      int count = 0;
      for (int bucket = 0; bucket < Features.BUCKETS; bucket++) {
        if (bucket % 64 == 0) {
          rowsBefore[bucket / 64] = count;
        }
        if (weighs(bucket)) {
          present[bucket / 64] |= 1L << bucket;
          count++;
        }
      }
      this.rows = new long[count * words];
      int lane = 0;
      for (Head head : heads) {
        for (byte[] weights : head.weights()) {
          fill(lane++, weights);
        }
      }
    }

    private boolean weighs(int bucket) {
      for (Head head : heads) {
        for (byte[] weights : head.weights()) {
          if (weights[bucket] != 0) {
            return true;
          }
        }
      }
      return false;
    }

    private void fill(int lane, byte[] weights) {
      for (int bucket = 0; bucket < Features.BUCKETS; bucket++) {
        int row = row(bucket);
        if (row >= 0) {
          rows[row + lane / 8] |= (long) ((weights[bucket] + ZERO) & 0xFF) << lane % 8 * 8;
        }
      }
    }

    /** Where a feature's row begins; -1 when it has none. */
    private int row(int bucket) {
      long word = present[bucket >>> 6];
      long bit = 1L << bucket;
      return (word & bit) == 0
          ? -1
          : (rowsBefore[bucket >>> 6] + Long.bitCount(word & (bit - 1))) * words;
    }

    float[] scores(Features features, float norm) {
      int[] sums = new int[words * 8];
      long[] lanes = new long[words * 2];
      int summed = 0;
      int weights = 0;
      for (int i = 0; i < features.size(); i++) {
        int row = row(features.bucket(i));
        if (row >= 0) {
          int weight = features.weight(i);
          if (summed + weight > BEFORE_OVERFLOW) {
            empty(lanes, sums);
            summed = 0;
          }
          summed += weight;
          weights += weight;
          add(row, weight, lanes);
        }
      }
      empty(lanes, sums);
      return scores(sums, weights, norm);
    }

    private void add(int row, int weight, long[] lanes) {
      for (int w = 0; w < words; w++) {
        long bytes = rows[row + w];
        lanes[2 * w] += (bytes & EVEN) * weight;
        lanes[2 * w + 1] += (bytes >>> 8 & EVEN) * weight;
      }
    }

    private static void empty(long[] lanes, int[] sums) {
      for (int i = 0; i < lanes.length; i++) {
        for (int lane = 0; lane < 4; lane++) {
          sums[i / 2 * 8 + lane * 2 + i % 2] += (int) (lanes[i] >>> lane * 16 & 0xFFFF);
        }
        lanes[i] = 0;
      }
    }

    private float[] scores(int[] sums, int weights, float norm) {
      float[] scores = new float[outputs];
      int lane = 0;
      for (Head head : heads) {
        for (int label = 0; label < head.labels().size(); label++, lane++) {
          float sum = sums[lane] - ZERO * weights;
          scores[lane] = sum * head.scale()[label] / norm + head.bias()[label];
        }
      }
      return scores;
    }
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
    data.write(squares);
    data.writeInt(heads.size());
    for (Head head : heads) {
      data.writeUTF(head.name());
      data.writeFloat(head.slope());
      data.writeFloat(head.offset());
      data.writeInt(head.labels().size());
      for (int i = 0; i < head.labels().size(); i++) {
        data.writeUTF(head.labels().get(i));
        data.writeFloat(head.scale()[i]);
        data.writeFloat(head.bias()[i]);
        data.write(head.weights()[i]);
      }
    }
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
      byte[] squares = data.readNBytes(Features.BUCKETS);
      List<Head> heads = new ArrayList<>();
      for (int n = data.readInt(); n > 0; n--) {
        heads.add(readHead(data));
      }
      return new TextModel(sources, squares, heads);
    }
  }

  private static Head readHead(DataInputStream data) throws IOException {
    String name = data.readUTF();
    float slope = data.readFloat();
    float offset = data.readFloat();
    int size = data.readInt();
    List<String> labels = new ArrayList<>();
    byte[][] weights = new byte[size][];
    float[] scale = new float[size];
    float[] bias = new float[size];
    for (int i = 0; i < size; i++) {
      labels.add(data.readUTF());
      scale[i] = data.readFloat();
      bias[i] = data.readFloat();
      weights[i] = data.readNBytes(Features.BUCKETS);
    }
    return new Head(name, List.copyOf(labels), weights, scale, bias, slope, offset);
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
