package org.courtyard.router.correlation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.courtyard.schemas.Case;
import org.courtyard.schemas.Matter;
import org.junit.jupiter.api.Test;

class MatterIndexTest {
  private final MatterIndex index = new MatterIndex();

  private static Matter matter(String id, String category, String text) {
    Case c = new Case();
    c.setId(id);
    c.setPlaceId("B1");
    c.setSpots(List.of());
    c.setCategory(category);
    c.setOccurredAt(Instant.EPOCH);
    return Hearing.begins(c, text);
  }

  private String alike(String text) {
    return index.alike(text).map(similar -> similar.matter().getCaseId()).orElse(null);
  }

  @Test
  void findsTheMatterThatIsToldInOtherWords() {
    // Given
    index.put(matter("T-1", "NOISE", "北门外面的工地半夜还在打桩"));
    index.put(matter("T-2", "RUBBISH", "车棚旁边的旧沙发堆了半个月"));
    // When
    String found = alike("工地又在打桩，北门这边睡不着");
    // Then
    assertThat(found).isEqualTo("T-1");
  }

  @Test
  void findsNothingWhereNothingIsAlike() {
    // Given
    index.put(matter("T-1", "NOISE", "北门外面的工地半夜还在打桩"));
    // When / Then
    assertThat(alike("幼儿园门口的积水能没过鞋面")).isNull();
  }

  @Test
  void alwaysFindsAnExactRepeatHoweverItIsTyped() {
    // Given a crowd of matters that all speak of much the same
    IntStream.range(0, 500)
        .forEach(n -> index.put(matter("T-" + n, "LIFT", "电梯坏了第" + n + "天没人修理")));
    // When / Then
    assertThat(alike("電梯壞了，第321天沒人修理！")).isEqualTo("T-321");
  }

  @Test
  void aMatterThatIsGoneIsNotFound() {
    // Given
    index.put(matter("T-1", "NOISE", "北门外面的工地半夜还在打桩"));
    // When
    index.remove("T-1");
    // Then
    assertThat(alike("北门外面的工地半夜还在打桩")).isNull();
    assertThat(index.ofCategory("NOISE", 10)).isEmpty();
    assertThat(index.size()).isZero();
  }

  @Test
  void aMatterThatWasSpokenOfLastComesFirstInItsCategory() {
    // Given
    Matter first = matter("T-1", "NOISE", "工地半夜打桩");
    index.put(first);
    index.put(matter("T-2", "NOISE", "楼上孩子蹦跳"));
    // When
    index.put(first);
    // Then
    assertThat(index.ofCategory("NOISE", 10))
        .extracting(Matter::getCaseId)
        .containsExactly("T-1", "T-2");
    assertThat(index.ofCategory("NOISE", 1)).hasSize(1);
  }

  @Test
  void aMatterThatMovedToAnotherCategoryIsFoundThere() {
    // Given
    Matter matter = matter("T-1", "NOISE", "工地半夜打桩");
    index.put(matter);
    // When
    index.put(Matter.newBuilder(matter).setCategory("ROAD").build());
    // Then
    assertThat(index.ofCategory("NOISE", 10)).isEmpty();
    assertThat(index.ofCategory("ROAD", 10)).hasSize(1);
  }
}
