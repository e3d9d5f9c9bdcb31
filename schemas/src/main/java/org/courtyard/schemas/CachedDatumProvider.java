package org.courtyard.schemas;

import io.apicurio.registry.serde.avro.AvroDatumProvider;
import io.apicurio.registry.serde.avro.DefaultAvroDatumProvider;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.DatumWriter;

/**
 * Remembers readers and writers by schema. The provider it extends computes a fingerprint of the
 * whole schema on every read and write to find them.
 */
public final class CachedDatumProvider<T> extends DefaultAvroDatumProvider<T>
    implements AvroDatumProvider<T> {
  private final Map<Schema, DatumWriter<T>> writers = new ConcurrentHashMap<>();
  private final Map<Schema, DatumReader<T>> readers = new ConcurrentHashMap<>();

  @Override
  public DatumWriter<T> createDatumWriter(T data, Schema schema) {
    DatumWriter<T> known = writers.get(schema);
    return known != null
        ? known
        : writers.computeIfAbsent(schema, s -> super.createDatumWriter(data, s));
  }

  @Override
  public DatumReader<T> createDatumReader(Schema schema) {
    DatumReader<T> known = readers.get(schema);
    return known != null ? known : readers.computeIfAbsent(schema, super::createDatumReader);
  }
}
