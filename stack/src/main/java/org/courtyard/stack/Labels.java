package org.courtyard.stack;

import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.courtyard.schemas.AvroSerdes;
import org.courtyard.schemas.Label;
import org.courtyard.schemas.Topics;

/** What people said that messages really were, in the shape that training reads. */
final class Labels {
  private static final String HEADER = "id,text,kind,category,urgent,place";

  private final Collection<Label> labels;

  private Labels(Collection<Label> labels) {
    this.labels = labels;
  }

  /** The labels given; of several about one message the last counts. */
  static Labels of(Iterable<Label> given) {
    Map<String, Label> last = new LinkedHashMap<>();
    given.forEach(label -> last.put(label.getMessageId(), label));
    return new Labels(last.values());
  }

  /** All that the topic holds now. */
  static Labels read(String bootstrapServers, String registryUrl) {
    try (KafkaConsumer<String, Label> consumer =
        new KafkaConsumer<>(
            Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_committed"),
            new StringDeserializer(),
            AvroSerdes.registry(registryUrl).of(Label.class).deserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(Topics.LABELS.name()).stream()
              .map(p -> new TopicPartition(p.topic(), p.partition()))
              .toList();
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      List<Label> read = new java.util.ArrayList<>();
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
        consumer.poll(Duration.ofMillis(200)).forEach(record -> read.add(record.value()));
      }
      return of(read);
    }
  }

  int size() {
    return labels.size();
  }

  /** With a header line; urgency and place are nobody's correction and stay empty. */
  String csv() {
    return labels.stream()
        .map(Labels::line)
        .collect(Collectors.joining("\n", HEADER + "\n", labels.isEmpty() ? "" : "\n"));
  }

  private static String line(Label label) {
    return Stream.of(
            label.getMessageId(),
            label.getText(),
            label.getIntent().name().toLowerCase(Locale.ROOT),
            label.getCategory() == null ? "" : label.getCategory(),
            "",
            "")
        .map(Labels::cell)
        .collect(Collectors.joining(","));
  }

  private static String cell(String value) {
    boolean plain = value.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return plain ? value : '"' + value.replace("\"", "\"\"") + '"';
  }
}
