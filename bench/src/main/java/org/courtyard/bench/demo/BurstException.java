package org.courtyard.bench.demo;

import java.util.List;

/** A burst file that cannot be played, with every reason and its line. */
public final class BurstException extends Exception {
  private static final long serialVersionUID = 1L;

  private final List<String> errors;

  /** A file and what is wrong with it. */
  public BurstException(String file, List<String> errors) {
    super(file + ":\n  " + String.join("\n  ", errors));
    this.errors = List.copyOf(errors);
  }

  /** One sentence for each reason, beginning with its line. */
  public List<String> errors() {
    return errors;
  }
}
