package org.courtyard.router.correlation;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.courtyard.router.lifecycle.Lifecycle;
import org.courtyard.schemas.Case;
import org.courtyard.schemas.Matter;
import org.courtyard.schemas.Voice;

/**
 * The matters of one shard by what was said about them: an inverted index from each character and
 * pair to the matters that have it. A pair that few matters have weighs more; one that very many
 * have is not looked at, so that the work for a message is bounded. Not safe for use by several
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

  /** A word that more matters have than this picks none of them out. */
  private static final int TOO_COMMON = 128;

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

  private static final class Entry {
    private final int slot;
    private Matter matter;
    private Wording opening;
    private List<Wording> heads;
    private Wording talk;
    private Standing standing = Standing.OPEN;

    /** Lengths of the opening and of each beginning by what was rare when they were put here. */
    private double length;

    private double[] headLengths;

    private Entry(int slot) {
      this.slot = slot;
    }
  }

  private static final class Postings {
    private int[] slots = new int[2];
    private int size;
    private int beginnings;

    private void add(int slot) {
      if (size == slots.length) {
        slots = Arrays.copyOf(slots, size * 2);
      }
      slots[size++] = slot;
    }

    private void remove(int slot) {
      for (int i = 0; i < size; i++) {
        if (slots[i] == slot) {
          slots[i] = slots[--size];
          return;
        }
      }
    }
  }

  /** From tokens to postings, without an object for each token. */
  private static final class Words {
    private static final int SPREAD = 0x9E3779B1;

    private Postings[] postings = new Postings[64];
    private char[] tokens = new char[64];
    private int used;

    /** Postings of a token, or null. */
    private Postings get(char token) {
      return postings[slot(token)];
    }

    private Postings getOrAdd(char token) {
      int slot = slot(token);
      if (postings[slot] == null) {
        if (2 * used >= tokens.length) {
          grow();
          slot = slot(token);
        }
        tokens[slot] = token;
        postings[slot] = new Postings();
        used++;
      }
      return postings[slot];
    }

    private int slot(char token) {
      int mask = tokens.length - 1;
      int slot = token * SPREAD >>> 7 & mask;
      while (postings[slot] != null && tokens[slot] != token) {
        slot = slot + 1 & mask;
      }
      return slot;
    }

    private void grow() {
      char[] before = tokens;
      Postings[] kept = postings;
      tokens = new char[before.length * 2];
      postings = new Postings[before.length * 2];
      for (int i = 0; i < before.length; i++) {
        if (kept[i] != null) {
          int slot = slot(before[i]);
          tokens[slot] = before[i];
          postings[slot] = kept[i];
        }
      }
    }
  }

  private final Map<String, Entry> byCase = new HashMap<>();
  private final Map<Long, Entry> byFingerprint = new HashMap<>();
  private final Map<String, Deque<Entry>> byCategory = new HashMap<>();
  private final Map<String, List<Entry>> byGroup = new HashMap<>();
  private final Words words = new Words();

  /** Names that many matters have, each kept once. */
  private final Map<String, String> names = new HashMap<>();

  private final List<Entry> slots = new ArrayList<>();
  private final Deque<Integer> free = new ArrayDeque<>();
  private double[] weight = new double[64];
  private int[] touched = new int[64];

  /** How many matters it holds. */
  public int size() {
    return byCase.size();
  }

  /** The case of a matter, if that is held, stands like this from now on. */
  public void stands(String caseId, Standing standing) {
    Entry entry = byCase.get(caseId);
    if (entry != null) {
      entry.standing = standing;
    }
  }

  /** How the case of a matter that is held stands. */
  Standing standing(String caseId) {
    return byCase.get(caseId).standing;
  }

  /** Holds this matter as it is now; its case is open, or stands as it did. */
  public void put(Matter matter) {
    Entry before = take(matter.getCaseId());
    Entry entry = new Entry(free.isEmpty() ? slots.size() : free.pop());
    entry.standing = before == null ? Standing.OPEN : before.standing;
    entry.matter = compact(matter);
    entry.opening = Wording.from(matter.getPairs());
    entry.heads =
        matter.getHeads().stream().map(head -> wording(head, entry.opening, matter)).toList();
    entry.talk = wording(matter.getTalk(), entry.opening, matter);
    if (entry.slot == slots.size()) {
      slots.add(entry);
    } else {
      slots.set(entry.slot, entry);
    }
    byCase.put(matter.getCaseId(), entry);
    entry.matter.getFingerprints().forEach(print -> byFingerprint.put(print, entry));
    byCategory.computeIfAbsent(entry.matter.getCategory(), c -> new ArrayDeque<>()).addFirst(entry);
    groups(entry.matter)
        .forEach(group -> byGroup.computeIfAbsent(group, g -> new ArrayList<>()).add(entry));
    for (int i = 0; i < entry.talk.size(); i++) {
      words.getOrAdd(entry.talk.token(i)).add(entry.slot);
    }
    Wording first = entry.heads.getFirst();
    for (int i = 0; i < first.size(); i++) {
      words.get(first.token(i)).beginnings++;
    }
    entry.length = length(weights(entry.opening, false));
    entry.headLengths =
        entry.heads.stream().mapToDouble(head -> length(weights(head, true))).toArray();
    if (weight.length < slots.size()) {
      weight = new double[weight.length * 2];
    }
  }

  /** Most matters were spoken of once, and all that is kept of the words is the same. */
  private static Wording wording(ByteBuffer bytes, Wording opening, Matter matter) {
    return bytes.equals(matter.getPairs()) ? opening : Wording.from(bytes);
  }

  /** The same matter, sharing what is equal with itself and with others. */
  private Matter compact(Matter matter) {
    ByteBuffer pairs = matter.getPairs();
    return new Matter(
        matter.getCaseId(),
        shared(matter.getPlaceId()),
        matter.getSpots().stream().map(this::shared).toList(),
        pairs,
        matter.getOccurredAt(),
        shared(matter.getCategory()),
        matter.getCorrected(),
        List.copyOf(matter.getFingerprints()),
        matter.getHeads().stream().map(head -> head.equals(pairs) ? pairs : head).toList(),
        matter.getTalk().equals(pairs) ? pairs : matter.getTalk(),
        matter.getVoices().stream().map(this::compact).toList());
  }

  private Voice compact(Voice voice) {
    return new Voice(
        voice.getPerson(), shared(voice.getGroup()), voice.getHandler(), voice.getAt());
  }

  private String shared(String name) {
    String known = names.putIfAbsent(name, name);
    return known == null ? name : known;
  }

  /** Holds this case's matter no longer; gives what it held, or null. */
  private Entry take(String caseId) {
    Entry entry = byCase.remove(caseId);
    if (entry == null) {
      return null;
    }
    entry.matter.getFingerprints().forEach(print -> byFingerprint.remove(print, entry));
    byCategory.get(entry.matter.getCategory()).remove(entry);
    groups(entry.matter).forEach(group -> byGroup.get(group).remove(entry));
    Wording first = entry.heads.getFirst();
    for (int i = 0; i < first.size(); i++) {
      words.get(first.token(i)).beginnings--;
    }
    for (int i = 0; i < entry.talk.size(); i++) {
      words.get(entry.talk.token(i)).remove(entry.slot);
    }
    slots.set(entry.slot, null);
    free.push(entry.slot);
    return entry;
  }

  /** Holds this case's matter no longer. */
  public void remove(String caseId) {
    take(caseId);
  }

  /** The matter of this case, or null. */
  public Matter find(String caseId) {
    Entry entry = byCase.get(caseId);
    return entry == null ? null : entry.matter;
  }

  private static Stream<String> groups(Matter matter) {
    return matter.getVoices().stream().map(Voice::getGroup).distinct();
  }

  /**
   * What a group has spoken of, the latest first.
   *
   * @param person in that group, or null for anybody
   */
  List<Recent> spokenOf(String group, String person) {
    List<Recent> recent = new ArrayList<>();
    for (Entry entry : byGroup.getOrDefault(group, List.of()).reversed()) {
      for (Voice voice : entry.matter.getVoices()) {
        if (voice.getGroup().equals(group)
            && (person == null || voice.getPerson().equals(person))) {
          recent.add(new Recent(entry.matter, voice.getAt()));
          break;
        }
      }
    }
    recent.sort(Comparator.comparing(Recent::at).reversed());
    return recent.size() <= RECENT ? recent : recent.subList(0, RECENT);
  }

  /** The latest matter in which these very words were said. */
  public Optional<Matter> exact(long fingerprint) {
    return Optional.ofNullable(byFingerprint.get(fingerprint)).map(entry -> entry.matter);
  }

  /** The matter that a text repeats, in the same or in other words, wherever it was said. */
  public Optional<Similar> alike(String text) {
    Wording.Said said = Wording.Said.of(text);
    Optional<Matter> same = exact(said.fingerprint());
    if (same.isPresent()) {
      return same.map(matter -> compare(weighed(said), matter.getCaseId()));
    }
    Weighed weighed = weighed(said);
    return similar(said, LOOKED_AT).stream()
        .map(matter -> compare(weighed, matter.getCaseId()))
        .filter(similar -> similar.similarity() >= ALIKE)
        .max(Comparator.comparingDouble(Similar::similarity));
  }

  /** The matters of one category, the latest first, at most so many. */
  public List<Matter> ofCategory(String category, int most) {
    Deque<Entry> entries = byCategory.get(category);
    return entries == null
        ? List.of()
        : entries.stream().limit(most).map(entry -> entry.matter).toList();
  }

  /** The matters that have most in common with these words, in no order. */
  List<Matter> similar(Wording.Said said, int most) {
    Wording message = said.all();
    int[] touched = room();
    int found = 0;
    for (int i = 0; i < message.size(); i++) {
      Postings postings = words.get(message.token(i));
      if (postings == null || postings.size == 0 || postings.size > TOO_COMMON) {
        continue;
      }
      double rare = rarity(postings.size);
      for (int p = 0; p < postings.size; p++) {
        int slot = postings.slots[p];
        if (weight[slot] == 0) {
          touched[found++] = slot;
        }
        weight[slot] += rare;
      }
    }
    List<Matter> best = best(touched, found, most);
    for (int i = 0; i < found; i++) {
      weight[touched[i]] = 0;
    }
    return best;
  }

  private List<Matter> best(int[] touched, int found, int most) {
    double least = found > most ? leastOfTheBest(touched, found, most) : 0;
    List<Matter> best = new ArrayList<>(most);
    for (int i = 0; i < found && best.size() < most; i++) {
      if (weight[touched[i]] >= least) {
        best.add(slots.get(touched[i]).matter);
      }
    }
    return best;
  }

  private int[] room() {
    if (touched.length < slots.size()) {
      touched = new int[2 * slots.size()];
    }
    return touched;
  }

  private double leastOfTheBest(int[] touched, int found, int most) {
    double[] weights = new double[found];
    for (int i = 0; i < found; i++) {
      weights[i] = weight[touched[i]];
    }
    Arrays.sort(weights);
    return weights[found - most];
  }

  /** A message and how much each of its words weighs. */
  record Weighed(Wording.Said said, double[] head, double[] all) {}

  Weighed weighed(Wording.Said said) {
    return new Weighed(said, weights(said.head(), true), weights(said.all(), false));
  }

  /** How alike a message and this case's matter are, whether or not it is among the most alike. */
  Similar compare(Weighed message, String caseId) {
    return compare(message, byCase.get(caseId));
  }

  private static Similar compare(Weighed message, Entry entry) {
    Wording head = message.said.head();
    double own = length(message.head);
    double first = 0;
    double best = 0;
    for (int i = 0; i < entry.headLengths.length; i++) {
      double cosine =
          cosine(squares(head, message.head, entry.heads.get(i)), own, entry.headLengths[i]);
      first = i == 0 ? cosine : first;
      best = Math.max(best, cosine);
    }
    Wording all = message.said.all();
    double whole =
        cosine(squares(all, message.all, entry.opening), length(message.all), entry.length);
    double sum = 0;
    for (double weight : message.all) {
      sum += weight;
    }
    double shared = sum(all, message.all, entry.talk);
    return new Similar(
        entry.matter,
        BEGINNING * (first + best) / 2 + (1 - BEGINNING) * whole,
        shared,
        sum == 0 ? 0 : shared / sum,
        subjects(message.said.subjects(), entry.talk));
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
      Postings postings = words.get(wording.token(i));
      weights[i] =
          postings == null || postings.size == 0
              ? 1
              : rarity(beginnings ? postings.beginnings : postings.size);
    }
    return weights;
  }

  /** 1 for a word that no other matter has, towards 0 for one that all have. */
  private double rarity(int matters) {
    return 1 - log(matters + 1) / log(byCase.size() + IMAGINED);
  }

  private static double log(int n) {
    return n < LOGS.length ? LOGS[n] : Math.log(n);
  }
}
