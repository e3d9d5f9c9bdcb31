package org.courtyard.slamonitor.clock;

import java.util.Optional;
import org.courtyard.schemas.RunningClock;

/** Clocks by id. What {@code get} returns is the caller's own copy. */
public interface ClockStore {
  Optional<RunningClock> get(String clockId);

  void put(String clockId, RunningClock clock);

  void remove(String clockId);
}
