package org.courtyard.stack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.courtyard.schemas.DomainTime;
import org.courtyard.schemas.Topic;
import org.courtyard.schemas.Topics;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

/** Keeps docker-compose.yml in step with the build, the catalogue and the services. */
class ContainersTest {
  private static final List<String> SERVICES =
      List.of(Stack.INGEST, Stack.ROUTER, Stack.SLA_MONITOR, Stack.NOTIFIER);
  private static final Path ROOT = Home.find().root();

  private static JsonNode compose;

  @BeforeAll
  static void read() throws IOException {
    // Jackson's own YAML reader leaves merge keys (<<) alone.
    Object loaded = new Yaml().load(Files.readString(ROOT.resolve("docker-compose.yml")));
    compose = new ObjectMapper().valueToTree(loaded);
  }

  @Test
  void imagesAreThoseOfTheBuild() throws IOException {
    String pom = Files.readString(ROOT.resolve("pom.xml"));
    assertThat(service("broker").path("image").asText())
        .isEqualTo("apache/kafka:" + property(pom, "kafka.version"))
        .isEqualTo(TestStack.BROKER_IMAGE);
    assertThat(service("registry").path("image").asText())
        .isEqualTo("apicurio/apicurio-registry:" + property(pom, "apicurio-registry.version"));
  }

  @Test
  void everyProcessOfTheStackHasAContainerOnThisMachineOnly() {
    for (String name : Stack.NAMES) {
      JsonNode service = service(name);
      int usual = Port.valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_')).usual();
      assertThat(service.at("/ports/0").asText()).as(name).startsWith("127.0.0.1:" + usual + ":");
      assertThat(service.path("ports")).as(name).hasSize(1);
      assertThat(service.has("healthcheck")).as(name).isTrue();
      assertThat(service.path("image").asText()).as(name).matches(".+:\\d.+");
    }
  }

  @Test
  void everyWriterAndReaderOfTheCatalogueHasAContainer() {
    Set<String> outside = Set.of("integrators", "operators");
    for (Topic<?> topic : Topics.ALL) {
      Stream.concat(topic.writers().stream(), topic.readers().stream())
          .filter(who -> !outside.contains(who))
          .forEach(who -> assertThat(compose.path("services").has(who)).as(who).isTrue());
    }
  }

  @Test
  void topicsAndSchemasAreThereBeforeAnyServiceStarts() {
    assertThat(service("setup").path("command").asText())
        .contains("org.courtyard.bench.Courtyard setup")
        .contains("--bootstrap-servers broker:19092")
        .contains("--registry-url http://registry:8080/apis/registry/v3");
    for (String name : SERVICES) {
      JsonNode waits = service(name).path("depends_on");
      assertThat(waits.at("/setup/condition").asText()).isEqualTo("service_completed_successfully");
      assertThat(waits.at("/broker/condition").asText()).isEqualTo("service_healthy");
      assertThat(waits.at("/registry/condition").asText()).isEqualTo("service_healthy");
    }
  }

  @Test
  void theBrokerIsSetUpAsInTheStack() {
    JsonNode environment = service("broker").path("environment");
    Broker.SINGLE_NODE.forEach(
        (name, value) ->
            assertThat(environment.path(Broker.environmentName(name)).asText())
                .as(name)
                .isEqualTo(value));
  }

  @Test
  void whatIsStoredOutlivesItsContainer() {
    Stream.concat(Stream.of("broker", "simulator"), SERVICES.stream())
        .forEach(
            name -> {
              String volume = service(name).at("/volumes/0").asText().split(":", 2)[0];
              assertThat(compose.path("volumes").has(volume)).as(name).isTrue();
            });
    assertThat(service("registry").at("/environment/APICURIO_STORAGE_KIND").asText())
        .isEqualTo("kafkasql");
  }

  @Test
  void secretsComeAsFiles() {
    for (String name : Stack.NAMES) {
      service(name)
          .path("secrets")
          .forEach(
              secret -> assertThat(compose.at("/secrets/" + secret.asText()).has("file")).isTrue());
    }
  }

  @Test
  void everySettingGivenToAServiceIsOneThatItKnows(@TempDir Path directory) throws IOException {
    for (String name : SERVICES) {
      Set<String> known = settings(name);
      Set<String> given = new HashSet<>();
      service(name).path("environment").fieldNames().forEachRemaining(given::add);
      given.addAll(launch(name, directory).environment().keySet());
      given.stream()
          .filter(variable -> variable.startsWith("COURTYARD_"))
          // Only services with state have a directory for it; the others may be told all the same.
          .filter(variable -> !variable.equals("COURTYARD_STATE_DIR"))
          .forEach(
              variable ->
                  assertThat(isKnown(words(variable), known)).as(name + " " + variable).isTrue());
    }
  }

  @Test
  void aServiceWithoutMemoryEndsSoThatItCanBeStartedAgain(@TempDir Path directory)
      throws IOException {
    String flag = "-XX:+ExitOnOutOfMemoryError";
    assertThat(Files.readString(ROOT.resolve("Dockerfile"))).contains(flag);
    for (String name : SERVICES) {
      assertThat(launch(name, directory).command()).contains(flag);
    }
  }

  @Test
  void servicesListenWhereTheStackLooksForThem() throws IOException {
    for (String name : SERVICES) {
      int usual = Port.valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_')).usual();
      assertThat(
              Files.readAllLines(ROOT.resolve(name + "/src/main/resources/application.properties")))
          .as(name)
          .contains("quarkus.http.port=" + usual, "quarkus.http.host=127.0.0.1");
    }
  }

  private static Launch launch(String name, Path directory) throws IOException {
    Home home = new Home(directory);
    Path jar = directory.resolve(name + "/target/quarkus-app/quarkus-run.jar");
    Files.createDirectories(jar.getParent());
    Files.createFile(jar);
    DomainTime compressed = new DomainTime(Instant.EPOCH, Instant.EPOCH, 600);
    return Services.service(
        home,
        new StackDirectory(directory),
        name,
        Ports.USUAL,
        Port.INGEST,
        compressed,
        Map.of(),
        Tuning.NONE);
  }

  private static JsonNode service(String name) {
    JsonNode service = compose.path("services").path(name);
    assertThat(service.isObject()).as("service " + name).isTrue();
    return service;
  }

  private static String property(String pom, String name) {
    var matcher = Pattern.compile("<" + Pattern.quote(name) + ">(.*?)</").matcher(pom);
    assertThat(matcher.find()).as(name).isTrue();
    return matcher.group(1);
  }

  /** Names of the methods of the service's configuration interface, nested ones included. */
  private static Set<String> settings(String service) throws IOException {
    Path root = ROOT.resolve(service).resolve("src/main/java/org/courtyard");
    Set<String> names = new HashSet<>();
    for (Path module : List.of(root, ROOT.resolve("streams/src/main/java"))) {
      if (Files.exists(module)) {
        names.addAll(methods(module));
      }
    }
    return names;
  }

  private static Set<String> methods(Path sources) throws IOException {
    Pattern method = Pattern.compile("^\\s+(?:default )?[\\w.<>]+ (\\w+)\\(\\)", Pattern.MULTILINE);
    Set<String> names = new HashSet<>();
    try (Stream<Path> files = Files.walk(sources)) {
      for (Path file : files.filter(f -> f.toString().endsWith("Config.java")).toList()) {
        method.matcher(Files.readString(file)).results().forEach(m -> names.add(m.group(1)));
      }
    }
    return names;
  }

  private static List<String> words(String variable) {
    return List.of(variable.substring("COURTYARD_".length()).toLowerCase(Locale.ROOT).split("_"));
  }

  /** Whether the words are a method's name, or those of a group followed by one inside it. */
  private static boolean isKnown(List<String> words, Set<String> methods) {
    for (int end = words.size(); end > 0; end--) {
      List<String> rest = words.subList(end, words.size());
      if (methods.contains(camel(words.subList(0, end)))
          && (rest.isEmpty() || isKnown(rest, methods))) {
        return true;
      }
    }
    return false;
  }

  private static String camel(List<String> words) {
    StringBuilder name = new StringBuilder(words.getFirst());
    words.stream()
        .skip(1)
        .forEach(w -> name.append(Character.toUpperCase(w.charAt(0))).append(w.substring(1)));
    return name.toString();
  }
}
