package org.courtyard.ingest;

import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import org.courtyard.schemas.DomainTime;

/** Tells the time at which something is accepted, on the wall and in the domain. */
record Acceptance(InstantSource clock, DomainTime time) {

  /**
   * One moment, told twice.
   *
   * @param wall what the record's timestamp says
   * @param domain what fields say and clocks go by
   */
  record Moment(Instant wall, Instant domain) {}

  Moment now() {
    Instant wall = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    return new Moment(wall, time.at(wall));
  }
}
