package org.courtyard.bench.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CalibrationTest {

  @Test
  void findsTheCurveThatMadeTheAnswers() {
    // Given: yes with the probability 1 / (1 + exp(-(3 s - 1)))
    Random random = new Random(7);
    List<Calibration.Scored> scored = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      double score = random.nextGaussian();
      double yes = 1 / (1 + Math.exp(-(3 * score - 1)));
      scored.add(new Calibration.Scored(score, random.nextDouble() < yes));
    }

    // When
    Calibration curve = Calibration.logistic(scored);

    // Then
    assertThat(curve.slope()).isCloseTo(3, within(0.15f));
    assertThat(curve.offset()).isCloseTo(-1, within(0.1f));
  }

  @Test
  void isLessSureWhereScoresMislead() {
    // Given
    List<Calibration.Ranked> good = new ArrayList<>();
    List<Calibration.Ranked> mixed = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      good.add(new Calibration.Ranked(new float[] {1, 0, 0}, 0));
      mixed.add(new Calibration.Ranked(new float[] {1, 0, 0}, i % 2));
    }

    // When and then
    assertThat(Calibration.softmax(good).slope()).isGreaterThan(Calibration.softmax(mixed).slope());
  }
}
