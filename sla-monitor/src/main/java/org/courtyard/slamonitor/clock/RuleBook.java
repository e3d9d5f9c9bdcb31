package org.courtyard.slamonitor.clock;

import java.util.Optional;
import org.courtyard.schemas.Rules;

/** The rules in force. */
@FunctionalInterface
public interface RuleBook {
  /** The tenant's rules; empty while none have arrived. */
  Optional<Rules> of(String tenant);
}
