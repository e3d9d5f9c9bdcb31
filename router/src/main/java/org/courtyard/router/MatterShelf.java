package org.courtyard.router;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.state.StoreBuilder;
import org.courtyard.router.correlation.MatterIndex;
import org.courtyard.schemas.Case;
import org.courtyard.schemas.CaseFile;
import org.courtyard.schemas.Matter;
import org.courtyard.schemas.Shards;

/**
 * The indexes of the shards that spoke lately, and the cases that were looked at lately, in memory.
 * All of it is in the store {@link KafkaCaseStore#CASES} too: a shard's index is read from there
 * when it is first asked for, and kept in line with it from then on. A case is decoded once and
 * changed where it is held. A state store of its own, because the processors of messages and of
 * commands share it.
 */
final class MatterShelf implements StateStore {

  /** The indexes of all shelves of a process together may fill so much of its heap. */
  private static final double SHARE_OF_HEAP = 0.4;

  /** And take so much outside, where as much may be taken as the heap is large. */
  private static final double SHARE_OUTSIDE = 0.6;

  /** About 4 KiB each. More would outlive the young generation before they are let go. */
  private static final int FILES_HELD = 500;

  private final String name;

  /** Bytes; where the indexes take more, those of the shards that were silent longest go. */
  private final double most;

  private final double mostOutside;

  /** What the indexes take, as it was when each was last read or changed. */
  private long held;

  private long heldOutside;

  private final Map<String, CaseFile> files =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, CaseFile> eldest) {
          return size() > FILES_HELD;
        }
      };
  private final Map<String, Shard> shards = new LinkedHashMap<>(16, 0.75f, true);

  private boolean open;

  /** What is held of a shard. */
  private static final class Shard {
    private final MatterIndex index = new MatterIndex();

    /** Cases that nobody can join, so that the index does not have them. */
    private final Set<String> alone = new HashSet<>();

    private long bytes;
    private long bytesOutside;
  }

  private MatterShelf(String name, int shelves) {
    this.name = name;
    this.most = Runtime.getRuntime().maxMemory() * SHARE_OF_HEAP / shelves;
    this.mostOutside = Runtime.getRuntime().maxMemory() * SHARE_OUTSIDE / shelves;
  }

  /** What is known of a case's talk, where its shard is held; otherwise null. */
  Matter matter(String caseId) {
    Shard shard = shards.get(Shards.ofCase(caseId));
    return shard == null ? null : shard.index.find(caseId);
  }

  /** Whether there is such a case. */
  boolean taken(String caseId, Predicate<String> stored) {
    Shard shard = shards.get(Shards.ofCase(caseId));
    return shard == null
        ? stored.test(caseId)
        : shard.index.holds(caseId) || shard.alone.contains(caseId);
  }

  /** There is a case that nobody can join. */
  void standsAlone(String caseId) {
    Shard shard = shards.get(Shards.ofCase(caseId));
    if (shard != null) {
      shard.alone.add(caseId);
    }
  }

  /** The index of a shard. */
  MatterIndex shard(String name, BiConsumer<MatterIndex, Set<String>> read) {
    Shard shard = shards.get(name);
    if (shard == null) {
      shard = new Shard();
      read.accept(shard.index, shard.alone);
      shards.put(name, shard);
      makeRoom(shard);
    }
    return shard.index;
  }

  /** A shard takes more than before, or less: those that were silent longest go, if they must. */
  private void makeRoom(Shard changed) {
    count(changed, changed.index.bytes(), changed.index.bytesOutside());
    var oldest = shards.values().iterator();
    while ((held > most || heldOutside > mostOutside) && shards.size() > 1) {
      count(oldest.next(), 0, 0);
      oldest.remove();
    }
  }

  private void count(Shard shard, long bytes, long bytesOutside) {
    held += bytes - shard.bytes;
    heldOutside += bytesOutside - shard.bytesOutside;
    shard.bytes = bytes;
    shard.bytesOutside = bytesOutside;
  }

  /** What is kept of a case, read where it is not held; null where there is none. */
  CaseFile file(String caseId, Function<String, CaseFile> read) {
    CaseFile held = files.get(caseId);
    if (held == null) {
      held = read.apply(caseId);
      if (held != null) {
        files.put(caseId, held);
      }
    }
    return held;
  }

  /** What is kept of a case from now on. */
  CaseFile hold(CaseFile file) {
    files.put(file.getSubject().getId(), file);
    return file;
  }

  /** Nothing is kept of a case any more. */
  void drop(String caseId) {
    files.remove(caseId);
    Shard shard = shards.get(Shards.ofCase(caseId));
    if (shard != null) {
      shard.index.remove(caseId);
      shard.alone.remove(caseId);
    }
  }

  /** Cases may differ from what is stored: each is read again when it is next asked for. */
  void forgetFiles() {
    files.clear();
  }

  /** How a case stands has changed. */
  void stands(Case c) {
    Shard shard = shards.get(Shards.ofCase(c.getId()));
    if (shard != null) {
      shard.index.stands(c.getId(), MatterIndex.Standing.of(c));
    }
  }

  /** A matter has changed; a shard that is not held will read it when it is. */
  void put(String name, Matter matter) {
    Shard shard = shards.get(name);
    if (shard != null) {
      shard.index.put(matter);
      makeRoom(shard);
    }
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void init(StateStoreContext context, StateStore root) {
    context.register(root, (key, value) -> {});
    open = true;
  }

  @Override
  public void close() {
    shards.clear();
    held = 0;
    heldOutside = 0;
    files.clear();
    open = false;
  }

  @Override
  public boolean persistent() {
    return false;
  }

  @Override
  public boolean isOpen() {
    return open;
  }

  /**
   * Builds shelves; what they hold can be read again, so nothing of it is logged.
   *
   * @param shelves how many a process may have: one for each partition
   */
  record Builder(String name, int shelves) implements StoreBuilder<MatterShelf> {
    @Override
    public MatterShelf build() {
      return new MatterShelf(name, shelves);
    }

    @Override
    public StoreBuilder<MatterShelf> withCachingEnabled() {
      return this;
    }

    @Override
    public StoreBuilder<MatterShelf> withCachingDisabled() {
      return this;
    }

    @Override
    public StoreBuilder<MatterShelf> withLoggingEnabled(Map<String, String> config) {
      return this;
    }

    @Override
    public StoreBuilder<MatterShelf> withLoggingDisabled() {
      return this;
    }

    @Override
    public Map<String, String> logConfig() {
      return Map.of();
    }

    @Override
    public boolean loggingEnabled() {
      return false;
    }
  }
}
