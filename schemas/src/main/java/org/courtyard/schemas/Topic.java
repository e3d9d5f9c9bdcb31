package org.courtyard.schemas;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;

/**
 * One topic of the catalogue.
 *
 * @param name the topic's name
 * @param value the Avro record it carries, or null for the original bytes of a dead letter
 * @param keyedBy what the record key says, and therefore what stays in order
 * @param partitions number of partitions; all topics keyed by shard must agree
 * @param cleanup how old records leave
 * @param retention how long they stay at least; ignored for compacted topics
 * @param writers services that write it
 * @param readers services that read it
 * @param purpose one sentence for people
 * @param <V> the record it carries
 */
public record Topic<V extends SpecificRecord>(
    String name,
    Class<V> value,
    Keying keyedBy,
    int partitions,
    Cleanup cleanup,
    Duration retention,
    List<String> writers,
    List<String> readers,
    String purpose) {

  /** What a topic's partitions are chosen by. */
  public enum Keying {
    /** Key = group key; Kafka's default partitioner. */
    GROUP,
    /** Key = case id (or message id); partition chosen by {@link Shards}. */
    SHARD,
    /** Key = tenant and id; Kafka's default partitioner. */
    TENANT,
    /** Key = delivery id; partition chosen by the destination's name. */
    DESTINATION,
    /** One record for every partition, addressed explicitly. */
    PARTITION,
    /** Whatever key and partition the original had. */
    ORIGINAL
  }

  /** How old records leave a topic. */
  public enum Cleanup {
    DELETE,
    COMPACT
  }

  /** Topic-level broker settings, in Kafka's own names. */
  public Map<String, String> settings() {
    return switch (cleanup) {
      case COMPACT ->
          Map.of(
              "cleanup.policy", "compact", "min.compaction.lag.ms", "0", "segment.ms", "3600000");
      case DELETE ->
          keyedBy == Keying.PARTITION
              ? Map.of(
                  "cleanup.policy", "delete",
                  "retention.ms", Long.toString(retention.toMillis()),
                  "message.timestamp.type", "LogAppendTime")
              : Map.of(
                  "cleanup.policy", "delete", "retention.ms", Long.toString(retention.toMillis()));
    };
  }
}
