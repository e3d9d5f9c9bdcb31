package org.courtyard.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.courtyard.schemas.Topic;
import org.courtyard.schemas.Topics;
import org.junit.jupiter.api.Test;

class PrerequisitesTest {
  private static final List<Topic<?>> TOPICS =
      List.of(Topics.CASE_EVENTS, Topics.CLOCK_TICKS, Topics.RULES);

  @Test
  void topicsKeyedByShardMustAgree() {
    // Given
    Map<String, Integer> partitions = all(4);
    partitions.put("clock-ticks", 8);

    // When, Then
    assertThatThrownBy(() -> Prerequisites.equalPartitions(TOPICS, partitions))
        .isInstanceOf(Prerequisites.UnequalPartitions.class)
        .hasMessageContaining("clock-ticks=8")
        .hasMessageContaining("case-events=4");
  }

  @Test
  void messagesMeetTheirGroupsByPartition() {
    // Given
    List<Topic<?>> topics = List.of(Topics.CASE_EVENTS, Topics.MESSAGES, Topics.GROUPS);
    Map<String, Integer> partitions = Map.of("case-events", 4, "messages", 8, "groups", 4);

    // When, Then
    assertThatThrownBy(() -> Prerequisites.equalPartitions(topics, partitions))
        .hasMessageContaining("messages=8");
  }

  @Test
  void otherTopicsMayDiffer() {
    // Given
    Map<String, Integer> partitions = all(4);
    partitions.put("rules", 1);

    // When
    int agreed = Prerequisites.equalPartitions(TOPICS, partitions);

    // Then
    assertThat(agreed).isEqualTo(4);
  }

  private static Map<String, Integer> all(int partitions) {
    return new HashMap<>(
        TOPICS.stream().collect(Collectors.toMap(Topic::name, topic -> partitions)));
  }
}
