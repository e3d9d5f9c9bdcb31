package org.courtyard.ingest.message;

import java.util.List;

/**
 * A message as its sender gives it; nothing is checked yet. openapi.yaml says what each field
 * means.
 */
public record Submission(
    String tenant,
    String platform,
    String chat,
    String id,
    String sender,
    String type,
    String text,
    String quote,
    String recalls,
    List<String> media,
    String occurredAt) {}
