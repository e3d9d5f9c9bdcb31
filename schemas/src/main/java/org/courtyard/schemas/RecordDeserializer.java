package org.courtyard.schemas;

import io.apicurio.registry.resolver.ParsedSchema;
import io.apicurio.registry.serde.avro.AvroDeserializer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * Decodes records of one type. The registry's deserializer finds the schema that each was written
 * with; readers and buffers are used again.
 */
final class RecordDeserializer<T extends SpecificRecord> extends AvroDeserializer<T>
    implements Deserializer<T> {
  private static final ThreadLocal<BinaryDecoder> DECODER = new ThreadLocal<>();

  private final Class<T> type;
  private final Map<Schema, DatumReader<T>> readers = new ConcurrentHashMap<>();
  private volatile Known<T> last;

  /** A schema, as the very object that the registry's client gives out, and its reader. */
  private record Known<T>(Schema written, DatumReader<T> reader) {}

  RecordDeserializer(Class<T> type) {
    super(new ExactSchemaResolver<>());
    this.type = type;
  }

  @Override
  public T deserialize(String topic, byte[] data) {
    return deserializeData(topic, data);
  }

  @Override
  protected T readData(ParsedSchema<Schema> written, ByteBuffer buffer, int start, int length) {
    BinaryDecoder decoder =
        DecoderFactory.get().binaryDecoder(buffer.array(), start, length, DECODER.get());
    DECODER.set(decoder);
    try {
      return reader(written.getParsedSchema()).read(null, decoder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Schemas are compared as objects first: field by field takes as long as decoding. */
  @SuppressWarnings("ReferenceEquality")
  private DatumReader<T> reader(Schema written) {
    Known<T> known = last;
    if (known == null || known.written() != written) {
      known = new Known<>(written, readers.computeIfAbsent(written, this::newReader));
      last = known;
    }
    return known.reader();
  }

  /**
   * Refuses a well-formed record of another type here, where it can become a dead letter. As a
   * failed cast later on it would stop the reader, again after every restart.
   */
  private DatumReader<T> newReader(Schema written) {
    if (!written.getFullName().equals(type.getName())) {
      throw new SerializationException(
          "expected " + type.getName() + ", found " + written.getFullName());
    }
    return new SpecificDatumReader<>(
        written, SpecificData.get().getSchema(type), SpecificData.getForClass(type));
  }
}
