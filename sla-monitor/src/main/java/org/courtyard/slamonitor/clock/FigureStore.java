package org.courtyard.slamonitor.clock;

/** A handful of persistent numbers by name. */
public interface FigureStore {
  /** The number under this name, or {@code otherwise} where there is none. */
  long get(String name, long otherwise);

  void put(String name, long value);
}
