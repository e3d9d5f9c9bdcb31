package org.courtyard.router.correlation;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import org.courtyard.schemas.Message;

/**
 * How much each {@link Clue} counts for each {@link Speech}, in natural logarithms of odds: 0.7
 * doubles them, 2.3 makes them tenfold. Fitted by {@code ./courtyard train-clues}. Immutable.
 */
public final class Weights implements Scales {
  private static final String CLUE = "clue";

  private final Map<Speech, double[]> weights;

  /**
   * Weights of all clues.
   *
   * @param weights for each speech one for each clue, in the order of {@link Clue#values()}
   */
  public Weights(Map<Speech, double[]> weights) {
    this.weights = new EnumMap<>(Speech.class);
    weights.forEach((speech, of) -> this.weights.put(speech, of.clone()));
  }

  /** Those that come with the router. */
  public static Weights builtIn() {
    return BuiltIn.WEIGHTS;
  }

  private static final class BuiltIn {
    private static final Weights WEIGHTS = packed();

    private static Weights packed() {
      try (InputStream in = Weights.class.getResourceAsStream("clues.csv")) {
        return of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /**
   * Reads a table as {@link #toString} writes it; a clue that it does not name counts nothing.
   *
   * @throws IllegalArgumentException when it is none, or names a clue that does not exist
   */
  public static Weights of(String csv) {
    List<String> lines = csv.lines().filter(line -> !line.isBlank()).toList();
    if (lines.isEmpty() || !lines.getFirst().equals(header())) {
      throw new IllegalArgumentException("a table of weights begins with " + header());
    }
    Map<Speech, double[]> weights = new EnumMap<>(Speech.class);
    for (Speech speech : Speech.values()) {
      weights.put(speech, new double[Clue.values().length]);
    }
    for (String line : lines.subList(1, lines.size())) {
      String[] cells = line.split(",", -1);
      Clue clue = Clue.valueOf(cells[0]);
      for (Speech speech : Speech.values()) {
        String cell = cells[1 + speech.ordinal()];
        weights.get(speech)[clue.ordinal()] = cell.isEmpty() ? 0 : Double.parseDouble(cell);
      }
    }
    return new Weights(weights);
  }

  private static String header() {
    StringJoiner header = new StringJoiner(",");
    header.add(CLUE);
    for (Speech speech : Speech.values()) {
      header.add(speech.name().toLowerCase(Locale.ROOT));
    }
    return header.toString();
  }

  /** As a table: a line for each clue, a column for each speech. */
  @Override
  public String toString() {
    StringBuilder table = new StringBuilder(header()).append('\n');
    for (Clue clue : Clue.values()) {
      table.append(clue);
      for (Speech speech : Speech.values()) {
        double weight = weights.get(speech)[clue.ordinal()];
        table.append(',').append(weight == 0 ? "" : String.format(Locale.ROOT, "%.2f", weight));
      }
      table.append('\n');
    }
    return table.toString();
  }

  @Override
  public Weighing weigh(
      Message message, Speech speech, List<Suspect> suspects, EnumSet<Clue> opening) {
    double opens = opening.isEmpty() ? 0 : odds(Speech.OPENING, opening);
    double all = 1 + opens;
    double[] odds = new double[suspects.size()];
    for (int i = 0; i < odds.length; i++) {
      odds[i] = odds(speech, suspects.get(i).clues());
      all += odds[i];
    }
    List<Bearing> bearings = new ArrayList<>(odds.length);
    for (int i = 0; i < odds.length; i++) {
      Suspect suspect = suspects.get(i);
      bearings.add(new Bearing(suspect.caseId(), suspect.clues(), odds[i] / all));
    }
    bearings.sort(Comparator.comparingDouble(Bearing::score).reversed());
    return new Weighing(bearings, opens / all, 1 / all);
  }

  private double odds(Speech speech, EnumSet<Clue> clues) {
    double[] of = weights.get(speech);
    double sum = 0;
    for (Clue clue : clues) {
      sum += of[clue.ordinal()];
    }
    return Math.exp(sum);
  }
}
