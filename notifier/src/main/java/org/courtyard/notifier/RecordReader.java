package org.courtyard.notifier;

import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.Deserializer;
import org.courtyard.schemas.AvroSerdes;
import org.courtyard.schemas.RegistryOutage;
import org.courtyard.schemas.Topic;

/**
 * Decodes the records of one topic, and tells a record that nobody can decode from a registry that
 * cannot be asked just now: only the first may become a dead letter.
 */
final class RecordReader<T extends SpecificRecord> {
  private static final int HEADER = 5;

  private final Class<T> type;
  private final Deserializer<T> deserializer;

  RecordReader(Topic<T> topic, AvroSerdes serdes) {
    this.type = topic.value();
    this.deserializer = serdes.of(type).deserializer();
  }

  /** No reader of this topic can make sense of these bytes. */
  static final class Undecodable extends Exception {
    private static final long serialVersionUID = 1;

    Undecodable(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /**
   * The record's value.
   *
   * @throws Undecodable when it never can be
   * @throws KafkaException when it may be later
   */
  T read(ConsumerRecord<byte[], byte[]> record) throws Undecodable {
    byte[] bytes = record.value();
    if (bytes == null || bytes.length < HEADER || bytes[0] != 0) {
      throw new Undecodable("not in the wire format", null);
    }
    try {
      return type.cast(deserializer.deserialize(record.topic(), bytes));
    } catch (RuntimeException e) {
      if (RegistryOutage.causes(e)) {
        throw new KafkaException("the registry does not answer", e);
      }
      throw new Undecodable("is no " + type.getSimpleName(), e);
    }
  }
}
