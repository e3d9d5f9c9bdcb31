package org.courtyard.schemas;

import io.apicurio.registry.serde.config.SerdeConfig;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;

/**
 * Makes serdes for the records of the catalogue. Streams topologies take one of these as a
 * parameter, so that they can be built without a registry.
 */
@FunctionalInterface
public interface AvroSerdes {

  /** A serde for values of this type. */
  <T extends SpecificRecord> Serde<T> of(Class<T> type);

  /**
   * Serdes that speak Confluent's wire format (magic 0, 4-byte schema id) against a registry.
   * Schemas are never registered here: a record whose schema the registry does not hold is refused.
   *
   * @param registryUrl base address of the registry's own API, for example {@code
   *     http://localhost:8081/apis/registry/v3}
   */
  static AvroSerdes registry(String registryUrl) {
    SerdeConfig config = new SerdeConfig(registryConfig(registryUrl));
    return new AvroSerdes() {
      @Override
      public <T extends SpecificRecord> Serde<T> of(Class<T> type) {
        return OwnClassLoader.during(() -> configured(type, config));
      }
    };
  }

  private static <T extends SpecificRecord> Serde<T> configured(Class<T> type, SerdeConfig config) {
    RecordSerializer<T> serializer = new RecordSerializer<>();
    serializer.configure(config, false);
    RecordDeserializer<T> deserializer = new RecordDeserializer<>(type);
    deserializer.configure(config, false);
    return Serdes.serdeFrom(serializer, deserializer);
  }

  private static Map<String, Object> registryConfig(String registryUrl) {
    Map<String, Object> config = new HashMap<>();
    config.put("apicurio.registry.url", registryUrl);
    config.put("apicurio.registry.auto-register", false);
    config.put("apicurio.registry.find-latest", false);
    config.put("apicurio.registry.artifact-resolver-strategy", RecordNameStrategy.class.getName());
    config.put("apicurio.registry.use-specific-avro-reader", true);
    config.put("apicurio.registry.fault-tolerant-refresh", true);
    // Schemas are registered whole; looked up in pieces, those with nested types are not found.
    config.put("apicurio.registry.dereference-schema", true);
    return config;
  }
}
