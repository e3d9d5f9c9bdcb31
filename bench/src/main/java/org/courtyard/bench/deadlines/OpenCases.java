package org.courtyard.bench.deadlines;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.courtyard.bench.load.District;
import org.courtyard.schemas.Actor;
import org.courtyard.schemas.AudienceGroup;
import org.courtyard.schemas.AvroSerdes;
import org.courtyard.schemas.Case;
import org.courtyard.schemas.CaseEvent;
import org.courtyard.schemas.CaseKind;
import org.courtyard.schemas.CaseState;
import org.courtyard.schemas.ClockKind;
import org.courtyard.schemas.ClockRule;
import org.courtyard.schemas.EventType;
import org.courtyard.schemas.Handler;
import org.courtyard.schemas.PlaceUnit;
import org.courtyard.schemas.Reason;
import org.courtyard.schemas.Reporter;
import org.courtyard.schemas.Rules;
import org.courtyard.schemas.Shards;
import org.courtyard.schemas.Tier;
import org.courtyard.schemas.Topics;
import org.courtyard.schemas.Urgency;
import org.courtyard.stack.StackException;

/**
 * Cases as the router tells of them, opened and dispatched, each with a number of its own. Their
 * ids lie as scattered as real ones.
 */
final class OpenCases implements AutoCloseable {
  static final Duration LIMIT = Duration.ofHours(12);
  static final int WARN_PERCENT = 75;

  private static final char[] BASE32 = "0123456789ABCDEFGHJKMNPQRSTVWXYZ".toCharArray();
  private static final int BITS = 30;
  private static final int MASK = (1 << BITS) - 1;
  private static final int SCATTER = 0x2545F491;
  private static final int GATHER =
      BigInteger.valueOf(SCATTER).modInverse(BigInteger.ONE.shiftLeft(BITS)).intValue();

  private final int communities;
  private final Serializer<CaseEvent> events;
  private final Serializer<Rules> rules;
  private final KafkaProducer<String, byte[]> producer;
  private final int partitions;
  private final AtomicReference<Exception> failure = new AtomicReference<>();

  OpenCases(String bootstrapServers, AvroSerdes serdes, int communities, int lingerMillis) {
    this.communities = communities;
    this.events = serdes.of(CaseEvent.class).serializer();
    this.rules = serdes.of(Rules.class).serializer();
    this.producer =
        new KafkaProducer<>(
            Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ProducerConfig.LINGER_MS_CONFIG,
                lingerMillis,
                ProducerConfig.BATCH_SIZE_CONFIG,
                1 << 18,
                ProducerConfig.COMPRESSION_TYPE_CONFIG,
                "lz4"),
            new StringSerializer(),
            new ByteArraySerializer());
    this.partitions = producer.partitionsFor(Topics.CASE_EVENTS.name()).size();
  }

  /** The clock rule of the sample world: 12 hours, warned after three quarters, escalated. */
  void writeRules() {
    Rules all =
        Rules.newBuilder()
            .setTenant(District.TENANT)
            .setVersion("bench")
            .setTiers(List.of())
            .setCategories(List.of())
            .setTriage(List.of())
            .setClocks(
                List.of(
                    ClockRule.newBuilder()
                        .setId("feedback")
                        .setClock(ClockKind.FEEDBACK)
                        .setLimitMinutes((int) LIMIT.toMinutes())
                        .setWarnPercent(WARN_PERCENT)
                        .setEscalate(true)
                        .build()))
            .setTemplates(List.of())
            .build();
    String topic = Topics.RULES.name();
    send(new ProducerRecord<>(topic, District.TENANT, rules.serialize(topic, all)));
    flush();
  }

  /** Writes that a case was opened and dispatched whose clock runs out at this time. */
  void open(int number, Instant due) {
    Instant now = Instant.now();
    Case matter = matter(number, due.minus(LIMIT), now);
    write(event(matter, EventType.OPENED, 1, now));
    matter.setState(CaseState.DISPATCHED);
    matter.setTier(Tier.COMMUNITY);
    matter.setUnitId(matter.getPath().get(1).getId());
    matter.setHandler(secretary(number % communities));
    write(event(matter, EventType.DISPATCHED, 2, now));
  }

  void flush() {
    producer.flush();
    if (failure.get() != null) {
      throw new StackException("The broker refused a record: " + failure.get(), failure.get());
    }
  }

  private void write(CaseEvent event) {
    String topic = Topics.CASE_EVENTS.name();
    int partition = Shards.partition(Shards.ofCase(event.getCaseId()), partitions);
    send(new ProducerRecord<>(topic, partition, event.getCaseId(), events.serialize(topic, event)));
  }

  private void send(ProducerRecord<String, byte[]> record) {
    producer.send(
        record,
        (metadata, e) -> {
          if (e != null) {
            failure.set(e);
          }
        });
  }

  /** Case ids end in base32, as real ones do. */
  String id(int number) {
    int scattered = number * SCATTER & MASK;
    StringBuilder id = new StringBuilder("Q%04d-".formatted(number % communities));
    for (int shift = BITS - 5; shift >= 0; shift -= 5) {
      id.append(BASE32[scattered >> shift & 31]);
    }
    return id.toString();
  }

  /** The number of the case with this id. */
  static int number(String id) {
    int scattered = 0;
    for (int i = id.lastIndexOf('-') + 1; i < id.length(); i++) {
      scattered = scattered << 5 | digit(id.charAt(i));
    }
    return scattered * GATHER & MASK;
  }

  private static int digit(char c) {
    for (int i = 0; i < BASE32.length; i++) {
      if (BASE32[i] == c) {
        return i;
      }
    }
    throw new IllegalArgumentException("not base32: " + c);
  }

  private Case matter(int number, Instant said, Instant now) {
    int community = number % communities;
    int building = community * District.BUILDINGS + number / communities % District.BUILDINGS;
    String group = "%s|%s|b%06d-0".formatted(District.PLATFORM, District.TENANT, building);
    Case c = new Case();
    c.setId(id(number));
    c.setTenant(District.TENANT);
    c.setKind(CaseKind.GRIEVANCE);
    c.setState(CaseState.RECEIVED);
    c.setCategory("LIFT");
    c.setUrgency(Urgency.ORDINARY);
    c.setSummary("%d单元电梯又停了，老人下不去楼".formatted(number % 9 + 1));
    c.setSpots(List.of());
    c.setPlaceId("B%06d".formatted(building));
    c.setPath(path(community, building));
    c.setTier(Tier.BUILDING);
    c.setUnitId(c.getPlaceId());
    c.setReporters(
        List.of(
            new Reporter(
                person(number),
                group,
                "%s|%s|d-%d".formatted(District.PLATFORM, District.TENANT, number),
                said,
                "")));
    c.setReporterCount(1);
    c.setAudience(List.of(new AudienceGroup(group, null)));
    c.setOccurredAt(said);
    c.setOpenedAt(now);
    c.setChildren(List.of());
    return c;
  }

  private static List<PlaceUnit> path(int community, int building) {
    List<PlaceUnit> path = new ArrayList<>();
    path.add(new PlaceUnit("B%06d".formatted(building), building + "号楼", Tier.BUILDING));
    path.add(new PlaceUnit("C%04d".formatted(community), "第" + community + "社区", Tier.COMMUNITY));
    path.add(new PlaceUnit("S", "街道", Tier.STREET));
    path.add(new PlaceUnit("D", "区", Tier.DISTRICT));
    return path;
  }

  private static Handler secretary(int community) {
    return Handler.newBuilder()
        .setPerson(person(~community))
        .setName("社区书记")
        .setRole("书记")
        .setTier(Tier.COMMUNITY)
        .setPlace("C%04d".formatted(community))
        .setCategories(List.of())
        .setDestination("h-" + community)
        .build();
  }

  /** As long as a keyed hash, and as random. */
  private static String person(int number) {
    long a = number * 0x9E3779B97F4A7C15L;
    long b = (a ^ a >>> 29) * 0xBF58476D1CE4E5B9L;
    return "%016x%016x%016x%016x".formatted(a, b, a ^ b >>> 17, b * 31);
  }

  private static CaseEvent event(Case matter, EventType type, int seq, Instant at) {
    matter.setSeq(seq);
    return CaseEvent.newBuilder()
        .setCaseId(matter.getId())
        .setSeq(seq)
        .setType(type)
        .setAt(at)
        .setActor(Actor.newBuilder().setRole("bench").build())
        .setReason(Reason.newBuilder().setBy("bench").build())
        .setAfter(matter)
        .build();
  }

  @Override
  public void close() {
    producer.close();
  }
}
