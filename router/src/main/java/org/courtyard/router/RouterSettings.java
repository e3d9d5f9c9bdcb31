package org.courtyard.router;

import java.time.Duration;
import java.util.Optional;
import org.courtyard.router.triage.TextModel;
import org.courtyard.schemas.DomainTime;

/**
 * What the topology is a function of.
 *
 * @param partitions of every topic keyed by shard; they must agree
 * @param time maps the stream's wall clock to domain time
 * @param reopenWindow how long after its feedback a case can be reopened
 * @param keepClosed how long a settled case stays in the store, at least 14 days
 * @param parkedPerGroup messages that may wait for one unknown group
 * @param parkedFor how long they may wait, in wall-clock time
 * @param model judges, together with the keyword rules, what a message wants; empty leaves it to
 *     the rules alone
 */
public record RouterSettings(
    int partitions,
    DomainTime time,
    Duration reopenWindow,
    Duration keepClosed,
    int parkedPerGroup,
    Duration parkedFor,
    Optional<TextModel> model) {

  /**
   * How long a message id is remembered, in acceptance time; older messages are refused at the
   * edge.
   */
  public static final Duration MEMORY = Duration.ofDays(14);

  public RouterSettings {
    if (keepClosed.compareTo(MEMORY) < 0 || keepClosed.compareTo(reopenWindow) < 0) {
      throw new IllegalArgumentException(
          "a settled case must stay for 14 days and for the reopen window: " + keepClosed);
    }
  }
}
