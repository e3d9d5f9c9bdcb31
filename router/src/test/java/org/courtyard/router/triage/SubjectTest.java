package org.courtyard.router.triage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

class SubjectTest {

  @Test
  void wordsThatShareNoCharacterSpeakOfOneThing() {
    assertThat(subjects("宽带又断了")).contains(Subject.INTERNET);
    assertThat(subjects("光纤被挖机挖了")).contains(Subject.INTERNET);
  }

  @Test
  void aTextMaySpeakOfSeveralThingsOrOfNone() {
    assertThat(subjects("电梯停了，楼道灯也不亮")).contains(Subject.LIFT, Subject.LIGHTS);
    assertThat(subjects("好的")).isEmpty();
  }

  private static Set<Subject> subjects(String text) {
    return Subject.in(PlainText.of(text));
  }
}
