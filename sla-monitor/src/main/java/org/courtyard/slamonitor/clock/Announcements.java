package org.courtyard.slamonitor.clock;

import org.courtyard.schemas.CaseCommand;
import org.courtyard.schemas.SlaAlert;

/** Where what the clocks have to say goes. */
public interface Announcements {
  /** A clock is about to run out, or has, or (after all) had not. */
  void announce(SlaAlert alert);

  /** A case should move up. */
  void send(CaseCommand command);
}
