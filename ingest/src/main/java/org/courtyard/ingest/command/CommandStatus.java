package org.courtyard.ingest.command;

import java.util.List;
import java.util.Locale;

/**
 * What became of a command so far.
 *
 * @param tenant whose command it is
 * @param status pending until the router has judged it
 * @param events what it made happen, in order
 * @param code why it was rejected; null unless it was
 * @param detail the same in words
 */
public record CommandStatus(
    String tenant, Status status, List<Happened> events, String code, String detail) {

  /** Where a command stands. */
  public enum Status {
    PENDING,
    APPLIED,
    REJECTED;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * One event of the case that the command caused.
   *
   * @param seq its number in the case's history
   * @param type what happened
   */
  public record Happened(long seq, String type) {}
}
