package org.courtyard.ingest;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import java.util.List;
import java.util.stream.Collectors;
import org.courtyard.ingest.validation.Checked;

/**
 * Reads JSON strictly: a field that nobody knows is a typing error whose value would be lost, and a
 * number where text belongs is a misunderstanding.
 *
 * @param reader how
 * @param <T> what it reads
 */
record Json<T>(ObjectReader reader) {
  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .withCoercionConfig(
              LogicalType.Textual,
              text ->
                  text.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                      .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                      .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
          .build();

  static <T> Json<T> of(Class<T> type) {
    return new Json<>(MAPPER.readerFor(type));
  }

  /**
   * @param line line of the stream that this is; null when it is the whole body
   */
  Checked<T> read(byte[] bytes, Integer line) {
    return Utf8.read(bytes, line).then(text -> read(text, line));
  }

  private Checked<T> read(String text, Integer line) {
    if (text.isBlank()) {
      return Checked.bad(line, "body", "is empty");
    }
    try {
      T value = reader.readValue(text);
      return value == null
          ? Checked.bad(line, "body", "must be a JSON object")
          : new Checked.Good<>(value);
    } catch (UnrecognizedPropertyException e) {
      String known =
          e.getKnownPropertyIds().stream()
              .map(Object::toString)
              .sorted()
              .collect(Collectors.joining(", "));
      return Checked.bad(line, field(e), "is not a field here; known are " + known);
    } catch (MismatchedInputException e) {
      return Checked.bad(line, field(e), "must be " + wanted(e));
    } catch (JsonProcessingException e) {
      return Checked.bad(
          line == null ? line(e.getLocation()) : line, "body", "is not JSON: " + malformed(e));
    }
  }

  private static Integer line(JsonLocation location) {
    return location == null ? null : location.getLineNr();
  }

  private static String malformed(JsonProcessingException e) {
    String where = e.getLocation() == null ? "" : " at column " + e.getLocation().getColumnNr();
    return e.getOriginalMessage().lines().findFirst().orElse("") + where;
  }

  private static String field(JsonMappingException e) {
    StringBuilder path = new StringBuilder();
    for (JsonMappingException.Reference step : e.getPath()) {
      if (step.getFieldName() == null) {
        path.append('[').append(step.getIndex()).append(']');
      } else {
        path.append(path.isEmpty() ? "" : ".").append(step.getFieldName());
      }
    }
    return path.isEmpty() ? "body" : path.toString();
  }

  private static String wanted(MismatchedInputException e) {
    Class<?> type = e.getTargetType();
    if (type == String.class) {
      return "text in quotes";
    }
    if (type != null && List.class.isAssignableFrom(type)) {
      return "a list";
    }
    return e.getPath().isEmpty() ? "one JSON object and nothing after it" : "a JSON object";
  }
}
