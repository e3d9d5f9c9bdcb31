package org.courtyard.streams;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.kiota.ApiException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.ConnectException;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.DeserializationExceptionHandler;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.apache.kafka.streams.errors.ProcessingExceptionHandler;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.Record;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DeadLettersTest {
  private static final byte[] BYTES = {1};

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final DeadLetters letters = new DeadLetters();

  @BeforeEach
  void configure() {
    letters.configure(
        Map.of(
            DeadLetters.METERS,
            meters,
            DeadLetters.GLOBAL_TOPICS,
            Set.of("rules"),
            StreamsConfig.ERRORS_DEAD_LETTER_QUEUE_TOPIC_NAME_CONFIG,
            "sla-monitor-dlq"));
  }

  @Test
  void aRegistryThatIsAwayIsNoFaultOfTheRecord() {
    // Given
    Exception away = new IllegalStateException(new ConnectException("refused"));

    // When
    var reading = read("case-events", away);
    var processing = process(away);

    // Then
    assertThat(reading.result()).isEqualTo(DeserializationExceptionHandler.Result.FAIL);
    assertThat(processing.result()).isEqualTo(ProcessingExceptionHandler.Result.FAIL);
    assertThat(meters.get("courtyard.dead.letters").counter().count()).isZero();
  }

  @Test
  void aRecordThatCannotBeReadGoesToTheDeadLetters() {
    // Given
    Exception unreadable = new IllegalStateException("Unknown magic byte!");

    // When
    var response = read("case-events", unreadable);

    // Then
    assertThat(response.result()).isEqualTo(DeserializationExceptionHandler.Result.RESUME);
    assertThat(response.deadLetterQueueRecords())
        .singleElement()
        .satisfies(letter -> assertThat(letter.value()).isEqualTo(BYTES));
    assertThat(meters.get("courtyard.dead.letters").counter().count()).isEqualTo(1);
  }

  @Test
  void rulesThatCannotBeReadAreCountedAndLeftWhereTheyAre() {
    // Given
    Exception unreadable = new IllegalStateException("Unknown magic byte!");

    // When
    var response = read("rules", unreadable);

    // Then
    assertThat(response.result()).isEqualTo(DeserializationExceptionHandler.Result.RESUME);
    assertThat(response.deadLetterQueueRecords()).isEmpty();
    assertThat(meters.get("courtyard.dead.letters").counter().count()).isEqualTo(1);
  }

  @Test
  void whatCouldNotBeWrittenIsTriedAgainBecausePartOfItMayBeThere() {
    // Given
    Exception noSchemaYet = new IllegalStateException(new ApiException("404"));
    Exception sinkFailed = new StreamsException("sink");

    // When
    var missing = process(noSchemaYet);
    var failed = process(sinkFailed);

    // Then
    assertThat(missing.result()).isEqualTo(ProcessingExceptionHandler.Result.FAIL);
    assertThat(failed.result()).isEqualTo(ProcessingExceptionHandler.Result.FAIL);
  }

  @Test
  void aRecordThatMakesNoSenseGoesToTheDeadLetters() {
    // Given
    Exception senseless = new IllegalArgumentException("the key is not the case's id");

    // When
    var response = process(senseless);

    // Then
    assertThat(response.result()).isEqualTo(ProcessingExceptionHandler.Result.RESUME);
    assertThat(response.deadLetterQueueRecords()).hasSize(1);
  }

  private DeserializationExceptionHandler.Response read(String topic, Exception failure) {
    return letters.handleError(
        new Origin(topic), new ConsumerRecord<>(topic, 0, 0, BYTES, BYTES), failure);
  }

  private ProcessingExceptionHandler.Response process(Exception failure) {
    return letters.handleError(new Origin("case-events"), new Record<>("k", "v", 0), failure);
  }

  private record Origin(String topic) implements ErrorHandlerContext {
    @Override
    public int partition() {
      return 0;
    }

    @Override
    public long offset() {
      return 0;
    }

    @Override
    public Headers headers() {
      return new RecordHeaders();
    }

    @Override
    public String processorNodeId() {
      return "clocks";
    }

    @Override
    public TaskId taskId() {
      return new TaskId(0, 0);
    }

    @Override
    public long timestamp() {
      return 0;
    }

    @Override
    public byte[] sourceRawKey() {
      return BYTES;
    }

    @Override
    public byte[] sourceRawValue() {
      return BYTES;
    }
  }
}
