package org.courtyard.notifier.delivery;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * One message to one destination. It stays as it is however often it is tried, so that the other
 * side can recognise it by its key.
 *
 * @param deliveries at least one; all for the same destination
 * @param attempts how often it failed so far
 * @param notBefore earliest next attempt
 */
public record Sending(List<Pending> deliveries, int attempts, Instant notBefore) {
  /** Stands between notices that share a message. */
  static final String BETWEEN = "\n\n";

  private static final Pattern HEADER_SAFE = Pattern.compile("[\\x21-\\x7e]{1,200}");

  /** Name of the destination. */
  public String destination() {
    return first().delivery().getDestination();
  }

  /** The most pressing one, or the only one. */
  public Pending first() {
    return deliveries.getFirst();
  }

  /** Whether it carries several notices. */
  public boolean bundle() {
    return deliveries.size() > 1;
  }

  /** What to say. */
  public String text() {
    return deliveries.stream()
        .map(pending -> pending.delivery().getText())
        .collect(Collectors.joining(BETWEEN));
  }

  /**
   * The idempotency key: the delivery's id, or for a bundle (and for ids that no header can carry)
   * the hash of all ids.
   */
  public String key() {
    if (!bundle() && HEADER_SAFE.matcher(first().id()).matches()) {
      return first().id();
    }
    String ids = deliveries.stream().map(Pending::id).collect(Collectors.joining("\n"));
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(ids.getBytes(StandardCharsets.UTF_8));
      return "sha256-" + HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
