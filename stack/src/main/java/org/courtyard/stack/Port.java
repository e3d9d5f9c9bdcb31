package org.courtyard.stack;

import java.util.Locale;

/** What listens where, with the port that it takes when nobody says otherwise. */
public enum Port {
  BROKER(9092),
  CONTROLLER(9093),
  REGISTRY(8081),
  REGISTRY_HEALTH(8082),
  INGEST(8080),
  ROUTER(8091),
  SLA_MONITOR(8092),
  NOTIFIER(8093),
  SIMULATOR(8099);

  private final int usual;

  Port(int usual) {
    this.usual = usual;
  }

  int usual() {
    return usual;
  }

  /** As people write it: sla-monitor. */
  String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The environment variable that moves it. */
  String variable() {
    return "COURTYARD_PORT_" + name();
  }
}
