package org.courtyard.bench.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.courtyard.bench.verify.Records.CASE;
import static org.courtyard.bench.verify.Records.became;
import static org.courtyard.bench.verify.Records.breached;
import static org.courtyard.bench.verify.Records.commanded;
import static org.courtyard.bench.verify.Records.event;
import static org.courtyard.bench.verify.Records.happened;
import static org.courtyard.bench.verify.Records.judge;
import static org.courtyard.bench.verify.Records.planned;
import static org.courtyard.bench.verify.Records.said;

import java.util.List;
import org.courtyard.bench.verify.Entry.DeadLetter;
import org.courtyard.bench.verify.Entry.Unreadable;
import org.courtyard.schemas.Action;
import org.courtyard.schemas.CaseState;
import org.courtyard.schemas.DeliveryPurpose;
import org.courtyard.schemas.EventType;
import org.courtyard.schemas.OutcomeKind;
import org.courtyard.schemas.Topics;
import org.junit.jupiter.api.Test;

class PlacementCheckTest {
  private static final List<Entry> GOOD =
      List.of(
          said("m1"),
          became("m1", OutcomeKind.OPENED, CASE),
          became("m2", OutcomeKind.CHATTER, null),
          happened(event(EventType.OPENED, CaseState.RECEIVED, 1)),
          commanded("k1", Action.CLAIM),
          breached(Records.DUE));

  @Test
  void recordsInTheirPartitionsHold() {
    Finding finding = judge(new PlacementCheck(), GOOD.toArray(Entry[]::new));

    assertThat(finding.first()).isEmpty();
    assertThat(finding.examined()).isEqualTo(GOOD.size());
  }

  @Test
  void recordInAnotherPartitionBreaksIt() {
    for (Entry good : GOOD) {
      Entry astray =
          new Entry(
              good.topic(),
              (good.partition() + 1) % good.partitions(),
              good.partitions(),
              good.acceptedAt(),
              good.key(),
              good.value());

      boolean chatter = good.key().endsWith("m2");
      assertThat(judge(new PlacementCheck(), astray).holds()).as(good.topic()).isEqualTo(chatter);
    }
  }

  @Test
  void recordWithAnotherKeyBreaksIt() {
    for (Entry good : GOOD) {
      Entry renamed =
          new Entry(
              good.topic(),
              good.partition(),
              good.partitions(),
              good.acceptedAt(),
              "other",
              good.value());

      assertThat(judge(new PlacementCheck(), renamed).holds()).as(good.topic()).isFalse();
    }
  }

  @Test
  void destinationSpreadOverPartitionsBreaksIt() {
    Entry first = planned("d1", DeliveryPurpose.RESULT);
    Entry second = planned("d2", DeliveryPurpose.RESULT);
    Entry astray =
        new Entry(
            second.topic(),
            (second.partition() + 1) % second.partitions(),
            second.partitions(),
            second.acceptedAt(),
            second.key(),
            second.value());

    assertThat(judge(new PlacementCheck(), first, second).holds()).isTrue();
    assertThat(judge(new PlacementCheck(), first, astray).holds()).isFalse();
  }

  @Test
  void recordThatCannotBeDecodedBreaksReadability() {
    Entry unreadable = new Entry("messages", 0, 4, Records.EIGHT, "k", new Unreadable(17, "no"));

    assertThat(judge(new ReadableCheck(), said("m1")).holds()).isTrue();
    assertThat(judge(new ReadableCheck(), unreadable).first())
        .containsExactly("messages-0 at 17: no");
  }

  @Test
  void deadLettersAreCountedByTopic() {
    Entry letter = new Entry(Topics.ROUTER_DLQ.name(), 0, 1, Records.EIGHT, "k", new DeadLetter());

    Finding finding = judge(new DeadLetterCount(), letter, letter);

    assertThat(finding.holds()).isTrue();
    assertThat(finding.counts()).containsEntry("router-dlq", 2L).containsEntry("notifier-dlq", 0L);
  }
}
