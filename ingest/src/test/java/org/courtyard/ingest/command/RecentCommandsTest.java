package org.courtyard.ingest.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.courtyard.ingest.command.CommandStatus.Status.APPLIED;
import static org.courtyard.ingest.command.CommandStatus.Status.PENDING;
import static org.courtyard.ingest.command.CommandStatus.Status.REJECTED;

import java.time.Instant;
import org.courtyard.ingest.Events;
import org.courtyard.ingest.command.CommandStatus.Happened;
import org.courtyard.schemas.Action;
import org.courtyard.schemas.Actor;
import org.courtyard.schemas.CaseCommand;
import org.courtyard.schemas.CommandRejection;
import org.courtyard.schemas.EventType;
import org.courtyard.schemas.RejectionCode;
import org.junit.jupiter.api.Test;

class RecentCommandsTest {
  private final RecentCommands recent = new RecentCommands(3);

  @Test
  void aCommandIsPendingUntilItIsJudged() {
    // Given
    recent.accepted(command("k1", Action.CLAIM));
    assertThat(recent.status("A-1", "k1").orElseThrow().status()).isEqualTo(PENDING);
    // When
    recent.happened(Events.of("A-1", 4, EventType.CLAIMED, "k1", "somebody"));
    // Then
    CommandStatus status = recent.status("A-1", "k1").orElseThrow();
    assertThat(status.status()).isEqualTo(APPLIED);
    assertThat(status.tenant()).isEqualTo("fz");
    assertThat(status.events()).containsExactly(new Happened(4, "CLAIMED"));
  }

  @Test
  void orderAndRepetitionDoNotMatter() {
    // When
    recent.happened(Events.of("A-1", 4, EventType.ANSWERED, "k1", "somebody"));
    recent.happened(Events.of("A-1", 5, EventType.FEEDBACK_GIVEN, "k1", null));
    recent.happened(Events.of("A-1", 4, EventType.ANSWERED, "k1", "somebody"));
    recent.accepted(command("k1", Action.FEEDBACK));
    // Then
    assertThat(recent.status("A-1", "k1").orElseThrow().events())
        .containsExactly(new Happened(4, "ANSWERED"), new Happened(5, "FEEDBACK_GIVEN"));
  }

  @Test
  void aRejectedCommandSaysWhy() {
    recent.accepted(command("k1", Action.CLAIM));
    recent.rejected(
        new CommandRejection(
            "k1", "A-1", "fz", Action.CLAIM, RejectionCode.UNKNOWN_CASE, "no", Instant.EPOCH));
    CommandStatus status = recent.status("A-1", "k1").orElseThrow();
    assertThat(status.status()).isEqualTo(REJECTED);
    assertThat(status.code()).isEqualTo("UNKNOWN_CASE");
  }

  @Test
  void aRepeatThatIsRejectedStaysApplied() {
    recent.happened(Events.of("A-1", 4, EventType.CLAIMED, "k1", "somebody"));
    recent.rejected(
        new CommandRejection(
            "k1", "A-1", "fz", Action.CLAIM, RejectionCode.OUTDATED, "no", Instant.EPOCH));
    assertThat(recent.status("A-1", "k1").orElseThrow().status()).isEqualTo(APPLIED);
  }

  @Test
  void receiptsAndClocksTakeNoRoom() {
    recent.accepted(command("r1", Action.RECEIPT));
    recent.happened(Events.of("A-1", 5, EventType.DELIVERED, "r1", null));
    assertThat(recent.size()).isZero();
  }

  @Test
  void theOldestAreForgottenFirst() {
    for (int i = 1; i <= 4; i++) {
      recent.accepted(command("k" + i, Action.CLAIM));
    }
    assertThat(recent.size()).isEqualTo(3);
    assertThat(recent.status("A-1", "k1")).isEmpty();
    assertThat(recent.status("A-1", "k4")).isPresent();
    assertThat(recent.status("B-1", "k4")).isEmpty();
  }

  private static CaseCommand command(String id, Action action) {
    return CaseCommand.newBuilder()
        .setId(id)
        .setCaseId("A-1")
        .setTenant("fz")
        .setAction(action)
        .setActor(new Actor("somebody", "楼门长"))
        .setOccurredAt(Instant.EPOCH)
        .build();
  }
}
