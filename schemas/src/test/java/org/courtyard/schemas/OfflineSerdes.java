package org.courtyard.schemas;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.avro.Schema;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;

/** Serdes for topology tests without a registry: Avro's own single-object encoding. */
public final class OfflineSerdes implements AvroSerdes {

  @Override
  public <T extends SpecificRecord> Serde<T> of(Class<T> type) {
    SpecificData model = SpecificData.getForClass(type);
    Schema schema = model.getSchema(type);
    BinaryMessageEncoder<T> encoder = new BinaryMessageEncoder<>(model, schema);
    BinaryMessageDecoder<T> decoder = new BinaryMessageDecoder<>(model, schema);
    return Serdes.serdeFrom(
        (topic, value) -> value == null ? null : unchecked(() -> bytes(encoder, value)),
        (topic, bytes) -> bytes == null ? null : unchecked(() -> decoder.decode(bytes)));
  }

  private static <T> byte[] bytes(BinaryMessageEncoder<T> encoder, T value) throws IOException {
    var buffer = encoder.encode(value);
    byte[] copy = new byte[buffer.remaining()];
    buffer.get(copy);
    return copy;
  }

  private interface Io<R> {
    R run() throws IOException;
  }

  private static <R> R unchecked(Io<R> io) {
    try {
      return io.run();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
