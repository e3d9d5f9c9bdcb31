package org.courtyard.router;

import org.courtyard.schemas.EventType;
import org.courtyard.schemas.OutcomeKind;
import org.courtyard.schemas.Tier;

/** What the topology counts. */
public interface RouterMeters {
  void outcome(OutcomeKind kind);

  void event(EventType type);

  void rejection();

  /** Open cases of a tier in one partition, as of now. */
  void openCases(int partition, Tier tier, long count);

  /** Groups of one partition that wait to become known. */
  void groupsWaiting(int partition, int count);

  /** Counts nothing. */
  RouterMeters NONE =
      new RouterMeters() {
        @Override
        public void outcome(OutcomeKind kind) {}

        @Override
        public void event(EventType type) {}

        @Override
        public void rejection() {}

        @Override
        public void openCases(int partition, Tier tier, long count) {}

        @Override
        public void groupsWaiting(int partition, int count) {}
      };
}
