package org.courtyard.router.correlation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.EnumSet;
import java.util.List;
import org.courtyard.schemas.Message;
import org.junit.jupiter.api.Test;

class WeightsTest {
  private static final String TABLE =
      """
      clue,report,talk,handler,opening
      SAME_SPOT,0.70,,,
      BIAS,,,,0.70
      """;

  private static Scales.Weighing weigh(EnumSet<Clue> clues, EnumSet<Clue> opening) {
    return Weights.of(TABLE)
        .weigh(new Message(), Speech.REPORT, List.of(new Suspect("FY-1", clues)), opening);
  }

  @Test
  void aCaseSomethingNewAndNothingShareOneProbability() {
    // When
    Scales.Weighing weighing = weigh(EnumSet.of(Clue.SAME_SPOT), EnumSet.of(Clue.BIAS));
    // Then
    double likeliest = weighing.cases().getFirst().score();
    assertThat(likeliest).isEqualTo(weighing.opens());
    assertThat(likeliest + weighing.opens() + weighing.none()).isEqualTo(1, within(1e-9));
    assertThat(likeliest / weighing.none()).isEqualTo(Math.exp(0.7), within(1e-9));
  }

  @Test
  void aMessageThatOpensNoCaseIsAboutNothingNew() {
    // When
    Scales.Weighing weighing = weigh(EnumSet.of(Clue.BIAS), EnumSet.noneOf(Clue.class));
    // Then a clue without a weight counts nothing
    assertThat(weighing.opens()).isZero();
    assertThat(weighing.cases().getFirst().score()).isEqualTo(0.5);
  }

  @Test
  void theTableIsReadAsItWasWritten() {
    // Given
    String packed = Weights.builtIn().toString();
    // When / Then
    assertThat(Weights.of(packed)).hasToString(packed);
    assertThatThrownBy(() -> Weights.of("word,weight\n"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
