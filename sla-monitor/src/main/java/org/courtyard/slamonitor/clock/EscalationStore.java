package org.courtyard.slamonitor.clock;

import java.util.Optional;
import org.courtyard.schemas.CaseCommand;

/** Commands waiting to be sent, by the number they drew. */
public interface EscalationStore {
  Optional<CaseCommand> get(long number);

  void put(long number, CaseCommand command);

  void remove(long number);
}
