package org.courtyard.bench.report;

import picocli.CommandLine.Option;

/** What a bench draws from: given, so that it draws the same again, or another every time. */
public final class Seed {
  private static final int MOST = 0xffffff;

  @Option(names = "--seed", description = "By default another every time; it is printed.")
  private Long given;

  /** The one given, or one that stays the same from now on. */
  public long value() {
    if (given == null) {
      given = System.nanoTime() & MOST;
    }
    return given;
  }
}
