package org.courtyard.router.correlation;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.IntConsumer;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.courtyard.router.lifecycle.Lifecycle;
import org.courtyard.schemas.Case;
import org.courtyard.schemas.Matter;

/**
 * The matters of one shard by what was said about them: an inverted index from each character and
 * pair to the matters that have it. A pair that few matters have weighs more; one that very many
 * have is not looked at, so that the work for a message is bounded. A matter takes about 300 bytes
 * with its share of all indexes, two thirds of them outside of the heap. The matters that it gives
 * come without their words, which stay here, but for {@link #find}. Not safe for use by several
 * threads.
 */
public final class MatterIndex {

  /**
   * How alike a message and a matter are.
   *
   * @param similarity 0 to 1: weighted cosine, mostly of how both begin, and of all that was said
   * @param shared weight of what the message has in common with all that was said about it, in rare
   *     pairs
   * @param share of the message's weight that it has in common with all that was said
   * @param subjects how many subjects of the message were spoken of; -1 where either has none
   */
  public record Similar(
      Matter matter, double similarity, double shared, double share, int subjects) {}

  /** How a matter's case stands: read so often that it is kept beside the words. */
  public enum Standing {
    OPEN,
    /** Nobody has said yet that it is one. */
    ASKED,
    ANSWERED,
    /** Withdrawn: nobody speaks of it any more. */
    OVER;

    public static Standing of(Case c) {
      return Lifecycle.asked(c)
          ? ASKED
          : Lifecycle.open(c) ? OPEN : Lifecycle.answered(c) ? ANSWERED : OVER;
    }
  }

  /** A matter and when it was last spoken of. */
  public record Recent(Matter matter, Instant at) {}

  /** So many of the matters that a group has spoken of are its latest. */
  private static final int RECENT = 16;

  /**
   * From this similarity on two texts tell the same. Measured on letters to a city's leaders; see
   * docs/quality-correlation.md.
   */
  static final double ALIKE = 0.25;

  private static final int LOOKED_AT = 16;

  /** A list by group, where half of the names are groups'. */
  private static final long SLOTS_BYTES = 30;

  /** A matter in the list of one group, or of a second one. */
  private static final long SPOKEN_OF_BYTES = 6;

  /** Words are rare or frequent among so many imagined matters before there are real ones. */
  private static final int IMAGINED = 8;

  private static final double[] LOGS = new double[4096];

  static {
    for (int n = 1; n < LOGS.length; n++) {
      LOGS[n] = Math.log(n);
    }
  }

  /** Share of the beginnings in the similarity: what is wrong and where comes first. */
  private static final double BEGINNING = 0.7;

  /**
   * Scratch that all indexes of a thread share: how much a message has in common with each slot.
   */
  private static final class Scratch {
    private static final ThreadLocal<Scratch> OF_THREAD = ThreadLocal.withInitial(Scratch::new);

    private double[] weights = new double[64];
    private int[] touched = new int[64];
    private int found;

    private static Scratch of(int slots) {
      Scratch scratch = OF_THREAD.get();
      if (scratch.weights.length < slots) {
        scratch.weights = new double[2 * slots];
        scratch.touched = new int[2 * slots];
      }
      return scratch;
    }

    private void add(int slot, double weight) {
      if (weights[slot] == 0) {
        touched[found++] = slot;
      }
      weights[slot] += weight;
    }

    private void clear() {
      for (int i = 0; i < found; i++) {
        weights[touched[i]] = 0;
      }
      found = 0;
    }
  }

  private final PackedMatters packed = new PackedMatters();
  private final SlotTable byCase = new SlotTable();
  private final SlotTable byFingerprint = new SlotTable();
  private final SlotLists byCategory = new SlotLists();

  /** By the number of a group's name; null where a name is no group's. */
  private final List<Slots> byGroup = new ArrayList<>();

  private final Words words = new Words();
  private int size;

  /** How many matters it holds. */
  public int size() {
    return size;
  }

  /** About so many bytes of the heap. */
  public long bytes() {
    return packed.bytes()
        + byCase.bytes()
        + byFingerprint.bytes()
        + byCategory.bytes()
        + words.bytes()
        + SLOTS_BYTES * byGroup.size()
        + SPOKEN_OF_BYTES * size;
  }

  /** Bytes outside of the heap. */
  public long bytesOutside() {
    return packed.bytesOutside();
  }

  /** The case of a matter, if that is held, stands like this from now on. */
  public void stands(String caseId, Standing standing) {
    int slot = slot(caseId);
    if (slot != SlotTable.NONE) {
      packed.stands(slot, standing);
    }
  }

  /** Whether it holds the matter of this case. */
  public boolean holds(String caseId) {
    return slot(caseId) != SlotTable.NONE;
  }

  /** How the case of a matter that is held stands. */
  Standing standing(String caseId) {
    return packed.standing(slot(caseId));
  }

  private int slot(String caseId) {
    return byCase.get(caseId.hashCode(), slot -> packed.isOf(slot, caseId));
  }

  /** Holds this matter as it is now; its case is open, or stands as it did. */
  public void put(Matter matter) {
    int before = slot(matter.getCaseId());
    Standing standing = before == SlotTable.NONE ? Standing.OPEN : packed.standing(before);
    remove(matter.getCaseId());
    int slot = packed.take();
    PackedMatters.Texts texts = PackedMatters.words(matter);
    for (int i = 0; i < texts.talk().size(); i++) {
      words.add(texts.talk().token(i), slot);
    }
    begin(texts.heads().getFirst(), 1);
    size++;
    packed.fill(slot, matter, standing, weighed(texts));
    byCase.put(matter.getCaseId().hashCode(), slot, s -> s == slot);
    for (long print : matter.getFingerprints()) {
      byFingerprint.put(Long.hashCode(print), slot, s -> packed.hasFingerprint(s, print));
    }
    byCategory.addFirst(packed.category(slot), slot);
    packed.groups(slot, group -> slotsOf(group).add(slot));
  }

  private Slots slotsOf(int group) {
    while (byGroup.size() <= group) {
      byGroup.add(null);
    }
    if (byGroup.get(group) == null) {
      byGroup.set(group, new Slots());
    }
    return byGroup.get(group);
  }

  private void begin(Wording head, int more) {
    for (int i = 0; i < head.size(); i++) {
      words.begin(head.token(i), more);
    }
  }

  private PackedMatters.Texts weighed(PackedMatters.Texts texts) {
    return new PackedMatters.Texts(
        texts.opening(),
        length(weights(texts.opening(), false)),
        texts.heads(),
        texts.heads().stream().mapToDouble(head -> length(weights(head, true))).toArray(),
        texts.talk());
  }

  /** Holds this case's matter no longer. */
  public void remove(String caseId) {
    int slot = slot(caseId);
    if (slot == SlotTable.NONE) {
      return;
    }
    byCase.remove(caseId.hashCode(), slot);
    packed.fingerprints(slot, print -> byFingerprint.remove(Long.hashCode(print), slot));
    byCategory.remove(packed.category(slot), slot);
    packed.groups(slot, group -> byGroup.get(group).remove(slot));
    PackedMatters.Texts texts = packed.words(slot);
    begin(texts.heads().getFirst(), -1);
    packed.free(slot);
    size--;
    for (int i = 0; i < texts.talk().size(); i++) {
      char token = texts.talk().token(i);
      if (words.remove(token, slot)) {
        words.list(token, slotsWith(token));
      }
    }
  }

  private int[] slotsWith(char token) {
    return IntStream.range(0, packed.slots())
        .filter(slot -> !packed.isFree(slot) && packed.words(slot).talk().has(token))
        .toArray();
  }

  /** The matter of this case, or null. */
  public Matter find(String caseId) {
    int slot = slot(caseId);
    return slot == SlotTable.NONE ? null : packed.whole(slot);
  }

  /**
   * What a group has spoken of, the latest first.
   *
   * @param person in that group, or null for anybody
   */
  List<Recent> spokenOf(String group, String person) {
    return latest(group, person).stream()
        .map(at -> new Recent(packed.matter(at.slot()), Instant.ofEpochMilli(at.millis())))
        .toList();
  }

  /** A matter, by its slot, and when it was last spoken of. */
  record Latest(int slot, long millis) {}

  /** The same by slot. */
  List<Latest> latest(String group, String person) {
    int number = packed.number(group);
    List<Latest> spoken = new ArrayList<>();
    Slots there = number < 0 || number >= byGroup.size() ? null : byGroup.get(number);
    for (int i = there == null ? -1 : there.size() - 1; i >= 0; i--) {
      long at = packed.spokenOf(there.get(i), number, person);
      if (at != Long.MIN_VALUE) {
        spoken.add(new Latest(there.get(i), at));
      }
    }
    spoken.sort(Comparator.comparingLong(Latest::millis).reversed());
    return spoken.size() <= RECENT ? spoken : spoken.subList(0, RECENT);
  }

  /** A matter at a slot, for what is looked at first because it rules most matters out. */
  record Glance(MatterIndex index, int slot) {
    Standing standing() {
      return index.packed.standing(slot);
    }

    String category() {
      return index.packed.categoryName(slot);
    }

    /** Whether a person said that it is of this category. */
    boolean corrected() {
      return index.packed.corrected(slot);
    }

    String placeId() {
      return index.packed.placeId(slot);
    }

    List<String> spots() {
      return index.packed.spots(slot);
    }

    boolean spokenOfBy(String group) {
      return index.spokenOfBy(group, slot);
    }
  }

  Glance glance(int slot) {
    return new Glance(this, slot);
  }

  /** Whether a group has spoken of a matter. */
  boolean spokenOfBy(String group, int slot) {
    return packed.spokenOf(slot, packed.number(group), null) != Long.MIN_VALUE;
  }

  /** When a person last spoke of a matter, in milliseconds; {@link Long#MIN_VALUE} for never. */
  long lastWord(String person, int slot) {
    return packed.lastWord(slot, person);
  }

  String caseId(int slot) {
    return packed.caseId(slot);
  }

  /** The matter at a slot, without its words. */
  Matter matter(int slot) {
    return packed.matter(slot);
  }

  /** The latest matter in which these very words were said. */
  public Optional<Matter> exact(long fingerprint) {
    int slot = repeated(fingerprint);
    return slot == SlotTable.NONE ? Optional.empty() : Optional.of(packed.matter(slot));
  }

  /** The same by slot, or {@link SlotTable#NONE}. */
  int repeated(long fingerprint) {
    return byFingerprint.get(
        Long.hashCode(fingerprint), s -> packed.hasFingerprint(s, fingerprint));
  }

  /** The matter that a text repeats, in the same or in other words, wherever it was said. */
  public Optional<Similar> alike(String text) {
    Wording.Said said = Wording.Said.of(text);
    Optional<Matter> same = exact(said.fingerprint());
    if (same.isPresent()) {
      return same.map(matter -> compare(weighed(said), slot(matter.getCaseId())));
    }
    Weighed weighed = weighed(said);
    return similar(said, LOOKED_AT)
        .mapToObj(slot -> compare(weighed, slot))
        .filter(similar -> similar.similarity() >= ALIKE)
        .max(Comparator.comparingDouble(Similar::similarity));
  }

  /** The matters of one category, the latest first, at most so many. */
  public List<Matter> ofCategory(String category, int most) {
    List<Matter> latest = new ArrayList<>();
    ofCategory(category, most, slot -> latest.add(packed.matter(slot)));
    return latest;
  }

  /**
   * The open cases of the latest matters of one category.
   *
   * @param most matters that are looked at
   * @param when only those that came up at such a time
   */
  public List<String> openOfCategory(String category, int most, Predicate<Instant> when) {
    List<String> cases = new ArrayList<>();
    ofCategory(
        category,
        most,
        slot -> {
          if (packed.standing(slot) == Standing.OPEN
              && when.test(Instant.ofEpochMilli(packed.occurredAt(slot)))) {
            cases.add(packed.caseId(slot));
          }
        });
    return cases;
  }

  /** The matters of one category by slot, the latest first. */
  void ofCategory(String category, int most, IntConsumer slot) {
    byCategory.first(packed.number(category), most, slot);
  }

  /** The slots of the matters that have most in common with these words, in no order. */
  IntStream similar(Wording.Said said, int most) {
    Wording message = said.all();
    Scratch scratch = Scratch.of(packed.slots());
    for (int i = 0; i < message.size(); i++) {
      char token = message.token(i);
      double rare = rarity(words.count(token));
      words.each(token, slot -> scratch.add(slot, rare));
    }
    int[] best = best(scratch, most);
    scratch.clear();
    return Arrays.stream(best);
  }

  private static int[] best(Scratch scratch, int most) {
    double least = scratch.found > most ? leastOfTheBest(scratch, most) : 0;
    int[] best = new int[Math.min(most, scratch.found)];
    int size = 0;
    for (int i = 0; i < scratch.found && size < best.length; i++) {
      int slot = scratch.touched[i];
      if (scratch.weights[slot] >= least) {
        best[size++] = slot;
      }
    }
    return best;
  }

  private static double leastOfTheBest(Scratch scratch, int most) {
    double[] weights = new double[scratch.found];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = scratch.weights[scratch.touched[i]];
    }
    Arrays.sort(weights);
    return weights[weights.length - most];
  }

  /** A message and how much each of its words weighs. */
  record Weighed(Wording.Said said, double[] head, double[] all) {}

  Weighed weighed(Wording.Said said) {
    return new Weighed(said, weights(said.head(), true), weights(said.all(), false));
  }

  /**
   * How alike a message and the matter at a slot are, whether or not it is among the most alike.
   */
  Similar compare(Weighed message, int slot) {
    return compare(message, packed.matter(slot), packed.words(slot));
  }

  private static Similar compare(Weighed message, Matter matter, PackedMatters.Texts words) {
    Wording head = message.said.head();
    double own = length(message.head);
    double first = 0;
    double best = 0;
    for (int i = 0; i < words.headWeights().length; i++) {
      double cosine =
          cosine(squares(head, message.head, words.heads().get(i)), own, words.headWeights()[i]);
      first = i == 0 ? cosine : first;
      best = Math.max(best, cosine);
    }
    Wording all = message.said.all();
    double whole =
        cosine(squares(all, message.all, words.opening()), length(message.all), words.weight());
    double sum = 0;
    for (double weight : message.all) {
      sum += weight;
    }
    double shared = sum(all, message.all, words.talk());
    return new Similar(
        matter,
        BEGINNING * (first + best) / 2 + (1 - BEGINNING) * whole,
        shared,
        sum == 0 ? 0 : shared / sum,
        subjects(message.said.subjects(), words.talk()));
  }

  private static int subjects(Wording message, Wording talk) {
    return message.size() == 0 || talk.subjects() == 0 ? -1 : message.subjectsShared(talk);
  }

  private static double cosine(double product, double one, double other) {
    return product == 0 ? 0 : Math.min(1, product / (one * other));
  }

  private static double squares(Wording some, double[] weights, Wording others) {
    return product(some, weights, others, true);
  }

  private static double sum(Wording some, double[] weights, Wording others) {
    return product(some, weights, others, false);
  }

  private static double product(Wording some, double[] weights, Wording others, boolean squared) {
    double product = 0;
    int i = 0;
    int j = 0;
    while (i < weights.length && j < others.size()) {
      char left = some.token(i);
      char right = others.token(j);
      if (left == right) {
        product += squared ? weights[i] * weights[i] : weights[i];
      }
      i += left <= right ? 1 : 0;
      j += right <= left ? 1 : 0;
    }
    return product;
  }

  private static double length(double[] weights) {
    double sum = 0;
    for (double weight : weights) {
      sum += weight * weight;
    }
    return Math.sqrt(sum);
  }

  /** How rare each word is, among all that was said or among how reports begin. */
  private double[] weights(Wording wording, boolean beginnings) {
    double[] weights = new double[wording.size()];
    for (int i = 0; i < weights.length; i++) {
      char token = wording.token(i);
      int matters = words.count(token);
      weights[i] = matters == 0 ? 1 : rarity(beginnings ? words.beginnings(token) : matters);
    }
    return weights;
  }

  /** 1 for a word that no other matter has, towards 0 for one that all have. */
  private double rarity(int matters) {
    return 1 - log(matters + 1) / log(size + IMAGINED);
  }

  private static double log(int n) {
    return n < LOGS.length ? LOGS[n] : Math.log(n);
  }
}
