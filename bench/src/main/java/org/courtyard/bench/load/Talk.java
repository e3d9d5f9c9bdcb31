package org.courtyard.bench.load;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.courtyard.schemas.ContentType;
import org.courtyard.schemas.Intent;
import org.courtyard.schemas.Message;
import org.courtyard.schemas.Verdict;

/**
 * An endless stream of messages of one mix. The same seed says the same again.
 *
 * <p>A grievance names an entrance, so that every pair of building, entrance and category is a
 * matter of its own; one that joins repeats in other words what another neighbour of the same
 * building said a while before.
 */
public final class Talk {
  /** Of a building, as far as is spoken of them unless otherwise said. */
  private static final int ENTRANCES = 9;

  private static final int SENDERS = 500_000;

  /** What joins refers to one of so many recent matters … */
  private static final int RECENT = 1_000;

  /** … but not to the very last, which may still be on their way. */
  private static final int SETTLED = 300;

  private static final int TRIES = 1_000;

  /** Repeats of any category count as the same matter for at least half a day. */
  private static final Duration SAME_MATTER = Duration.ofHours(8);

  private static final Duration SHORTEST = Duration.ofHours(1);

  /** The edge refuses what is older than two weeks. */
  private static final Duration LONGEST = Duration.ofDays(10);

  /**
   * A message and what it is about.
   *
   * @param matter the number of the matter: whoever speaks of it first opens a case, the others
   *     join; {@link #NOTHING} for chatter
   */
  public record Said(Message message, int matter) {}

  /** Chatter is about no matter. */
  public static final int NOTHING = -1;

  private Mix mix;
  private final District district;
  private final List<String> texts;
  private final Function<Message, Verdict> triage;
  private final SplittableRandom random;
  private final String prefix;
  private final int[] recent = new int[RECENT];
  private final int firstEntrance;
  private final int step;
  private final int offset;
  private long said;
  private long opened;

  /**
   * The beginning of a stream.
   *
   * @param texts what is said beside the sentences of this bench; may be empty
   * @param triage what the router would make of a message
   * @param name begins every message id
   */
  public Talk(
      Mix mix,
      District district,
      List<String> texts,
      Function<Message, Verdict> triage,
      long seed,
      String name) {
    this(mix, district, texts, triage, seed, name, 1);
  }

  /**
   * The beginning of a stream.
   *
   * @param firstEntrance it speaks of nine entrances from this one on: those before are somebody
   *     else's matters
   */
  public Talk(
      Mix mix,
      District district,
      List<String> texts,
      Function<Message, Verdict> triage,
      long seed,
      String name,
      int firstEntrance) {
    this.firstEntrance = firstEntrance;
    this.mix = mix;
    this.district = district;
    this.texts = texts;
    this.triage = triage;
    this.random = new SplittableRandom(seed);
    this.prefix = District.PLATFORM + "|" + District.TENANT + "|" + name + "-";
    this.step = coprime(matters());
    this.offset = random.nextInt(matters());
  }

  /** How many different matters there are. */
  private int matters() {
    return Math.multiplyExact(district.buildings(), ENTRANCES * Phrases.categories().size());
  }

  private static int coprime(int to) {
    int candidate = (int) (to * 0.618) | 1;
    while (gcd(candidate, to) != 1) {
      candidate += 2;
    }
    return candidate;
  }

  private static int gcd(int a, int b) {
    return b == 0 ? a : gcd(b, a % b);
  }

  /** From now on this mix is said, of matters that were not spoken of before. */
  public void mix(Mix next) {
    mix = next;
  }

  /** How many messages of this mix can be said before a matter would come up twice. */
  public long most() {
    double opening = (1 - mix.chatter()) * mix.opening();
    return opening == 0 ? Long.MAX_VALUE : (long) (mostOpening() / opening);
  }

  /** How many first words about a matter there can be. */
  public long mostOpening() {
    return (long) (matters() * 0.98);
  }

  /**
   * Over which time so much is said: as long as possible, so that not every case of a community
   * belongs to one incident, but short enough that what joins is still the same matter.
   */
  static Duration span(List<Part> parts) {
    long opening = parts.stream().mapToLong(Part::opening).sum();
    Duration together = SAME_MATTER.multipliedBy(opening).dividedBy(RECENT);
    return together.compareTo(LONGEST) < 0 ? together.plus(SHORTEST) : LONGEST;
  }

  Mix mix() {
    return mix;
  }

  /** The number of a message in its stream, from its id. */
  public static int number(String messageId) {
    return Integer.parseInt(messageId.substring(messageId.lastIndexOf('-') + 1));
  }

  /** What is said next. */
  public Said next(Instant at) {
    String id = prefix + said++;
    if (random.nextDouble() < mix.chatter()) {
      return new Said(chatter(id, at), NOTHING);
    }
    boolean joins = opened > SETTLED && random.nextDouble() >= mix.opening();
    int matter = joins ? recent[(int) (oldEnough() % RECENT)] : newMatter();
    return new Said(grievance(id, matter, at), matter);
  }

  private long oldEnough() {
    long newest = opened - SETTLED;
    long span = Math.min(newest, RECENT - SETTLED);
    return newest - 1 - random.nextLong(span);
  }

  private int newMatter() {
    int matter = (int) ((offset + opened * step) % matters());
    recent[(int) (opened % RECENT)] = matter;
    opened++;
    return matter;
  }

  private Message chatter(String id, Instant at) {
    String group =
        District.groupKey(random.nextInt(district.buildings()), random.nextInt(District.GROUPS));
    for (int i = 0; i < TRIES; i++) {
      String text =
          texts.isEmpty() ? Phrases.chatter(random) : texts.get(random.nextInt(texts.size()));
      Message message = message(id, group, text, at);
      if (triage.apply(message).getIntent() == Intent.CHATTER) {
        return message;
      }
    }
    throw new IllegalStateException("triage takes nothing for chatter");
  }

  private Message grievance(String id, int matter, Instant at) {
    List<String> categories = Phrases.categories();
    String category = categories.get(matter % categories.size());
    int entrance = matter / categories.size() % ENTRANCES + firstEntrance;
    int building = matter / categories.size() / ENTRANCES;
    String group = District.groupKey(building, random.nextInt(District.GROUPS));
    for (int i = 0; i < TRIES; i++) {
      String text = Phrases.trouble(category, entrance + "单元", random);
      Message message = message(id, group, text, at);
      Verdict verdict = triage.apply(message);
      if (verdict.getIntent() == Intent.GRIEVANCE
          && !verdict.getAsk()
          && category.equals(verdict.getCategory())) {
        return message;
      }
    }
    throw new IllegalStateException("triage takes nothing for " + category);
  }

  private Message message(String id, String group, String text, Instant at) {
    Message message = new Message();
    message.setId(id);
    message.setTenant(District.TENANT);
    message.setPlatform(District.PLATFORM);
    message.setGroup(group);
    message.setSender(sender());
    message.setType(ContentType.TEXT);
    message.setText(text);
    message.setMedia(List.of());
    message.setOccurredAt(at);
    message.setAcceptedAt(at);
    message.setSource("bench");
    return message;
  }

  /** As long as a keyed hash. */
  private String sender() {
    long person = random.nextInt(SENDERS);
    return "%016x%016x%016x%016x".formatted(person, ~person, person * 31, person * 17);
  }
}
