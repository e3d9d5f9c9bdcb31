package org.courtyard.notifier;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.courtyard.notifier.delivery.Answer;
import org.courtyard.notifier.delivery.Destination;
import org.courtyard.notifier.delivery.Sending;
import org.courtyard.schemas.Delivery;

/**
 * Our own JSON for machines, one notice a call:
 *
 * <pre>{"id", "case", "purpose", "round", "tenant", "group", "language", "text", "urgent", "due",
 * "createdAt"}</pre>
 *
 * <p>{@code X-Courtyard-Timestamp} is the moment of sending in seconds since 1970, {@code
 * X-Courtyard-Signature: sha256=<hex>} the HMAC-SHA256 of {@code timestamp + "." + raw body} under
 * the destination's secret: a receiver can refuse what is old, as nobody else can make it new.
 * {@code Idempotency-Key} is the id: a receiver drops what it has seen. Any 2xx means "taken over";
 * an answer {@code {"id": "…"}} tells under which id the notice can be quoted.
 */
final class WebhookChannel implements Channel {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpPost http;
  private final InstantSource wall;

  WebhookChannel(HttpPost http, InstantSource wall) {
    this.http = http;
    this.wall = wall;
  }

  @Override
  public Answer send(Sending sending, Destination destination) {
    byte[] body = body(sending.first().delivery());
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Idempotency-Key", sending.key());
    String timestamp = Long.toString(wall.instant().getEpochSecond());
    headers.put("X-Courtyard-Timestamp", timestamp);
    if (!destination.secret().isEmpty()) {
      String signature = signature(destination.secret(), signed(timestamp, body));
      headers.put("X-Courtyard-Signature", "sha256=" + signature);
    }
    return http.post(
        destination.url(), headers, body, reply -> new Answer.Accepted(messageId(reply)));
  }

  private static byte[] signed(String timestamp, byte[] body) {
    byte[] start = (timestamp + ".").getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(start.length + body.length).put(start).put(body).array();
  }

  /** Hex of the HMAC-SHA256 of these bytes. */
  static String signature(String secret, byte[] bytes) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      return HexFormat.of().formatHex(mac.doFinal(bytes));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HmacSHA256", e);
    }
  }

  private static byte[] body(Delivery delivery) {
    ObjectNode json =
        JSON.createObjectNode()
            .put("id", delivery.getId())
            .put("case", delivery.getCaseId())
            .put("purpose", delivery.getPurpose().name())
            .put("round", delivery.getRound())
            .put("tenant", delivery.getTenant())
            .put("group", delivery.getGroup())
            .put("language", delivery.getLanguage())
            .put("text", delivery.getText())
            .put("urgent", delivery.getUrgent())
            .put("due", delivery.getDue() == null ? null : delivery.getDue().toString())
            .put("createdAt", delivery.getCreatedAt().toString());
    try {
      return JSON.writeValueAsBytes(json);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Optional<String> messageId(byte[] reply) {
    try {
      JsonNode id = JSON.readTree(reply).path("id");
      return id.isTextual() && !id.textValue().isBlank()
          ? Optional.of(id.textValue())
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
