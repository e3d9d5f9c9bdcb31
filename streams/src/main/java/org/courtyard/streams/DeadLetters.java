package org.courtyard.streams;

import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.apache.kafka.streams.errors.LogAndContinueExceptionHandler;
import org.apache.kafka.streams.errors.LogAndContinueProcessingExceptionHandler;
import org.apache.kafka.streams.processor.api.Record;
import org.courtyard.schemas.RegistryOutage;

/**
 * What happens to records that cannot be used: original bytes, origin and error go to the service's
 * dead-letter topic, and the stream goes on. A registry that is away is no reason: then the thread
 * fails and the record is tried again.
 */
public final class DeadLetters {
  private DeadLetters() {}

  private static final LongAdder COUNT = new LongAdder();

  /** Dead letters since the process started. */
  public static long count() {
    return COUNT.sum();
  }

  /** For records that cannot be decoded. */
  public static final class Undecodable extends LogAndContinueExceptionHandler {
    @Override
    public Response handleError(
        ErrorHandlerContext context, ConsumerRecord<byte[], byte[]> record, Exception exception) {
      if (RegistryOutage.causes(exception)) {
        return Response.fail();
      }
      COUNT.increment();
      return super.handleError(context, record, exception);
    }
  }

  /** For records on which the processing fails. */
  public static final class Unprocessable extends LogAndContinueProcessingExceptionHandler {
    @Override
    public Response handleError(
        ErrorHandlerContext context, Record<?, ?> record, Exception exception) {
      if (RegistryOutage.causes(exception)) {
        return Response.fail();
      }
      COUNT.increment();
      return super.handleError(context, record, exception);
    }
  }
}
