package org.courtyard.schemas;

import io.apicurio.registry.resolver.DefaultSchemaResolver;
import io.apicurio.registry.resolver.SchemaLookupResult;
import io.apicurio.registry.resolver.data.Record;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericContainer;

/**
 * Finds the id of exactly the schema that a record was built with, once for each schema.
 *
 * <p>"Find latest" would write with whatever the registry holds by then, which a class generated
 * from an older schema cannot; a look-up by content on every record would hash the whole schema
 * text each time.
 */
final class ExactSchemaResolver<T> extends DefaultSchemaResolver<Schema, T> {
  private final Map<Schema, SchemaLookupResult<Schema>> known = new ConcurrentHashMap<>();

  @Override
  public SchemaLookupResult<Schema> resolveSchema(Record<T> data) {
    if (!(data.payload() instanceof GenericContainer container)) {
      return super.resolveSchema(data);
    }
    SchemaLookupResult<Schema> found = known.get(container.getSchema());
    if (found == null) {
      found = super.resolveSchema(data);
      known.put(container.getSchema(), found);
    }
    return found;
  }
}
