package org.courtyard.notifier;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.Deserializer;
import org.courtyard.schemas.AvroSerdes;
import org.courtyard.schemas.Topic;

/**
 * Decodes the records of one topic, and tells a record that nobody can decode from a registry that
 * cannot be asked just now: only the first may become a dead letter.
 */
final class RecordReader<T extends SpecificRecord> {
  private static final int HEADER = 5;

  private final Class<T> type;
  private final Deserializer<T> deserializer;
  private final Registry registry;

  RecordReader(Topic<T> topic, AvroSerdes serdes, Registry registry) {
    this.type = topic.value();
    this.deserializer = serdes.of(type).deserializer();
    this.registry = registry;
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
    } catch (RuntimeException first) {
      if (registry.knows(ByteBuffer.wrap(bytes, 1, HEADER - 1).getInt())) {
        return readAgain(record);
      }
      throw new Undecodable("the registry does not know its schema", first);
    }
  }

  /** The registry may have been away for the first attempt only. */
  private T readAgain(ConsumerRecord<byte[], byte[]> record) throws Undecodable {
    try {
      return type.cast(deserializer.deserialize(record.topic(), record.value()));
    } catch (RuntimeException e) {
      throw new Undecodable("does not fit " + type.getSimpleName(), e);
    }
  }

  /** Says whether a schema is known. */
  @FunctionalInterface
  interface Registry {
    /**
     * Whether the registry holds this content id.
     *
     * @throws KafkaException when it does not answer
     */
    boolean knows(int contentId);

    /** Asks over HTTP. */
    static Registry at(String url) {
      HttpClient client = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
      return contentId -> {
        URI id = URI.create(url + "/ids/contentIds/" + Integer.toUnsignedLong(contentId));
        HttpRequest request = HttpRequest.newBuilder(id).timeout(Duration.ofSeconds(5)).build();
        try {
          int status = client.send(request, BodyHandlers.discarding()).statusCode();
          if (status == 200 || status == 404) {
            return status == 200;
          }
          throw new KafkaException("the registry answers HTTP " + status);
        } catch (IOException e) {
          throw new KafkaException("the registry does not answer", e);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new KafkaException("interrupted", e);
        }
      };
    }
  }
}
