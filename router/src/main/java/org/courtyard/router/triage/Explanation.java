package org.courtyard.router.triage;

import java.util.List;
import java.util.Optional;
import org.courtyard.schemas.Intent;
import org.courtyard.schemas.Verdict;

/**
 * Everything that went into a verdict.
 *
 * @param plain the text as rules and model see it
 * @param fired every rule that fired, the highest priority first
 * @param byModel what the model alone makes of it; empty where there is none
 * @param places spots that the text names
 */
public record Explanation(
    String plain,
    Verdict verdict,
    List<Fired> fired,
    Optional<ByModel> byModel,
    List<String> places) {

  /** A rule and the words it fired on. */
  public record Fired(String rule, Intent intent, String category, List<String> words) {}

  /**
   * The model's view.
   *
   * @param version of the model
   * @param act probability that somebody must act or answer, before any rule
   * @param kind the likeliest of all kinds
   * @param mainClass the likeliest main class, were it a grievance
   * @param category the likeliest category, were it a grievance
   * @param forAndAgainst what weighed most in {@code act}
   * @param forCategory what weighed most for the category
   */
  public record ByModel(
      String version,
      double act,
      TextModel.Guess kind,
      TextModel.Guess mainClass,
      TextModel.Guess category,
      List<TextModel.Feature> forAndAgainst,
      List<TextModel.Feature> forCategory) {

    static ByModel of(TextModel model, TextModel.Reading reading, int most) {
      TextModel.Guess category = reading.category();
      return new ByModel(
          model.version(),
          reading.act(0),
          reading.kind(null),
          reading.mainClass(),
          category,
          reading.strongest(reading.decisive(), "yes", most),
          reading.strongest(TextModel.CATEGORY, category.label(), most));
    }
  }
}
