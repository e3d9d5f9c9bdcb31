package org.courtyard.router.triage;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.zip.CRC32;
import java.util.zip.CheckedOutputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * A linear model over hashed character n-grams, in a few megabytes and without a word of what it
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

  /** An answer and how sure it is, 0 to 1. */
  public record Guess(String label, double probability) {}

  /** A stretch of text and how much it weighed; positive speaks for the answer. */
  public record Feature(String stretch, double weight) {}

  private final List<Source> sources;
  private final byte[] squares;
  private final List<Head> heads;
  private final Lanes quick;
  private final Lanes rest;
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
    this.quick = new Lanes(List.of(head(ACT), head(KIND)), squares);
    this.rest = new Lanes(List.of(head(MAIN_CLASS), head(CATEGORY)), squares);
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

  /** Reads a text in its {@linkplain PlainText plain form}. */
  public Reading read(String plain) {
    return new Reading(plain, NGrams.of(plain));
  }

  /** What the model finds in one text. */
  public final class Reading {
    private final String plain;
    private final NGrams grams;
    private final float[] quickScores;
    private float[] restScores;

    private Reading(String plain, NGrams grams) {
      this.plain = plain;
      this.grams = grams;
      this.quickScores = quick.scores(grams);
    }

    /** Probability that somebody must act or answer. */
    public double act() {
      Head act = quick.heads.getFirst();
      return 1 / (1 + Math.exp(-(act.slope() * quickScores[0] + act.offset())));
    }

    /** The likeliest kind among some. */
    public Guess kind(List<String> among) {
      return best(quick.heads.get(1), quickScores, 1, among);
    }

    /** The likeliest main class. */
    public Guess mainClass() {
      return best(rest.heads.getFirst(), restScores(), 0, null);
    }

    /** The likeliest category. */
    public Guess category() {
      Head main = rest.heads.getFirst();
      return best(rest.heads.get(1), restScores(), main.labels().size(), null);
    }

    /** What weighed most for and against an answer of a head, the heaviest first. */
    public List<Feature> strongest(String headName, String label, int most) {
      Head head = head(headName);
      int row = Math.max(0, head.labels().indexOf(label));
      double norm = norm(grams);
      int[] heaviest =
          IntStream.range(0, grams.size())
              .boxed()
              .sorted(Comparator.comparingInt(i -> -Math.abs(weight(head, row, i))))
              .limit(most)
              .mapToInt(Integer::intValue)
              .toArray();
      String[] stretches =
          NGrams.stretches(plain, IntStream.of(heaviest).map(grams::bucket).toArray());
      List<Feature> features = new ArrayList<>();
      for (int i = 0; i < heaviest.length; i++) {
        double weight = weight(head, row, heaviest[i]) * head.scale()[row] * head.slope() / norm;
        features.add(new Feature(stretches[i], weight));
      }
      return features;
    }

    private int weight(Head head, int row, int i) {
      return head.weights()[row][grams.bucket(i)] * grams.weight(i);
    }

    private float[] restScores() {
      if (restScores == null) {
        restScores = rest.scores(grams);
      }
      return restScores;
    }

    private static Guess best(Head head, float[] scores, int first, List<String> among) {
      int best = -1;
      for (int i = 0; i < head.labels().size(); i++) {
        boolean allowed = among == null || among.contains(head.labels().get(i));
        if (allowed && (best < 0 || scores[first + i] > scores[first + best])) {
          best = i;
        }
      }
      double all = 0;
      for (int i = 0; i < head.labels().size(); i++) {
        all += Math.exp(head.slope() * (scores[first + i] - scores[first + best]));
      }
      return new Guess(head.labels().get(best), 1 / all);
    }
  }

  private double norm(NGrams grams) {
    long sum = 0;
    for (int i = 0; i < grams.size(); i++) {
      sum += (long) grams.weight(i) * (squares[grams.bucket(i)] & 0xFF);
    }
    return Math.sqrt(Math.max(1, sum));
  }

  /** The weights of some heads, those of one n-gram side by side: a row of a few long words. */
  private static final class Lanes {
    private final List<Head> heads;
    private final int outputs;
    private final int words;
    private final long[] rows;

    /** The last lane holds the squares. */
    private Lanes(List<Head> heads, byte[] squares) {
      this.heads = heads;
      this.outputs = heads.stream().mapToInt(head -> head.labels().size()).sum();
      this.words = (outputs + 1 + 7) / 8;
      this.rows = new long[NGrams.BUCKETS * words];
      int lane = 0;
      for (Head head : heads) {
        for (byte[] weights : head.weights()) {
          fill(lane++, weights, ZERO);
        }
      }
      fill(lane, squares, 0);
    }

    private void fill(int lane, byte[] values, int zero) {
      for (int bucket = 0; bucket < NGrams.BUCKETS; bucket++) {
        rows[bucket * words + lane / 8] |= (long) ((values[bucket] + zero) & 0xFF) << lane % 8 * 8;
      }
    }

    float[] scores(NGrams grams) {
      int[] sums = new int[words * 8];
      long[] lanes = new long[words * 2];
      int summed = 0;
      int weights = 0;
      for (int i = 0; i < grams.size(); i++) {
        int weight = grams.weight(i);
        if (summed + weight > BEFORE_OVERFLOW) {
          empty(lanes, sums);
          summed = 0;
        }
        summed += weight;
        weights += weight;
        int row = grams.bucket(i) * words;
        for (int w = 0; w < words; w++) {
          long bytes = rows[row + w];
          lanes[2 * w] += (bytes & EVEN) * weight;
          lanes[2 * w + 1] += (bytes >>> 8 & EVEN) * weight;
        }
      }
      empty(lanes, sums);
      return scores(sums, weights);
    }

    private static void empty(long[] lanes, int[] sums) {
      for (int i = 0; i < lanes.length; i++) {
        for (int lane = 0; lane < 4; lane++) {
          sums[i / 2 * 8 + lane * 2 + i % 2] += (int) (lanes[i] >>> lane * 16 & 0xFFFF);
        }
        lanes[i] = 0;
      }
    }

    private float[] scores(int[] sums, int weights) {
      float norm = (float) Math.sqrt(Math.max(1, sums[outputs]));
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
      List<Source> sources = new ArrayList<>();
      for (int n = data.readInt(); n > 0; n--) {
        sources.add(new Source(data.readUTF(), data.readInt(), data.readUTF()));
      }
      byte[] squares = data.readNBytes(NGrams.BUCKETS);
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
      weights[i] = data.readNBytes(NGrams.BUCKETS);
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

  /** The model that comes with the router; empty where none was packed. */
  public static Optional<TextModel> builtIn() {
    try (InputStream in = TextModel.class.getResourceAsStream("triage.model")) {
      return in == null ? Optional.empty() : Optional.of(read(in));
    } catch (IOException e) {
      throw new IllegalStateException("the built-in model cannot be read", e);
    }
  }
}
