package org.courtyard.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Today's records must read everything that any released version wrote: backward transitive. A
 * release copies target/schemas to src/released/VERSION.
 */
class SchemaCompatibilityTest {
  private static final Path RELEASED = Path.of("src/released");

  @TestFactory
  Stream<DynamicTest> everyReleasedSchemaCanStillBeRead() throws IOException {
    List<Path> released;
    try (Stream<Path> files = Files.walk(RELEASED)) {
      released = files.filter(file -> file.toString().endsWith(".avsc")).sorted().toList();
    }
    assertThat(released).isNotEmpty();
    return released.stream()
        .map(
            file ->
                DynamicTest.dynamicTest(RELEASED.relativize(file).toString(), () -> check(file)));
  }

  private static void check(Path file) throws IOException {
    // Given
    Schema written = new Schema.Parser().parse(Files.readString(file));
    // When
    Schema reader = Courtyard.PROTOCOL.getType(written.getFullName());
    // Then
    assertThat(reader).as("%s was released and is gone", written.getFullName()).isNotNull();
    var result = SchemaCompatibility.checkReaderWriterCompatibility(reader, written);
    assertThat(result.getType())
        .as(() -> result.getDescription())
        .isEqualTo(SchemaCompatibilityType.COMPATIBLE);
  }

  @Test
  void todaysSchemasAreWrittenOutForTheNextRelease() throws IOException {
    Path out = Files.createDirectories(Path.of("target/schemas"));
    for (Topic<?> topic : Topics.ALL) {
      if (topic.value() != null) {
        Schema schema = Courtyard.PROTOCOL.getType(topic.value().getName());
        Files.writeString(
            out.resolve(schema.getName() + ".avsc"),
            Objects.requireNonNull(schema).toString(true) + "\n");
      }
    }
    assertThat(out).isNotEmptyDirectory();
  }

  @Test
  void aFieldWithoutDefaultIsCaught() {
    // Given
    Schema written = Courtyard.PROTOCOL.getType(ClockTick.class.getName());
    Schema stricter =
        new Schema.Parser()
            .parse(
                """
                {"type":"record","name":"ClockTick","namespace":"org.courtyard.schemas","fields":[
                  {"name":"at","type":{"type":"long","logicalType":"timestamp-millis"}},
                  {"name":"instance","type":"string"},{"name":"zone","type":"string"}]}
                """);
    // When
    var result = SchemaCompatibility.checkReaderWriterCompatibility(stricter, written);
    // Then
    assertThat(result.getType()).isEqualTo(SchemaCompatibilityType.INCOMPATIBLE);
  }
}
