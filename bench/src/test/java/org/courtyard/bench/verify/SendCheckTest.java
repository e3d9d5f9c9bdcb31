package org.courtyard.bench.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.courtyard.bench.verify.Records.CASE;
import static org.courtyard.bench.verify.Records.EIGHT;
import static org.courtyard.bench.verify.Records.GROUP;
import static org.courtyard.bench.verify.Records.TENANT;
import static org.courtyard.bench.verify.Records.planned;

import java.util.List;
import org.courtyard.schemas.Action;
import org.courtyard.schemas.Actor;
import org.courtyard.schemas.CaseCommand;
import org.courtyard.schemas.DeliveryPurpose;
import org.courtyard.schemas.Receipt;
import org.courtyard.schemas.Topics;
import org.courtyard.stack.simulator.Accepted;
import org.junit.jupiter.api.Test;

class SendCheckTest {
  private final SendCheck check = new SendCheck();

  private static Entry receipt(boolean delivered) {
    Receipt receipt =
        new Receipt("d1", GROUP, DeliveryPurpose.RESULT, delivered, 0, null, EIGHT, null);
    CaseCommand command =
        new CaseCommand(
            "receipt:d1",
            CASE,
            TENANT,
            Action.RECEIPT,
            new Actor(null, "notifier"),
            EIGHT,
            null,
            null,
            null,
            receipt,
            null,
            null,
            null,
            null);
    return Records.entry(Topics.CASE_COMMANDS, CASE, "FZ", command);
  }

  private static Accepted taken(String key, String text, boolean repeated) {
    return new Accepted(EIGHT, "bot", "sim-1", key, text, repeated);
  }

  @Test
  void receiptOfWhatThePlatformTookHolds() {
    check.accept(receipt(true));
    check.compare(List.of(taken("d1", "好了", false), taken("d1", "好了", true)));

    assertThat(check.finding().holds()).isTrue();
    assertThat(check.finding().counts()).containsEntry("taken", 2L).containsEntry("takenAgain", 1L);
  }

  @Test
  void receiptOfWhatThePlatformNeverTookBreaksIt() {
    check.accept(receipt(true));
    check.compare(List.of(taken("d2", "别的", false)));

    assertThat(check.finding().offenders()).isOne();
  }

  @Test
  void noticeThatSharedMessageWithOthersHolds() {
    check.accept(planned("d1", DeliveryPurpose.RESULT));
    check.accept(receipt(true));
    check.compare(List.of(taken("sha256-0", "前面的\n\n好了", false)));

    assertThat(check.finding().holds()).isTrue();
  }

  @Test
  void receiptOfFailureClaimsNothing() {
    check.accept(receipt(false));
    check.compare(List.of());

    assertThat(check.finding().holds()).isTrue();
  }
}
