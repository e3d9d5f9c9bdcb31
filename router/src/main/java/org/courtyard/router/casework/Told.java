package org.courtyard.router.casework;

import org.courtyard.schemas.CaseEvent;
import org.courtyard.schemas.CommandRejection;
import org.courtyard.schemas.Label;
import org.courtyard.schemas.Outcome;

/** Who is told what happened. Each must use or copy what it is given before it returns. */
public interface Told {
  void event(CaseEvent event);

  void outcome(Outcome outcome);

  void rejection(CommandRejection rejection);

  void label(Label label);
}
