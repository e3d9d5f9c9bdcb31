package org.courtyard.schemas;

import io.apicurio.registry.serde.avro.AvroSerializer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Encodes records. The registry's serializer finds the id of a schema, and so writes the first
 * record of it; what follows is written behind the same head, with buffers that are used again.
 */
final class RecordSerializer<T extends SpecificRecord> extends AvroSerializer<T>
    implements Serializer<T> {
  private static final int HEAD = 5;
  private static final ThreadLocal<Paper> PAPER = ThreadLocal.withInitial(Paper::new);

  /** Magic byte and id, and who writes the rest. */
  private record Known<T>(Schema schema, byte[] head, DatumWriter<T> writer) {}

  private static final class Paper {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(2048);
    private BinaryEncoder encoder;

    private <T> byte[] write(Known<T> known, T data) {
      bytes.reset();
      bytes.write(known.head, 0, HEAD);
      encoder = EncoderFactory.get().binaryEncoder(bytes, encoder);
      try {
        known.writer.write(data, encoder);
        encoder.flush();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return bytes.toByteArray();
    }
  }

  private volatile Known<T> known;

  RecordSerializer() {
    super(new ExactSchemaResolver<>());
  }

  @Override
  public byte[] serialize(String topic, T data) {
    if (data == null) {
      return null;
    }
    Known<T> last = known;
    if (last != null && last.schema == data.getSchema()) {
      return PAPER.get().write(last, data);
    }
    byte[] first = serializeData(topic, data);
    known =
        new Known<>(
            data.getSchema(), Arrays.copyOf(first, HEAD), new RecordWriter<>(data.getSchema()));
    return first;
  }
}
