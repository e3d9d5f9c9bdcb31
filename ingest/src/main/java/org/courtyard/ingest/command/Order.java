package org.courtyard.ingest.command;

/**
 * A command as its sender gives it; nothing is checked yet. openapi.yaml says what each field
 * means.
 */
public record Order(
    String tenant,
    String id,
    String action,
    By actor,
    String text,
    String rating,
    String intent,
    String category,
    String into,
    String messageId,
    String occurredAt) {

  /** Who gives it. */
  public record By(String platform, String user, String role) {}
}
