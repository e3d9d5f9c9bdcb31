package org.courtyard.bench.training;

import java.util.List;

/**
 * Turns a score into a probability.
 *
 * @param slope of the logistic curve; for several labels the factor before the softmax
 * @param offset of the logistic curve; 0 for several labels
 */
public record Calibration(float slope, float offset) {

  /** Scores as they are. */
  public static final Calibration NONE = new Calibration(2, 0);

  /** A score that a model gave to a text it had not seen, and what was true. */
  public record Scored(double score, boolean yes) {}

  /** Scores of all labels for one text, and which was right. */
  public record Ranked(float[] scores, int right) {}

  /** The logistic curve that makes what was true likeliest (Platt 1999), by Newton's method. */
  public static Calibration logistic(List<Scored> scored) {
    double a = 1;
    double b = 0;
    for (int step = 0; step < 50; step++) {
      double ga = 0;
      double gb = 0;
      double haa = 1e-6;
      double hab = 0;
      double hbb = 1e-6;
      for (Scored s : scored) {
        double p = 1 / (1 + Math.exp(-(a * s.score + b)));
        double error = p - (s.yes ? 1 : 0);
        double spread = p * (1 - p);
        ga += error * s.score;
        gb += error;
        haa += spread * s.score * s.score;
        hab += spread * s.score;
        hbb += spread;
      }
      double determinant = haa * hbb - hab * hab;
      a -= (hbb * ga - hab * gb) / determinant;
      b -= (haa * gb - hab * ga) / determinant;
    }
    return new Calibration((float) a, (float) b);
  }

  /** The same where a yes is likelier by so many log-odds. */
  public Calibration shifted(float logOdds) {
    return new Calibration(slope, offset + logOdds);
  }

  /** The factor that makes what was right likeliest, by golden section on its logarithm. */
  public static Calibration softmax(List<Ranked> ranked) {
    double low = Math.log(0.2);
    double high = Math.log(20);
    double golden = (Math.sqrt(5) - 1) / 2;
    for (int step = 0; step < 30; step++) {
      double left = high - golden * (high - low);
      double right = low + golden * (high - low);
      if (unlikeliness(ranked, Math.exp(left)) < unlikeliness(ranked, Math.exp(right))) {
        high = right;
      } else {
        low = left;
      }
    }
    return new Calibration((float) Math.exp((low + high) / 2), 0);
  }

  private static double unlikeliness(List<Ranked> ranked, double slope) {
    double sum = 0;
    for (Ranked r : ranked) {
      double all = 0;
      for (float score : r.scores) {
        all += Math.exp(slope * (score - r.scores[r.right]));
      }
      sum += Math.log(all);
    }
    return sum;
  }
}
