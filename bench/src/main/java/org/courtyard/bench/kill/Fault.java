package org.courtyard.bench.kill;

import java.util.Locale;

/** What can go wrong besides a process that dies. */
enum Fault {
  /** The broker is away for minutes. */
  BROKER_DOWN,
  /** No byte can be written where a service keeps its state. */
  DISK_FULL,
  /** A service and the broker cannot reach each other: frozen first, then cut. */
  NETWORK_CUT,
  /** One service's clock jumps ahead and back. */
  CLOCK_STEPS,
  /** Two routers share the partitions; each is restarted in turn. */
  ROLLING_RESTART;

  /** As on the command line. */
  String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * The one with this label.
   *
   * @throws IllegalArgumentException when there is none
   */
  static Fault of(String label) {
    for (Fault fault : values()) {
      if (fault.label().equals(label)) {
        return fault;
      }
    }
    throw new IllegalArgumentException("no fault called " + label);
  }
}
