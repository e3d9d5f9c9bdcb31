package org.courtyard.schemas;

import io.apicurio.registry.serde.avro.AvroKafkaDeserializer;
import io.apicurio.registry.serde.avro.AvroKafkaSerializer;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;

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
    Map<String, Object> config = registryConfig(registryUrl);
    return new AvroSerdes() {
      @Override
      public <T extends SpecificRecord> Serde<T> of(Class<T> type) {
        return OwnClassLoader.during(() -> configured(type, config));
      }
    };
  }

  private static <T extends SpecificRecord> Serde<T> configured(
      Class<T> type, Map<String, Object> config) {
    Serializer<T> serializer = new AvroKafkaSerializer<>(new ExactSchemaResolver<>());
    serializer.configure(config, false);
    Deserializer<SpecificRecord> deserializer =
        new AvroKafkaDeserializer<>(new ExactSchemaResolver<>());
    deserializer.configure(config, false);
    return Serdes.serdeFrom(serializer, only(type, deserializer));
  }

  /**
   * Refuses a well-formed record of another type here, where it can become a dead letter. As a
   * failed cast later on it would stop the reader, again after every restart.
   */
  private static <T extends SpecificRecord> Deserializer<T> only(
      Class<T> type, Deserializer<SpecificRecord> deserializer) {
    return (topic, bytes) -> {
      SpecificRecord value = deserializer.deserialize(topic, bytes);
      if (value != null && !type.isInstance(value)) {
        throw new SerializationException(
            "expected " + type.getName() + ", found " + value.getClass().getName());
      }
      return type.cast(value);
    };
  }

  private static Map<String, Object> registryConfig(String registryUrl) {
    Map<String, Object> config = new HashMap<>();
    config.put("apicurio.registry.url", registryUrl);
    config.put("apicurio.registry.auto-register", false);
    config.put("apicurio.registry.find-latest", false);
    config.put("apicurio.registry.artifact-resolver-strategy", RecordNameStrategy.class.getName());
    config.put("apicurio.registry.use-specific-avro-reader", true);
    config.put("apicurio.registry.avro-datum-provider", CachedDatumProvider.class.getName());
    config.put("apicurio.registry.fault-tolerant-refresh", true);
    // Schemas are registered whole; looked up in pieces, those with nested types are not found.
    config.put("apicurio.registry.dereference-schema", true);
    return config;
  }
}
