package org.courtyard.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.courtyard.ingest.command.Order;
import org.courtyard.ingest.message.Submission;
import org.courtyard.ingest.snapshot.RuleSheets;
import org.junit.jupiter.api.Test;

/** The published contract says what the code does. */
class ContractTest {
  private final JsonNode contract = read();

  @Test
  void everyOperationIsPublishedAndNoOther() {
    Set<String> published = new TreeSet<>();
    contract
        .get("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .fieldNames()
                    .forEachRemaining(
                        method ->
                            published.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey())));
    Set<String> served = new TreeSet<>();
    for (Class<?> resource :
        List.of(MessagesResource.class, SnapshotsResource.class, CommandsResource.class)) {
      Arrays.stream(resource.getDeclaredMethods()).forEach(method -> served(served, method));
    }
    assertThat(published).isEqualTo(served);
  }

  @Test
  void bodiesHaveExactlyThePublishedFields() {
    assertThat(fields("Message")).containsExactlyInAnyOrder(components(Submission.class));
    assertThat(fields("Command")).containsExactlyInAnyOrder(components(Order.class));
    assertThat(fields("Actor")).containsExactlyInAnyOrder(components(Order.By.class));
    assertThat(fields("CommandStatus"))
        .containsExactlyInAnyOrder(components(CommandsResource.View.class));
    assertThat(fields("ImportResult")).containsExactlyInAnyOrder(components(ImportResult.class));
    assertThat(fields("Problem")).containsExactlyInAnyOrder(components(Problem.Body.class));
  }

  @Test
  void sheetsOfRulesHaveExactlyThePublishedColumns() {
    JsonNode schema =
        contract
            .at("/paths/~1v1~1tenants~1{tenant}~1rules/put/requestBody/content")
            .get("multipart/form-data")
            .at("/schema");
    Set<String> published = new TreeSet<>();
    schema.get("properties").fieldNames().forEachRemaining(published::add);
    assertThat(published).containsAll(RuleSheets.SHEETS.keySet()).contains("zone");
    assertThat(published).hasSize(RuleSheets.SHEETS.size() + 1);
    Set<String> required = new TreeSet<>(RuleSheets.SHEETS.keySet());
    required.removeAll(RuleSheets.OPTIONAL_SHEETS);
    assertThat(schema.get("required"))
        .extracting(JsonNode::asText)
        .containsExactlyInAnyOrderElementsOf(required);
    RuleSheets.SHEETS.forEach(
        (sheet, columns) ->
            assertThat(schema.at("/properties/" + sheet + "/description").asText())
                .contains(String.join(",", columns)));
  }

  private static void served(Set<String> served, Method method) {
    String verb =
        method.isAnnotationPresent(GET.class)
            ? "GET"
            : method.isAnnotationPresent(POST.class)
                ? "POST"
                : method.isAnnotationPresent(PUT.class) ? "PUT" : null;
    if (verb != null) {
      Path under = method.getAnnotation(Path.class);
      String base = method.getDeclaringClass().getAnnotation(Path.class).value();
      served.add(verb + " " + base + (under == null ? "" : "/" + under.value()));
    }
  }

  private List<String> fields(String schema) {
    List<String> names = new ArrayList<>();
    contract
        .at("/components/schemas/" + schema + "/properties")
        .fieldNames()
        .forEachRemaining(names::add);
    return names;
  }

  private static String[] components(Class<?> type) {
    return Arrays.stream(type.getRecordComponents())
        .map(RecordComponent::getName)
        .toArray(String[]::new);
  }

  private static JsonNode read() {
    try (var in = ContractTest.class.getResourceAsStream("/openapi.yaml")) {
      return new YAMLMapper().readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
