package org.courtyard.streams;

import com.microsoft.kiota.ApiException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.streams.errors.DeserializationExceptionHandler;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.apache.kafka.streams.errors.LogAndContinueExceptionHandler;
import org.apache.kafka.streams.errors.LogAndContinueProcessingExceptionHandler;
import org.apache.kafka.streams.errors.ProcessingExceptionHandler;
import org.apache.kafka.streams.processor.api.Record;
import org.courtyard.schemas.RegistryOutage;

/**
 * What becomes of a record that cannot be used: it goes to the dead letters with its origin and the
 * error, is counted, and the next one is taken.
 *
 * <p>A registry that cannot be reached says nothing about a record. Then the instance stops at that
 * record and comes back to it when it has restarted.
 */
public final class DeadLetters
    implements DeserializationExceptionHandler, ProcessingExceptionHandler {
  /** Configuration key under which the registry of meters is handed over. */
  static final String METERS = "courtyard.meters";

  /** Configuration key: names of the topics that fill global stores. */
  static final String GLOBAL_TOPICS = "courtyard.global.topics";

  private final DeserializationExceptionHandler unreadable = new LogAndContinueExceptionHandler();
  private final ProcessingExceptionHandler unusable =
      new LogAndContinueProcessingExceptionHandler();
  private Counter counter;
  private Set<?> globalTopics;

  @Override
  public void configure(Map<String, ?> configs) {
    unreadable.configure(configs);
    unusable.configure(configs);
    globalTopics = (Set<?>) configs.get(GLOBAL_TOPICS);
    counter =
        Counter.builder("courtyard.dead.letters")
            .description("Records that could not be used")
            .register((MeterRegistry) configs.get(METERS));
  }

  @Override
  public DeserializationExceptionHandler.Response handleError(
      ErrorHandlerContext context, ConsumerRecord<byte[], byte[]> record, Exception exception) {
    if (RegistryOutage.causes(exception)) {
      return DeserializationExceptionHandler.Response.fail();
    }
    counter.increment();
    var response = unreadable.handleError(context, record, exception);
    // Kafka Streams has no dead letters for global stores, and an attempt to send one there would
    // stop the client. The record stays in its compacted topic until it is replaced.
    return globalTopics.contains(record.topic())
        ? DeserializationExceptionHandler.Response.resume()
        : response;
  }

  @Override
  public ProcessingExceptionHandler.Response handleError(
      ErrorHandlerContext context, Record<?, ?> record, Exception exception) {
    if (RegistryOutage.causes(exception) || leavesThingsHalfDone(exception)) {
      return ProcessingExceptionHandler.Response.fail();
    }
    counter.increment();
    return unusable.handleError(context, record, exception);
  }

  /**
   * A store or a sink failed, for example because the registry does not hold (yet) what we write:
   * state and output of this record may be there in part. Only failing undoes them.
   */
  private static boolean leavesThingsHalfDone(Exception exception) {
    return exception instanceof KafkaException
        || Stream.iterate((Throwable) exception, Objects::nonNull, Throwable::getCause)
            .anyMatch(ApiException.class::isInstance);
  }
}
