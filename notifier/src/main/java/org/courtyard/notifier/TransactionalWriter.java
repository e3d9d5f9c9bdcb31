package org.courtyard.notifier;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Writes sets of records that appear together or not at all. After any error the producer is thrown
 * away; the next write opens a new one. Whether the set that failed is there after all is then
 * unknown: writing it again must be harmless.
 */
final class TransactionalWriter implements AutoCloseable {
  private final Supplier<KafkaProducer<byte[], byte[]>> producers;
  private KafkaProducer<byte[], byte[]> producer;

  TransactionalWriter(Supplier<KafkaProducer<byte[], byte[]>> producers) {
    this.producers = producers;
  }

  /** Opens the producer: what a predecessor left open is committed or aborted after this. */
  void open() {
    if (producer != null) {
      return;
    }
    KafkaProducer<byte[], byte[]> opening = producers.get();
    try {
      opening.initTransactions();
    } catch (RuntimeException e) {
      opening.close(Duration.ZERO);
      throw e;
    }
    producer = opening;
  }

  void write(List<ProducerRecord<byte[], byte[]>> records) {
    write(records, Map.of(), null);
  }

  /**
   * Writes records and the consumed offsets together.
   *
   * @param group whose offsets; not used where there are none
   */
  void write(
      List<ProducerRecord<byte[], byte[]>> records,
      Map<TopicPartition, OffsetAndMetadata> offsets,
      ConsumerGroupMetadata group) {
    open();
    try {
      producer.beginTransaction();
      for (ProducerRecord<byte[], byte[]> record : records) {
        // What becomes of it the commit tells.
        var _ = producer.send(record);
      }
      if (!offsets.isEmpty()) {
        producer.sendOffsetsToTransaction(offsets, group);
      }
      producer.commitTransaction();
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /** Leaves an open transaction to be aborted. */
  @Override
  public void close() {
    if (producer != null) {
      producer.close(Duration.ZERO);
      producer = null;
    }
  }
}
