package org.courtyard.schemas;

import io.apicurio.registry.resolver.DefaultSchemaResolver;
import io.apicurio.registry.resolver.SchemaLookupResult;
import io.apicurio.registry.resolver.data.Record;
import io.apicurio.registry.resolver.strategy.ArtifactReference;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericContainer;

/**
 * Finds the id of exactly the schema that a record was built with, once for each schema.
 *
 * <p>"Find latest" would write with whatever the registry holds by then, which a class generated
 * from an older schema cannot; a look-up by content on every record would hash the whole schema
 * text each time. A registry that is away is waited for a little: the client gives up at once.
 */
final class ExactSchemaResolver<T> extends DefaultSchemaResolver<Schema, T> {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration PAUSE = Duration.ofMillis(250);

  private final Map<Schema, SchemaLookupResult<Schema>> known = new ConcurrentHashMap<>();

  @Override
  public SchemaLookupResult<Schema> resolveSchema(Record<T> data) {
    if (!(data.payload() instanceof GenericContainer container)) {
      return patiently(() -> super.resolveSchema(data));
    }
    SchemaLookupResult<Schema> found = known.get(container.getSchema());
    if (found == null) {
      found = patiently(() -> super.resolveSchema(data));
      known.put(container.getSchema(), found);
    }
    return found;
  }

  @Override
  public SchemaLookupResult<Schema> resolveSchemaByArtifactReference(ArtifactReference reference) {
    return patiently(() -> super.resolveSchemaByArtifactReference(reference));
  }

  private static <R> R patiently(Supplier<R> lookUp) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try {
        return OwnClassLoader.during(lookUp);
      } catch (RuntimeException e) {
        if (!RegistryOutage.causes(e) || System.nanoTime() >= deadline) {
          throw e;
        }
        LockSupport.parkNanos(PAUSE.toNanos());
      }
    }
  }
}
