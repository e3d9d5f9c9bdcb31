package org.courtyard.bench.lifecycle;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serde;
import org.courtyard.bench.load.District;
import org.courtyard.bench.throughput.Ground;
import org.courtyard.schemas.AvroSerdes;
import org.courtyard.schemas.CaseFile;
import org.courtyard.schemas.Shards;
import org.courtyard.schemas.Topics;
import org.courtyard.schemas.UsualDay;
import org.courtyard.stack.StackException;

/**
 * What the router keeps of the cases of a district's first communities, kept of all the others as
 * well: its changelogs are read, and each record is written again with the names of other
 * communities, buildings, groups, cases and messages. A router without a state of its own then has
 * them all.
 */
final class Copies {
  /** How the ids of messages begin whose cases are copied. */
  static final String NAME = "seed";

  private static final String MEMORY = topic("message-memory");
  private static final Duration STALLED = Duration.ofSeconds(30);
  private static final int TELL_EVERY = 1_000_000;

  /** The time under which a message is remembered, and a number, follow its id. */
  private static final int WINDOW_BYTES = Long.BYTES + Integer.BYTES;

  /** Of communities and buildings, as {@link District} gives them, and ids of messages. */
  private static final Pattern NAMES =
      Pattern.compile("\\b(?:[QC]\\d{4}|[Bb]\\d{6}|" + NAME + "-)\\b");

  /** What tells the community. */
  private static final Pattern COMMUNITY = Pattern.compile("\\b(?:Q\\d{4}|b\\d{6})\\b");

  /** How the values of a store are told of another community. */
  private interface Value {
    byte[] moved(byte[] value, UnaryOperator<String> names);
  }

  private final String bootstrapServers;
  private final int communities;
  private final int copied;
  private final Consumer<String> tell;
  private final Map<String, Value> stores = new LinkedHashMap<>();

  /**
   * Copies of a district.
   *
   * @param communities of the whole district: a multiple of
   * @param copied the first of them, whose cases are copied
   */
  Copies(
      String bootstrapServers,
      AvroSerdes serdes,
      int communities,
      int copied,
      Consumer<String> tell) {
    this.bootstrapServers = bootstrapServers;
    this.communities = communities;
    this.copied = copied;
    this.tell = tell;
    store("cases", serdes, CaseFile.class);
    store("usual-cases", serdes, UsualDay.class);
    stores.put(MEMORY, Copies::text);
  }

  private <T extends SpecificRecord> void store(String name, AvroSerdes serdes, Class<T> type) {
    String topic = topic(name);
    Serde<T> serde = serdes.of(type);
    stores.put(
        topic,
        (value, names) -> {
          T record = serde.deserializer().deserialize(topic, value);
          rename(record, names);
          return serde.serializer().serialize(topic, record);
        });
  }

  private static String topic(String store) {
    return "router-" + store + "-changelog";
  }

  /** How far the router has written what is copied. */
  Map<TopicPartition, Long> ends(Ground ground) {
    return ground.ends(stores.keySet());
  }

  /**
   * Copies what was written in between.
   *
   * @return how many records were written
   */
  long write(Map<TopicPartition, Long> from, Map<TopicPartition, Long> to) {
    AtomicReference<Exception> failure = new AtomicReference<>();
    long[] written = new long[1];
    try (KafkaProducer<byte[], byte[]> producer = producer()) {
      stores.forEach(
          (topic, value) ->
              latest(topic, from, to)
                  .forEach(
                      (key, record) -> {
                        for (int by = copied; by < communities; by += copied) {
                          producer.send(
                              moved(topic, key.array(), record, value, by),
                              (metadata, e) -> {
                                if (e != null) {
                                  failure.set(e);
                                }
                              });
                          if (++written[0] % TELL_EVERY == 0) {
                            tell.accept("  %,d records of its state written".formatted(written[0]));
                          }
                        }
                      }));
    }
    if (failure.get() != null) {
      throw new StackException("The broker refused a record: " + failure.get(), failure.get());
    }
    return written[0];
  }

  /** The last value of every key. */
  private Map<ByteBuffer, byte[]> latest(
      String topic, Map<TopicPartition, Long> from, Map<TopicPartition, Long> to) {
    Map<ByteBuffer, byte[]> latest = new HashMap<>();
    List<TopicPartition> partitions =
        from.keySet().stream().filter(partition -> partition.topic().equals(topic)).toList();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", bootstrapServers, "isolation.level", "read_committed"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      consumer.assign(partitions);
      partitions.forEach(partition -> consumer.seek(partition, from.get(partition)));
      long giveUp = System.nanoTime() + STALLED.toNanos();
      while (partitions.stream().anyMatch(p -> consumer.position(p) < to.get(p))) {
        for (var record : consumer.poll(Duration.ofMillis(100))) {
          latest.put(ByteBuffer.wrap(record.key()), record.value());
          giveUp = System.nanoTime() + STALLED.toNanos();
        }
        if (System.nanoTime() > giveUp) {
          throw new StackException("Cannot read " + topic + " to its end");
        }
      }
    }
    latest.values().removeIf(value -> value == null);
    return latest;
  }

  /** The same of a community so many further on. */
  private ProducerRecord<byte[], byte[]> moved(
      String topic, byte[] key, byte[] record, Value value, int by) {
    UnaryOperator<String> names = name -> renamed(name, by);
    int window = topic.equals(MEMORY) ? WINDOW_BYTES : 0;
    String name = new String(key, 0, key.length - window, StandardCharsets.UTF_8);
    byte[] newName = names.apply(name).getBytes(StandardCharsets.UTF_8);
    byte[] newKey =
        ByteBuffer.allocate(newName.length + window)
            .put(newName)
            .put(key, key.length - window, window)
            .array();
    byte[] newValue = value.moved(record, names);
    String shard =
        shard(window == 0 ? new String(newName, StandardCharsets.UTF_8) : string(newValue));
    return new ProducerRecord<>(
        topic, Shards.partition(shard, Topics.CASE_EVENTS.partitions()), newKey, newValue);
  }

  /** The shard that a key, or a case, belongs to. */
  private static String shard(String name) {
    Matcher found = COMMUNITY.matcher(name);
    if (!found.find()) {
      throw new StackException("No community in " + name);
    }
    int number = number(found.group());
    return "Q%04d".formatted(found.group().startsWith("Q") ? number : number / District.BUILDINGS);
  }

  /** The same name, so many communities further on. */
  static String renamed(String text, int by) {
    return NAMES.matcher(text).replaceAll(found -> renamedOne(found.group(), by));
  }

  private static String renamedOne(String name, int by) {
    char kind = name.charAt(0);
    return switch (kind) {
      case 'Q', 'C' -> kind + "%04d".formatted(number(name) + by);
      case 'B', 'b' -> kind + "%06d".formatted(number(name) + by * District.BUILDINGS);
      default -> name + by + "-";
    };
  }

  private static int number(String name) {
    return Integer.parseInt(name.substring(1));
  }

  /** Renames whatever has a name in it. */
  private static void rename(SpecificRecord record, UnaryOperator<String> names) {
    for (int i = 0; i < record.getSchema().getFields().size(); i++) {
      switch (record.get(i)) {
        case String text -> record.put(i, names.apply(text));
        case SpecificRecord inner -> rename(inner, names);
        case List<?> list -> record.put(i, list.stream().map(each -> named(each, names)).toList());
        case null, default -> {
          // Numbers, times and states are the same everywhere.
        }
      }
    }
  }

  private static Object named(Object each, UnaryOperator<String> names) {
    if (each instanceof SpecificRecord inner) {
      rename(inner, names);
    }
    return each instanceof String text ? names.apply(text) : each;
  }

  private static byte[] text(byte[] value, UnaryOperator<String> names) {
    return names.apply(string(value)).getBytes(StandardCharsets.UTF_8);
  }

  private static String string(byte[] value) {
    return new String(value, StandardCharsets.UTF_8);
  }

  private KafkaProducer<byte[], byte[]> producer() {
    return new KafkaProducer<>(
        Map.of(
            ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
            bootstrapServers,
            ProducerConfig.LINGER_MS_CONFIG,
            50,
            ProducerConfig.BATCH_SIZE_CONFIG,
            1 << 19,
            ProducerConfig.BUFFER_MEMORY_CONFIG,
            128 << 20,
            ProducerConfig.COMPRESSION_TYPE_CONFIG,
            "lz4"),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }
}
