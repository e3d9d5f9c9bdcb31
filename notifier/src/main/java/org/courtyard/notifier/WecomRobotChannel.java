package org.courtyard.notifier;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import org.courtyard.notifier.delivery.Answer;
import org.courtyard.notifier.delivery.Destination;
import org.courtyard.notifier.delivery.Sending;
import org.courtyard.notifier.delivery.Texts;

/**
 * The robot of a WeCom group (消息推送): text of at most 2048 bytes. HTTP 200 says nothing; {@code
 * errcode} does. The robot gives our message no id, so it cannot be quoted by id.
 */
final class WecomRobotChannel implements Channel {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int OK = 0;
  private static final int BUSY = -1;
  private static final int TOO_OFTEN = 45009;

  private final HttpPost http;

  WecomRobotChannel(HttpPost http) {
    this.http = http;
  }

  @Override
  public Answer send(Sending sending, Destination destination) {
    Map<String, String> headers = Map.of("Idempotency-Key", sending.key());
    return http.post(destination.url(), headers, body(sending.text()), WecomRobotChannel::answer);
  }

  private static byte[] body(String text) {
    ObjectNode json = JSON.createObjectNode().put("msgtype", "text");
    json.putObject("text").put("content", Texts.cut(text, Texts.SHORTEST_LIMIT));
    try {
      return JSON.writeValueAsBytes(json);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Answer answer(byte[] reply) {
    JsonNode errcode;
    try {
      errcode = JSON.readTree(reply).path("errcode");
    } catch (IOException e) {
      return new Answer.Failed(Optional.empty(), "the answer is no JSON");
    }
    if (!errcode.isInt()) {
      return new Answer.Failed(Optional.empty(), "the answer has no errcode");
    }
    String error = "errcode " + errcode.intValue();
    return switch (errcode.intValue()) {
      case OK -> new Answer.Accepted(Optional.empty());
      case TOO_OFTEN -> new Answer.Throttled(Optional.empty(), error);
      case BUSY -> new Answer.Failed(Optional.empty(), error);
      default -> new Answer.Refused(error);
    };
  }
}
