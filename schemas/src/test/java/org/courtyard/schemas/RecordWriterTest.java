package org.courtyard.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.Encoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificRecord;
import org.apache.avro.util.RandomData;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class RecordWriterTest {
  private static final int RECORDS = 200;
  private static final int SEED = 7;

  private static Stream<Schema> schemas() {
    return Stream.concat(
        Topics.ALL.stream().filter(topic -> topic.value() != null).map(t -> schema(t.value())),
        Stream.of(
            ShardInput.getClassSchema(),
            Case.getClassSchema(),
            CaseFile.getClassSchema(),
            Matter.getClassSchema(),
            PlacedGroup.getClassSchema(),
            Reroute.getClassSchema(),
            RunningClock.getClassSchema(),
            UsualCases.getClassSchema(),
            ParkedGroup.getClassSchema(),
            ParkedMessage.getClassSchema()));
  }

  private static Schema schema(Class<?> type) {
    return SpecificData.get().getSchema(type);
  }

  @TestFactory
  Stream<DynamicTest> everyRecordIsWrittenAsAvroWritesIt() {
    return schemas()
        .map(schema -> DynamicTest.dynamicTest(schema.getName(), () -> writtenAsByAvro(schema)));
  }

  private static void writtenAsByAvro(Schema schema) throws IOException {
    // Given
    RecordWriter<SpecificRecord> writer = new RecordWriter<>(schema);
    SpecificDatumReader<SpecificRecord> reader = new SpecificDatumReader<>(schema);
    for (Object random : new RandomData(schema, RECORDS, SEED)) {
      byte[] byAvro = bytes(new GenericDatumWriter<>(schema), random);
      SpecificRecord record = reader.read(null, DecoderFactory.get().binaryDecoder(byAvro, null));

      // When
      byte[] byUs = bytes(writer, record);

      // Then
      assertThat(byUs).isEqualTo(byAvro);
    }
  }

  private static <T> byte[] bytes(DatumWriter<T> writer, T value) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Encoder encoder = EncoderFactory.get().binaryEncoder(out, null);
    writer.write(value, encoder);
    encoder.flush();
    return out.toByteArray();
  }
}
