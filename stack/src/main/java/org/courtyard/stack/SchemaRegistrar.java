package org.courtyard.stack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.courtyard.schemas.Courtyard;

/**
 * Registers the schema of every record with the registry, which the services never do, and has it
 * refuse later versions that could not read what is stored. Doing it again changes nothing.
 */
public final class SchemaRegistrar {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String COMPATIBILITY = "BACKWARD_TRANSITIVE";
  private static final int ATTEMPTS = 4;
  private static final Duration ANSWER = Duration.ofSeconds(10);

  private final HttpClient http = HttpClient.newHttpClient();
  private final String artifacts;

  /**
   * @param registryUrl base address of the registry's own API, ending in /apis/registry/v3
   */
  public SchemaRegistrar(String registryUrl) {
    artifacts = registryUrl + "/groups/default/artifacts";
  }

  /** Every record of the protocol, as the generated classes know it. */
  public static List<Schema> schemas() {
    return Courtyard.PROTOCOL.getTypes().stream()
        .filter(type -> type.getType() == Schema.Type.RECORD)
        .map(type -> SpecificData.get().getSchema(SpecificData.get().getClass(type)))
        .toList();
  }

  /**
   * Registers them all.
   *
   * @return the id on the wire of each, by full record name
   * @throws StackException when the registry refuses one, for instance as incompatible
   */
  public Map<String, Integer> registerAll() {
    Map<String, Integer> ids = new HashMap<>();
    for (Schema schema : schemas()) {
      ids.put(schema.getFullName(), registerPatiently(schema));
    }
    return Map.copyOf(ids);
  }

  /**
   * One at a time and each again when no answer comes: a fresh registry that is asked for several
   * at once has been seen to answer none. Registering twice changes nothing.
   */
  private int registerPatiently(Schema schema) {
    IOException last = null;
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      try {
        return register(schema);
      } catch (IOException e) {
        last = e;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new StackException("Interrupted while registering schemas", e);
      }
    }
    throw new StackException("The registry does not answer: " + last, last);
  }

  private int register(Schema schema) throws IOException, InterruptedException {
    String name = schema.getFullName();
    var content = Map.of("content", schema.toString(), "contentType", "application/json");
    var artifact =
        Map.of(
            "artifactId", name, "artifactType", "AVRO", "firstVersion", Map.of("content", content));
    HttpResponse<String> created =
        post(artifacts + "?ifExists=FIND_OR_CREATE_VERSION", JSON.writeValueAsString(artifact));
    if (created.statusCode() != 200) {
      throw refused(name, created);
    }
    String rule =
        JSON.writeValueAsString(Map.of("ruleType", "COMPATIBILITY", "config", COMPATIBILITY));
    HttpResponse<String> ruled = post(artifacts + "/" + name + "/rules", rule);
    boolean alreadyThere = ruled.statusCode() == 409;
    if (ruled.statusCode() / 100 != 2 && !alreadyThere) {
      throw refused(name, ruled);
    }
    return JSON.readTree(created.body()).at("/version/contentId").asInt();
  }

  private HttpResponse<String> post(String url, String body)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url))
            .timeout(ANSWER)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    return http.send(request, HttpResponse.BodyHandlers.ofString());
  }

  private static StackException refused(String name, HttpResponse<String> response)
      throws IOException {
    JsonNode problem = JSON.readTree(response.body());
    return new StackException(
        "The registry refused the schema of %s (%d): %s"
            .formatted(name, response.statusCode(), problem.path("detail").asText()));
  }
}
