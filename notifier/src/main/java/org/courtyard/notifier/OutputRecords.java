package org.courtyard.notifier;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Serializer;
import org.courtyard.notifier.delivery.Settlement;
import org.courtyard.schemas.AvroSerdes;
import org.courtyard.schemas.CaseCommand;
import org.courtyard.schemas.Delivery;
import org.courtyard.schemas.Shards;
import org.courtyard.schemas.Topics;

/** Makes the records that the notifier writes, each with its partition. */
final class OutputRecords {
  /** Says on a tombstone whether the delivery was made. */
  private static final String RESULT = "result";

  /** The names that Kafka Streams gives to the headers of its dead letters. */
  private static final String ERRORS = "__streams.errors.";

  private final Serializer<Delivery> deliveries;
  private final Serializer<CaseCommand> commands;
  private final int deliveryPartitions;
  private final int commandPartitions;

  /**
   * @param partitions how many each topic has
   */
  OutputRecords(AvroSerdes serdes, Map<String, Integer> partitions) {
    deliveries = serdes.of(Delivery.class).serializer();
    commands = serdes.of(CaseCommand.class).serializer();
    deliveryPartitions = Objects.requireNonNull(partitions.get(Topics.DELIVERIES.name()));
    commandPartitions = Objects.requireNonNull(partitions.get(Topics.CASE_COMMANDS.name()));
  }

  /** Into the outbox; all for one destination into one partition. */
  ProducerRecord<byte[], byte[]> delivery(Delivery delivery) {
    return new ProducerRecord<>(
        Topics.DELIVERIES.name(),
        Shards.partition(delivery.getDestination(), deliveryPartitions),
        delivery.getId().getBytes(UTF_8),
        bytes(delivery));
  }

  ProducerRecord<byte[], byte[]> command(CaseCommand command) {
    return new ProducerRecord<>(
        Topics.CASE_COMMANDS.name(),
        Shards.partition(Shards.ofCase(command.getCaseId()), commandPartitions),
        command.getCaseId().getBytes(UTF_8),
        commands.serialize(Topics.CASE_COMMANDS.name(), command));
  }

  /** Out of the outbox. */
  ProducerRecord<byte[], byte[]> tombstone(Settlement settlement) {
    ProducerRecord<byte[], byte[]> record =
        tombstone(settlement.pending().partition(), settlement.pending().id().getBytes(UTF_8));
    record.headers().add(RESULT, settlement.result().name().getBytes(UTF_8));
    return record;
  }

  /** Out of the outbox: nobody can read it. */
  ProducerRecord<byte[], byte[]> tombstone(int partition, byte[] key) {
    return new ProducerRecord<>(Topics.DELIVERIES.name(), partition, key, null);
  }

  /** Whether a tombstone says that the delivery was made. */
  static boolean saysDelivered(Headers headers) {
    Header result = headers.lastHeader(RESULT);
    return result != null
        && !new String(result.value(), UTF_8).equals(Settlement.Result.GIVEN_UP.name());
  }

  /** A record that could not be used, as it was. */
  static ProducerRecord<byte[], byte[]> deadLetter(
      ConsumerRecord<byte[], byte[]> record, Throwable error) {
    ProducerRecord<byte[], byte[]> letter =
        deadLetter(
            record.key(), record.value(), record.partition(), record.offset(), record.topic());
    return explained(letter, error.getClass().getName(), error.getMessage());
  }

  /** A delivery that was given up, as it was in the outbox. */
  ProducerRecord<byte[], byte[]> deadLetter(Settlement settlement) {
    var pending = settlement.pending();
    ProducerRecord<byte[], byte[]> letter =
        deadLetter(
            pending.id().getBytes(UTF_8),
            bytes(pending.delivery()),
            pending.partition(),
            pending.offset(),
            Topics.DELIVERIES.name());
    return explained(letter, "undeliverable", settlement.error());
  }

  private static ProducerRecord<byte[], byte[]> deadLetter(
      byte[] key, byte[] value, int partition, long offset, String topic) {
    ProducerRecord<byte[], byte[]> letter =
        new ProducerRecord<>(Topics.NOTIFIER_DLQ.name(), key, value);
    letter
        .headers()
        .add(ERRORS + "topic", topic.getBytes(UTF_8))
        .add(ERRORS + "partition", Integer.toString(partition).getBytes(UTF_8))
        .add(ERRORS + "offset", Long.toString(offset).getBytes(UTF_8));
    return letter;
  }

  private static ProducerRecord<byte[], byte[]> explained(
      ProducerRecord<byte[], byte[]> letter, String exception, String message) {
    letter
        .headers()
        .add(ERRORS + "exception", exception.getBytes(UTF_8))
        .add(ERRORS + "message", Objects.requireNonNullElse(message, "").getBytes(UTF_8));
    return letter;
  }

  private byte[] bytes(Delivery delivery) {
    return deliveries.serialize(Topics.DELIVERIES.name(), delivery);
  }
}
