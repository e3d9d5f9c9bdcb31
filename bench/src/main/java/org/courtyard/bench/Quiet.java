package org.courtyard.bench;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.courtyard.bench.verify.Verification;
import org.courtyard.schemas.AvroSerdes;
import org.courtyard.stack.Stack;

/** Waits until nothing is on its way any more. */
public final class Quiet {
  private static final Duration PAUSE = Duration.ofMillis(500);

  /** Clock ticks never end; anything else that still comes says that it is not over. */
  private static final int LOOKS_ALIKE = 3;

  private final Stack stack;
  private final long messages;

  /**
   * @param messages how many records of messages there must be
   */
  public Quiet(Stack stack, long messages) {
    this.stack = stack;
    this.messages = messages;
  }

  /**
   * Waits until every message has arrived, everything that the verifier looks at holds, the outbox
   * is empty, and a few looks in a row find the same.
   *
   * @param tell hears now and then what is still missing
   * @return what is still missing when the patience is over; empty when nothing is
   */
  public List<String> await(Duration patience, Consumer<String> tell)
      throws InterruptedException, TimeoutException {
    Instant giveUp = Instant.now().plus(patience);
    Verification verification = new Verification(Instant.MAX);
    try (TopicReader reader =
        new TopicReader(stack.bootstrapServers(), AvroSerdes.registry(stack.registryUrl()))) {
      long seen = -1;
      int alike = 0;
      List<String> missing = List.of();
      for (int look = 0; Instant.now().isBefore(giveUp); look++) {
        reader.advance(verification::accept);
        missing = missing(verification);
        long now = verification.happenings();
        alike = missing.isEmpty() && now == seen ? alike + 1 : 0;
        if (alike == LOOKS_ALIKE) {
          return List.of();
        }
        seen = now;
        if (look % 10 == 9 && !missing.isEmpty()) {
          tell.accept("waiting for: " + String.join("; ", missing));
        }
        Thread.sleep(PAUSE);
      }
      return missing.isEmpty() ? List.of("things still happen") : missing;
    }
  }

  private List<String> missing(Verification verification) {
    List<String> missing = new ArrayList<>();
    long arrived = verification.summary().messages();
    if (arrived < messages) {
      missing.add("%d of %d messages".formatted(messages - arrived, messages));
    }
    int pending = verification.pendingDeliveries();
    if (pending > 0) {
      missing.add("%d deliveries in the outbox".formatted(pending));
    }
    verification
        .findings()
        .forEach(
            (name, finding) -> {
              if (!finding.holds()) {
                missing.add(
                    "%s (%d, first %s)"
                        .formatted(name, finding.offenders(), finding.first().getFirst()));
              }
            });
    return missing;
  }
}
