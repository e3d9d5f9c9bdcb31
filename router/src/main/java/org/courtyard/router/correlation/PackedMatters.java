package org.courtyard.router.correlation;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;
import org.courtyard.schemas.Matter;
import org.courtyard.schemas.Voice;

/**
 * Matters by slot, packed one after another outside of the heap: about 200 bytes for one that was
 * spoken of once, and nothing for a garbage collector to walk through. Names that many share are
 * kept once. Not safe for use by several threads.
 *
 * <pre>
 * length | standing | corrected | category, place | occurred at | case | spots | fingerprints | voices | words
 * </pre>
 */
final class PackedMatters {

  /** The words of a matter as they are compared, and how much each text of them weighs. */
  record Texts(
      Wording opening, double weight, List<Wording> heads, double[] headWeights, Wording talk) {}

  private static final ByteBuffer NO_WORDS = ByteBuffer.allocate(0).asReadOnlyBuffer();
  private static final MatterIndex.Standing[] STANDINGS = MatterIndex.Standing.values();

  /** Where these are in a record. */
  private static final int STANDING = 4;

  private static final int CORRECTED = 5;
  private static final int CATEGORY = 6;
  private static final int PLACE = 10;
  private static final int OCCURRED_AT = 14;
  private static final int CASE = 22;

  /** Fuller than this, it is worth more room. */
  private static final double FULL = 0.8;

  private static final int SMALL = 64 * 1024;

  /** Of the heap, about: a string and its place in the list. */
  private static final long NAME_BYTES = 80;

  private ByteBuffer records = ByteBuffer.allocateDirect(1024);
  private int garbage;

  /** Where the record of each slot begins; of a free one, the complement of the next free one. */
  private int[] offsets = new int[16];

  private int slots;
  private int free = Integer.MAX_VALUE;

  private final List<String> names = new ArrayList<>();
  private final SlotTable numbers = new SlotTable();

  /** How many slots there are, free ones among them. */
  int slots() {
    return slots;
  }

  boolean isFree(int slot) {
    return offsets[slot] < 0;
  }

  /** The number of a name, which lasts; -1 where no matter ever had it. */
  int number(String name) {
    return numbers.get(name.hashCode(), n -> names.get(n).equals(name));
  }

  private int numberOf(String name) {
    int known = number(name);
    if (known >= 0) {
      return known;
    }
    names.add(name);
    int number = names.size() - 1;
    numbers.put(name.hashCode(), number, n -> false);
    return number;
  }

  /** About so many bytes of the heap. */
  long bytes() {
    return 4L * offsets.length + numbers.bytes() + NAME_BYTES * names.size();
  }

  /** Bytes outside of the heap. */
  long bytesOutside() {
    return records.capacity();
  }

  // ------------------------------------------------------------------ putting

  /** A slot that was free, and is to be filled next. */
  int take() {
    if (free != Integer.MAX_VALUE) {
      int slot = free;
      free = ~offsets[slot];
      return slot;
    }
    if (slots == offsets.length) {
      offsets = Arrays.copyOf(offsets, slots + slots / 2);
    }
    offsets[slots] = ~Integer.MAX_VALUE;
    return slots++;
  }

  void free(int slot) {
    garbage += records.getInt(offsets[slot]);
    offsets[slot] = ~free;
    free = slot;
  }

  /** Fills a slot. */
  void fill(int slot, Matter matter, MatterIndex.Standing standing, Texts words) {
    makeRoom(atMost(matter));
    int start = records.position();
    long occurredAt = matter.getOccurredAt().toEpochMilli();
    records
        .putInt(0)
        .put((byte) standing.ordinal())
        .put((byte) (matter.getCorrected() ? 1 : 0))
        .putInt(numberOf(matter.getCategory()))
        .putInt(numberOf(matter.getPlaceId()))
        .putLong(occurredAt);
    String id = matter.getCaseId();
    int prefix = id.lastIndexOf('-') + 1;
    putNumber(numberOf(id.substring(0, prefix)));
    putString(id.substring(prefix));
    putNumber(matter.getSpots().size());
    matter.getSpots().forEach(spot -> putNumber(numberOf(spot)));
    putNumber(matter.getFingerprints().size());
    matter.getFingerprints().forEach(records::putLong);
    putNumber(matter.getVoices().size());
    for (Voice voice : matter.getVoices()) {
      putString(voice.getPerson());
      putNumber(numberOf(voice.getGroup()));
      records.put((byte) (voice.getHandler() ? 1 : 0));
      putNumber(zigzag(voice.getAt().toEpochMilli() - occurredAt));
    }
    putWords(matter, words);
    records.putInt(start, records.position() - start);
    offsets[slot] = start;
  }

  private void putWords(Matter matter, Texts words) {
    ByteBuffer opening = matter.getPairs();
    records.putFloat((float) words.weight());
    putText(opening, null);
    putNumber(matter.getHeads().size());
    for (int i = 0; i < matter.getHeads().size(); i++) {
      records.putFloat((float) words.headWeights()[i]);
      putText(matter.getHeads().get(i), opening);
    }
    putText(matter.getTalk(), opening);
  }

  /** Most matters were spoken of once, and all that is kept of the words is the same. */
  private void putText(ByteBuffer text, ByteBuffer opening) {
    if (text.equals(opening)) {
      putNumber(0);
    } else {
      putNumber(text.remaining() + 1L);
      records.put(text.duplicate());
    }
  }

  private static int atMost(Matter matter) {
    int size = 128 + 2 * matter.getCaseId().length();
    size += 10 * matter.getSpots().size() + 8 * matter.getFingerprints().size();
    for (Voice voice : matter.getVoices()) {
      size += 32 + 2 * voice.getPerson().length();
    }
    for (ByteBuffer head : matter.getHeads()) {
      size += 16 + head.remaining();
    }
    return size + matter.getPairs().remaining() + matter.getTalk().remaining();
  }

  private void makeRoom(int needed) {
    if (records.remaining() >= needed) {
      return;
    }
    int kept = records.position() - garbage + needed;
    // What is allocated again and again outside of the heap is let go late: mostly it moves up.
    ByteBuffer packed =
        kept < records.capacity() * FULL ? records : ByteBuffer.allocateDirect(roomier(kept));
    int end = 0;
    for (int slot : inOrder()) {
      int length = records.getInt(offsets[slot]);
      packed.put(end, records, offsets[slot], length);
      offsets[slot] = end;
      end += length;
    }
    records = packed.position(end);
    garbage = 0;
  }

  private static int roomier(int kept) {
    return kept < SMALL ? 2 * kept : kept + kept / 3;
  }

  private int[] inOrder() {
    return IntStream.range(0, slots)
        .filter(slot -> !isFree(slot))
        .mapToLong(slot -> (long) offsets[slot] << 32 | slot)
        .sorted()
        .mapToInt(key -> (int) key)
        .toArray();
  }

  private void putNumber(long number) {
    long rest = number;
    while ((rest & ~0x7FL) != 0) {
      records.put((byte) (rest | 0x80));
      rest >>>= 7;
    }
    records.put((byte) rest);
  }

  private void putString(String text) {
    boolean narrow = text.chars().allMatch(c -> c < 0x100);
    putNumber(2L * text.length() + (narrow ? 0 : 1));
    for (int i = 0; i < text.length(); i++) {
      if (narrow) {
        records.put((byte) text.charAt(i));
      } else {
        records.putChar(text.charAt(i));
      }
    }
  }

  private static long zigzag(long number) {
    return number << 1 ^ number >> 63;
  }

  // ------------------------------------------------------------------ reading

  MatterIndex.Standing standing(int slot) {
    return STANDINGS[records.get(offsets[slot] + STANDING)];
  }

  void stands(int slot, MatterIndex.Standing standing) {
    records.put(offsets[slot] + STANDING, (byte) standing.ordinal());
  }

  /** Whether it is the matter of this case. */
  boolean isOf(int slot, String caseId) {
    Reader in = new Reader(offsets[slot] + CASE);
    String prefix = in.name();
    return caseId.startsWith(prefix) && in.stringIs(caseId, prefix.length());
  }

  /** The number of its category's name. */
  int category(int slot) {
    return records.getInt(offsets[slot] + CATEGORY);
  }

  String categoryName(int slot) {
    return names.get(category(slot));
  }

  boolean corrected(int slot) {
    return records.get(offsets[slot] + CORRECTED) == 1;
  }

  String placeId(int slot) {
    return names.get(records.getInt(offsets[slot] + PLACE));
  }

  List<String> spots(int slot) {
    return spots(new Reader(offsets[slot]).toSpots());
  }

  boolean hasFingerprint(int slot, long fingerprint) {
    boolean[] has = new boolean[1];
    fingerprints(slot, print -> has[0] |= print == fingerprint);
    return has[0];
  }

  void fingerprints(int slot, LongConsumer each) {
    Reader in = new Reader(offsets[slot]).toSpots();
    in.skipNumbers();
    for (int n = in.number(); n > 0; n--) {
      each.accept(in.fixedLong());
    }
  }

  /** The number of the name of each group that spoke of it, as often as there are voices. */
  void groups(int slot, IntConsumer each) {
    Reader in = new Reader(offsets[slot]).toVoices();
    for (int n = in.number(); n > 0; n--) {
      in.skipString();
      each.accept(in.number());
      in.at++;
      in.longNumber();
    }
  }

  /**
   * When it was last spoken of in this group, in milliseconds; {@link Long#MIN_VALUE} for never.
   *
   * @param person in that group, or null for anybody
   */
  long spokenOf(int slot, int group, String person) {
    long occurredAt = occurredAt(slot);
    Reader in = new Reader(offsets[slot]).toVoices();
    for (int n = in.number(); n > 0; n--) {
      boolean theirs = person == null || new Reader(in.at).stringIs(person, 0);
      in.skipString();
      boolean here = in.number() == group;
      in.at++;
      long at = occurredAt + unzigzag(in.longNumber());
      if (theirs && here) {
        return at;
      }
    }
    return Long.MIN_VALUE;
  }

  /** When a person last spoke of it, in milliseconds; {@link Long#MIN_VALUE} for never. */
  long lastWord(int slot, String person) {
    long occurredAt = occurredAt(slot);
    Reader in = new Reader(offsets[slot]).toVoices();
    long last = Long.MIN_VALUE;
    for (int n = in.number(); n > 0; n--) {
      boolean theirs = new Reader(in.at).stringIs(person, 0);
      in.skipString();
      in.number();
      in.at++;
      long at = occurredAt + unzigzag(in.longNumber());
      last = theirs ? Math.max(last, at) : last;
    }
    return last;
  }

  /** In milliseconds. */
  long occurredAt(int slot) {
    return records.getLong(offsets[slot] + OCCURRED_AT);
  }

  String caseId(int slot) {
    Reader in = new Reader(offsets[slot] + CASE);
    return in.name() + in.string();
  }

  private List<String> spots(Reader in) {
    int n = in.number();
    if (n == 0) {
      return List.of();
    }
    List<String> spots = new ArrayList<>(n);
    for (; n > 0; n--) {
      spots.add(in.name());
    }
    return spots;
  }

  /** The matter, but for its words: {@link #words}. */
  Matter matter(int slot) {
    return matter(slot, false);
  }

  /** The matter as it was put here. */
  Matter whole(int slot) {
    return matter(slot, true);
  }

  private Matter matter(int slot, boolean whole) {
    Reader in = new Reader(offsets[slot] + CASE);
    String caseId = in.name() + in.string();
    long occurredAt = occurredAt(slot);
    List<String> spots = spots(in);
    List<Long> fingerprints = new ArrayList<>();
    for (int n = in.number(); n > 0; n--) {
      fingerprints.add(in.fixedLong());
    }
    List<Voice> voices = new ArrayList<>();
    for (int n = in.number(); n > 0; n--) {
      voices.add(
          new Voice(
              in.string(),
              in.name(),
              records.get(in.at++) == 1,
              Instant.ofEpochMilli(occurredAt + unzigzag(in.longNumber()))));
    }
    Stored texts = whole ? texts(in).copied() : Stored.NONE;
    return new Matter(
        caseId,
        placeId(slot),
        spots,
        texts.opening,
        Instant.ofEpochMilli(occurredAt),
        categoryName(slot),
        corrected(slot),
        fingerprints,
        texts.heads,
        texts.talk,
        voices);
  }

  /** Texts as they are stored: where they come from the records, as long as those stay. */
  private record Stored(
      ByteBuffer opening, float weight, List<ByteBuffer> heads, double[] weights, ByteBuffer talk) {
    private static final Stored NONE = new Stored(NO_WORDS, 0, List.of(), new double[0], NO_WORDS);

    /** The same, whatever becomes of the records. */
    private Stored copied() {
      List<ByteBuffer> own = heads.stream().map(Stored::copy).toList();
      return new Stored(copy(opening), weight, own, weights, copy(talk));
    }

    private static ByteBuffer copy(ByteBuffer text) {
      return ByteBuffer.allocate(text.remaining()).put(text.duplicate()).flip();
    }
  }

  private Stored texts(Reader in) {
    float weight = in.fixedFloat();
    ByteBuffer opening = in.text(null);
    double[] weights = new double[in.number()];
    List<ByteBuffer> heads = new ArrayList<>(weights.length);
    for (int i = 0; i < weights.length; i++) {
      weights[i] = in.fixedFloat();
      heads.add(in.text(opening));
    }
    return new Stored(opening, weight, heads, weights, in.text(opening));
  }

  /** What it is compared by. */
  Texts words(int slot) {
    Reader in = new Reader(offsets[slot]).toVoices();
    for (int n = in.number(); n > 0; n--) {
      in.skipString();
      in.number();
      in.at++;
      in.longNumber();
    }
    return words(texts(in));
  }

  /** What a matter is compared by, before anything is weighed. */
  static Texts words(Matter matter) {
    return words(
        new Stored(
            matter.getPairs(),
            0,
            matter.getHeads(),
            new double[matter.getHeads().size()],
            matter.getTalk()));
  }

  private static Texts words(Stored texts) {
    Wording opening = Wording.from(texts.opening);
    List<Wording> heads = new ArrayList<>(texts.heads.size());
    for (ByteBuffer head : texts.heads) {
      heads.add(head.equals(texts.opening) ? opening : Wording.from(head));
    }
    Wording talk = texts.talk.equals(texts.opening) ? opening : Wording.from(texts.talk);
    return new Texts(opening, texts.weight, heads, texts.weights, talk);
  }

  private static long unzigzag(long number) {
    return number >>> 1 ^ -(number & 1);
  }

  /** Reads on from one place in the records. */
  private final class Reader {
    private int at;

    private Reader(int at) {
      this.at = at;
    }

    private Reader toSpots() {
      at += CASE;
      number();
      skipString();
      return this;
    }

    private Reader toVoices() {
      toSpots();
      skipNumbers();
      skipLongs();
      return this;
    }

    private void skipNumbers() {
      for (int n = number(); n > 0; n--) {
        number();
      }
    }

    private void skipLongs() {
      int n = number();
      at += n * Long.BYTES;
    }

    private void skipString() {
      int n = number();
      at += n >> 1 << (n & 1);
    }

    private int number() {
      return (int) longNumber();
    }

    private long longNumber() {
      long number = 0;
      for (int shift = 0; ; shift += 7) {
        byte next = records.get(at++);
        number |= (next & 0x7FL) << shift;
        if (next >= 0) {
          return number;
        }
      }
    }

    private long fixedLong() {
      at += Long.BYTES;
      return records.getLong(at - Long.BYTES);
    }

    private float fixedFloat() {
      at += Float.BYTES;
      return records.getFloat(at - Float.BYTES);
    }

    private String name() {
      return names.get(number());
    }

    private String string() {
      int n = number();
      char[] text = new char[n >> 1];
      for (int i = 0; i < text.length; i++) {
        text[i] = next(n);
      }
      return new String(text);
    }

    /** Whether the string here is the rest of another from this character on. */
    private boolean stringIs(String whole, int from) {
      int n = number();
      if (whole.length() - from != n >> 1) {
        return false;
      }
      for (int i = from; i < whole.length(); i++) {
        if (next(n) != whole.charAt(i)) {
          return false;
        }
      }
      return true;
    }

    private char next(int header) {
      if ((header & 1) == 0) {
        return (char) (records.get(at++) & 0xFF);
      }
      at += Character.BYTES;
      return records.getChar(at - Character.BYTES);
    }

    private ByteBuffer text(ByteBuffer opening) {
      int n = number() - 1;
      if (n < 0) {
        return opening;
      }
      at += n;
      return records.slice(at - n, n);
    }
  }
}
