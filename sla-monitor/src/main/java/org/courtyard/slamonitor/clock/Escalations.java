package org.courtyard.slamonitor.clock;

import static org.courtyard.slamonitor.clock.Figures.ESCALATIONS_FIRST;
import static org.courtyard.slamonitor.clock.Figures.ESCALATIONS_NEXT;
import static org.courtyard.slamonitor.clock.Figures.ESCALATIONS_SECOND;

import java.time.Instant;
import org.courtyard.schemas.CaseCommand;
import org.courtyard.schemas.RunningClock;

/**
 * Commands in the order of their breaches, let out at a steady pace: when thousands of clocks run
 * out together, what residents say must not queue behind what we say about it.
 */
final class Escalations {
  private final ClockState state;
  private final int perSecond;
  private final Announcements out;

  Escalations(ClockState state, int perSecond, Announcements out) {
    this.state = state;
    this.perSecond = perSecond;
    this.out = out;
  }

  void add(CaseCommand command) {
    long number = state.figures().get(ESCALATIONS_NEXT, 0);
    state.escalations().put(number, command);
    state.figures().put(ESCALATIONS_NEXT, number + 1);
  }

  /**
   * Sends what this second allows.
   *
   * @param brokerTime when the broker took the tick that asks: however many instances tick, a
   *     second is paid out once
   */
  void send(Instant brokerTime) {
    long first = state.figures().get(ESCALATIONS_FIRST, 0);
    long next = state.figures().get(ESCALATIONS_NEXT, 0);
    long second = brokerTime.getEpochSecond();
    if (first == next || second <= state.figures().get(ESCALATIONS_SECOND, Long.MIN_VALUE)) {
      return;
    }
    long end = Math.min(next, first + perSecond);
    for (long number = first; number < end; number++) {
      state.escalations().get(number).filter(this::stillWanted).ifPresent(out::send);
      state.escalations().remove(number);
    }
    state.figures().put(ESCALATIONS_FIRST, end);
    state.figures().put(ESCALATIONS_SECOND, second);
  }

  /** While a command waited, the case may have been answered, or moved up by a person. */
  private boolean stillWanted(CaseCommand command) {
    return state
        .clocks()
        .get(ClockId.escalatedBy(command.getId()))
        .filter(clock -> clock.getStoppedAt() == null)
        .map(RunningClock::getTier)
        .filter(tier -> tier == command.getFromTier())
        .isPresent();
  }
}
