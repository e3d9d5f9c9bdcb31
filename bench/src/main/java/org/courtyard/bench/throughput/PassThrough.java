package org.courtyard.bench.throughput;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Properties;
import java.util.Set;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyConfig;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Produced;
import org.courtyard.schemas.AvroSerdes;
import org.courtyard.schemas.Message;
import org.courtyard.schemas.Topics;
import org.courtyard.streams.StreamsSettings;

/**
 * The engine's own limit: decodes each message, encodes it again and writes it to another topic, on
 * the very settings of the services. A process of its own.
 */
final class PassThrough {
  static final String NAME = "pass-through";

  private PassThrough() {}

  /** Broker, registry, state directory, threads, commit interval in milliseconds, RocksDB bytes. */
  public static void main(String[] args) {
    StreamsSettings settings =
        new StreamsSettings(
            NAME,
            args[0],
            NAME + "-0",
            Path.of(args[2]),
            Integer.parseInt(args[3]),
            Duration.ofMillis(Long.parseLong(args[4])),
            0,
            "classic",
            Long.parseLong(args[5]),
            Set.of(),
            Set.of());
    Properties properties = settings.properties(new SimpleMeterRegistry());
    @SuppressWarnings("resource") // closed by the hook
    KafkaStreams streams = new KafkaStreams(topology(AvroSerdes.registry(args[1])), properties);
    streams.setStateListener((now, before) -> System.out.println("state=" + now));
    streams.setUncaughtExceptionHandler(
        failure -> {
          System.out.println("streaming broke: " + failure + ", because of " + failure.getCause());
          return StreamThreadExceptionResponse.REPLACE_THREAD;
        });
    Runtime.getRuntime().addShutdownHook(new Thread(streams::close));
    streams.start();
  }

  private static Topology topology(AvroSerdes serdes) {
    Properties naming = new Properties();
    naming.put(StreamsConfig.APPLICATION_ID_CONFIG, NAME);
    naming.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "named:1");
    StreamsBuilder builder = new StreamsBuilder(new TopologyConfig(new StreamsConfig(naming)));
    Serde<Message> messages = serdes.of(Message.class);
    builder.stream(
            Topics.MESSAGES.name(), Consumed.with(Serdes.String(), messages).withName("messages"))
        .to(NAME, Produced.with(Serdes.String(), messages).withName("the-same"));
    return builder.build();
  }
}
