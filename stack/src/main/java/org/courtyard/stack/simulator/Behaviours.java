package org.courtyard.stack.simulator;

import java.util.ArrayList;
import java.util.List;

/** The behaviours in force; the one that was told last comes first. */
final class Behaviours {
  private final List<Behaviour> inForce = new ArrayList<>();

  /** Replaces what was said about the same destinations. */
  synchronized void tell(Behaviour behaviour) {
    inForce.removeIf(old -> old.match().equals(behaviour.match()));
    inForce.addFirst(behaviour);
  }

  synchronized void forget() {
    inForce.clear();
  }

  synchronized List<Behaviour> list() {
    return List.copyOf(inForce);
  }

  /** How to treat this request; uses up one of those that are counted. */
  synchronized Behaviour next(String destination) {
    for (int i = 0; i < inForce.size(); i++) {
      Behaviour behaviour = inForce.get(i);
      if (behaviour.fits(destination)) {
        if (behaviour.count() == 1) {
          inForce.remove(i);
        } else if (behaviour.count() > 1) {
          inForce.set(i, behaviour.oneLess());
        }
        return behaviour;
      }
    }
    return Behaviour.NORMAL;
  }
}
