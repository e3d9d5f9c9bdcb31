package org.courtyard.notifier.planning;

import java.util.Optional;
import org.courtyard.schemas.Group;
import org.courtyard.schemas.Rules;

/** What planning must know besides the event: groups and each tenant's rules, as they are now. */
public interface Reference {

  /** The group with this key, if it has been imported. */
  Optional<Group> group(String key);

  /** The tenant's rules, if any were imported. */
  Optional<Rules> rules(String tenant);
}
