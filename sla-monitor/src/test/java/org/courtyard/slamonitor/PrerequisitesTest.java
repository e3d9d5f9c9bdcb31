package org.courtyard.slamonitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.courtyard.schemas.Topic;
import org.junit.jupiter.api.Test;

class PrerequisitesTest {

  @Test
  void topicsKeyedByShardMustAgree() {
    // Given
    Map<String, Integer> partitions = all(4);
    partitions.put("clock-ticks", 8);

    // When, Then
    assertThatThrownBy(() -> Prerequisites.equalPartitions(partitions))
        .isInstanceOf(Prerequisites.UnequalPartitions.class)
        .hasMessageContaining("clock-ticks=8")
        .hasMessageContaining("case-events=4");
  }

  @Test
  void otherTopicsMayDiffer() {
    // Given
    Map<String, Integer> partitions = all(4);
    partitions.put("rules", 1);

    // When
    int agreed = Prerequisites.equalPartitions(partitions);

    // Then
    assertThat(agreed).isEqualTo(4);
  }

  private static Map<String, Integer> all(int partitions) {
    return new HashMap<>(
        SlaMonitorTopology.CO_PARTITIONED.stream()
            .collect(Collectors.toMap(Topic::name, topic -> partitions)));
  }
}
