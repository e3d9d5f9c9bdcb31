package org.courtyard.slamonitor.clock;

import org.courtyard.schemas.Case;
import org.courtyard.schemas.ClockKind;

/** Names a clock: {@code <case id>|<kind>|<round>}. Every round of a case has clocks of its own. */
public final class ClockId {
  private ClockId() {}

  private static final String COMMAND_PREFIX = "sla:";
  private static final String COMMAND_SUFFIX = ":breach";

  /** The clock of this kind for the round that the case is in. */
  public static String of(Case matter, ClockKind kind) {
    return matter.getId() + "|" + kind + "|" + matter.getRound();
  }

  /** Idempotency id of the command that a breach of this clock sends. */
  public static String escalationOf(String clockId) {
    return COMMAND_PREFIX + clockId + COMMAND_SUFFIX;
  }

  /** The clock whose breach sent a command with this id. */
  static String escalatedBy(String commandId) {
    return commandId.substring(
        COMMAND_PREFIX.length(), commandId.length() - COMMAND_SUFFIX.length());
  }
}
