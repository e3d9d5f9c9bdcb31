package org.courtyard.schemas;

import io.apicurio.registry.resolver.ParsedSchema;
import io.apicurio.registry.resolver.data.Record;
import io.apicurio.registry.resolver.strategy.ArtifactReference;
import io.apicurio.registry.resolver.strategy.ArtifactReferenceResolverStrategy;
import org.apache.avro.Schema;

/**
 * A schema is found under its record's full name in the default group: what Confluent's clients
 * call the record name strategy. It serves internal topics and stores as well as the catalogue.
 */
public final class RecordNameStrategy implements ArtifactReferenceResolverStrategy<Schema, Object> {

  @Override
  public ArtifactReference artifactReference(Record<Object> data, ParsedSchema<Schema> schema) {
    return ArtifactReference.builder()
        .groupId("default")
        .artifactId(schema.getParsedSchema().getFullName())
        .build();
  }
}
