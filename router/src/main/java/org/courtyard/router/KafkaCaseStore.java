package org.courtyard.router;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.WindowStore;
import org.courtyard.router.casework.CaseStore;
import org.courtyard.router.correlation.MatterIndex;
import org.courtyard.schemas.Case;
import org.courtyard.schemas.CaseFile;
import org.courtyard.schemas.DomainTime;
import org.courtyard.schemas.Matter;
import org.courtyard.schemas.Place;
import org.courtyard.schemas.Reroute;
import org.courtyard.schemas.Shards;
import org.courtyard.schemas.Tier;
import org.courtyard.schemas.UsualDay;

/** The cases of one partition and their indexes, in the stores of a Streams task. */
final class KafkaCaseStore implements CaseStore {
  static final String CASES = "cases";
  static final String MESSAGE_MEMORY = "message-memory";
  static final String MATTER_SHELF = "matter-shelf";
  static final String COMMANDS_SEEN = "commands-seen";
  static final String ARCHIVE_DUE = "archive-due";
  static final String REROUTES = "reroutes";
  static final String OPEN_COUNT = "open-count";
  static final String USUAL_CASES = "usual-cases";

  static final String[] ALL = {
    CASES,
    MESSAGE_MEMORY,
    MATTER_SHELF,
    COMMANDS_SEEN,
    ARCHIVE_DUE,
    REROUTES,
    OPEN_COUNT,
    USUAL_CASES
  };

  /**
   * Messages are remembered under the week in which they were accepted, and so for that much longer
   * at most.
   */
  static final long WEEK = Duration.ofDays(7).toMillis();

  /** Cases of a place that moved are looked for among so many of its shard at a time. */
  private static final int LOOKED_AT = 2_000;

  private static final String NO_CASE = "-";
  private static final String TAKEN_BACK = "";
  private static final StringSerializer STRINGS = new StringSerializer();

  private final KeyValueStore<String, CaseFile> cases;
  private final WindowStore<String, String> memory;
  private final MatterShelf shelf;
  private final KeyValueStore<String, Long> commands;
  private final KeyValueStore<String, String> archive;
  private final KeyValueStore<String, Reroute> reroutes;
  private final KeyValueStore<String, Long> openCount;
  private final KeyValueStore<String, UsualDay> usual;
  private final ProcessorContext<?, ?> context;
  private final DomainTime time;
  private final RouterMeters meters;
  private final int partition;

  /** What was asked for since it was last written, and what of it has changed. */
  private final Map<String, CaseFile> inHand = new HashMap<>();

  private final Set<String> changed = new LinkedHashSet<>();

  /** The day that was asked for last since something was written, and its key. */
  private String usualKey = "";

  private UsualDay usualDay;

  /** Where the last scan of the archive index ended: what lies before are tombstones. */
  private String archivedUpTo = "";

  KafkaCaseStore(ProcessorContext<?, ?> context, DomainTime time, RouterMeters meters) {
    this.context = context;
    this.time = time;
    cases = context.getStateStore(CASES);
    memory = context.getStateStore(MESSAGE_MEMORY);
    shelf = context.getStateStore(MATTER_SHELF);
    commands = context.getStateStore(COMMANDS_SEEN);
    archive = context.getStateStore(ARCHIVE_DUE);
    reroutes = context.getStateStore(REROUTES);
    openCount = context.getStateStore(OPEN_COUNT);
    usual = context.getStateStore(USUAL_CASES);
    this.meters = meters;
    partition = context.taskId().partition();
    for (Tier tier : Tier.values()) {
      Long count = openCount.get(tier.name());
      meters.openCases(partition, tier, count == null ? 0 : count);
    }
  }

  /** The partition has left: what it held is counted elsewhere. */
  void leave() {
    for (Tier tier : Tier.values()) {
      meters.openCases(partition, tier, 0);
    }
  }

  // ------------------------------------------------------------------ cases

  /**
   * Does something that changes cases, and then writes each of them once. Where it fails, what was
   * saved before is written, and nothing else that may have changed is held on to.
   */
  void writing(Runnable work) {
    boolean done = false;
    try {
      work.run();
      done = true;
    } finally {
      changed.forEach(caseId -> write(inHand.get(caseId)));
      changed.clear();
      inHand.clear();
      usualKey = "";
      if (!done) {
        shelf.forgetFiles();
      }
    }
  }

  private void write(CaseFile file) {
    cases.put(file.getSubject().getId(), file);
    if (file.getMatter() == null) {
      shelf.standsAlone(file.getSubject().getId());
    }
  }

  private CaseFile file(String caseId) {
    return inHand.computeIfAbsent(caseId, id -> shelf.file(id, cases::get));
  }

  private CaseFile change(Case c) {
    // Whoever changes a case has asked for it, and got it unless it is new.
    CaseFile file = inHand.computeIfAbsent(c.getId(), id -> shelf.hold(new CaseFile(c, null)));
    changed.add(c.getId());
    return file;
  }

  @Override
  public Case find(String caseId) {
    CaseFile file = file(caseId);
    return file == null ? null : file.getSubject();
  }

  @Override
  public Case take(String caseId) {
    return find(caseId);
  }

  @Override
  public void save(Case c) {
    change(c);
    shelf.stands(c);
  }

  @Override
  public void delete(Case c) {
    changed.remove(c.getId());
    inHand.remove(c.getId());
    shelf.drop(c.getId());
    cases.delete(c.getId());
    List<String> seen = new ArrayList<>();
    try (var keys = commands.prefixScan(c.getId() + "|", STRINGS)) {
      keys.forEachRemaining(entry -> seen.add(entry.key));
    }
    seen.forEach(commands::delete);
  }

  @Override
  public boolean taken(String caseId) {
    return inHand.containsKey(caseId) || shelf.taken(caseId, id -> cases.get(id) != null);
  }

  // ------------------------------------------------------------------ messages

  @Override
  public Optional<Remembered> message(String messageId, Instant now) {
    long earliest = week(now.minus(RouterSettings.MEMORY).toEpochMilli());
    long latest = week(now.plus(RouterSettings.MEMORY).toEpochMilli());
    String last = null;
    // A look at each week costs a tenth of what a scan of the time between costs.
    for (long week = latest; week >= earliest && last == null; week -= WEEK) {
      last = memory.fetch(messageId, week);
    }
    return Optional.ofNullable(
        switch (last) {
          case null -> null;
          case NO_CASE -> new Remembered.NoCase();
          case TAKEN_BACK -> new Remembered.TakenBack();
          default -> new Remembered.InCase(last);
        });
  }

  @Override
  public void remember(String messageId, Remembered what, Instant acceptedAt) {
    String value =
        switch (what) {
          case Remembered.InCase in -> in.caseId();
          case Remembered.NoCase none -> NO_CASE;
          case Remembered.TakenBack back -> TAKEN_BACK;
        };
    memory.put(messageId, value, week(acceptedAt.toEpochMilli()));
  }

  /**
   * Sees to it that the memory has a place on disk. Kafka Streams takes a task for corrupt, and
   * deletes all that it keeps here, when it opens a window store again that never held anything.
   */
  void beginMemory() {
    try (var anything = memory.all()) {
      if (!anything.hasNext()) {
        memory.put("", NO_CASE, 0);
      }
    }
  }

  private static long week(long millis) {
    return Math.floorDiv(millis, WEEK) * WEEK;
  }

  // ------------------------------------------------------------------ what was said of cases

  @Override
  public MatterIndex matters(String shard) {
    return shelf.shard(
        shard,
        (index, alone) -> {
          try (var all = cases.prefixScan(shard + "-", STRINGS)) {
            all.forEachRemaining(
                entry -> {
                  Matter matter = entry.value.getMatter();
                  if (!Shards.ofCase(entry.key).equals(shard)) {
                    return;
                  }
                  if (matter == null) {
                    alone.add(entry.key);
                  } else {
                    index.put(matter);
                    index.stands(entry.key, MatterIndex.Standing.of(entry.value.getSubject()));
                  }
                });
          }
        });
  }

  @Override
  public Matter matter(String caseId) {
    Matter held = shelf.matter(caseId);
    CaseFile file = held == null ? file(caseId) : null;
    return file == null ? held : file.getMatter();
  }

  @Override
  public void index(Case c, Matter matter) {
    change(c).setMatter(matter);
    shelf.put(Shards.ofCase(c.getId()), matter);
    shelf.stands(c);
  }

  @Override
  public void countOpen(Tier tier, int change) {
    Long before = openCount.get(tier.name());
    long now = (before == null ? 0 : before) + change;
    openCount.put(tier.name(), now);
    meters.openCases(partition, tier, now);
  }

  // ------------------------------------------------------------------ what is usual

  @Override
  public UsualDay usual(String key) {
    // A new case asks for its day twice: to compare, and to count.
    if (!key.equals(usualKey)) {
      usualDay = usual.get(key);
      usualKey = key;
    }
    return usualDay;
  }

  @Override
  public void keepUsual(String key, UsualDay day) {
    usual.put(key, day);
    usualKey = key;
    usualDay = day;
  }

  // ------------------------------------------------------------------ commands

  @Override
  public boolean seenCommand(String caseId, String commandId) {
    return commands.get(caseId + "|" + commandId) != null;
  }

  @Override
  public void rememberCommand(String caseId, String commandId, Instant at) {
    commands.put(caseId + "|" + commandId, at.toEpochMilli());
  }

  // ------------------------------------------------------------------ what is due later

  @Override
  public void archiveAt(Instant due, String caseId) {
    // Never before what a scan may have passed already.
    Instant now = time.at(Instant.ofEpochMilli(context.currentSystemTimeMs()));
    Instant at = due.isAfter(now) ? due : now;
    archive.put(hex(at.toEpochMilli()) + caseId, caseId);
  }

  @Override
  public void archiveDue(Instant now, int most, Consumer<String> each) {
    List<KeyValue<String, String>> due = new ArrayList<>();
    try (var entries = archive.range(archivedUpTo, hex(now.toEpochMilli()))) {
      while (entries.hasNext() && due.size() < most) {
        due.add(entries.next());
      }
    }
    for (KeyValue<String, String> entry : due) {
      archivedUpTo = entry.key;
      archive.delete(entry.key);
      each.accept(entry.value);
    }
  }

  @Override
  public void rerouteLater(Place place) {
    try (var there = cases.prefixScan(place.getShard() + "-", STRINGS)) {
      if (there.hasNext()) {
        // A shard belongs to one tenant for life; a place id is unique within its tenant only.
        reroutes.put(place.getShard() + "|" + place.getId(), new Reroute(place, null));
      }
    }
  }

  @Override
  public void rerouteNext(Reroutes each) {
    KeyValue<String, Reroute> next;
    try (var pending = reroutes.all()) {
      if (!pending.hasNext()) {
        return;
      }
      next = pending.next();
    }
    Place place = next.value.getPlace();
    String first = place.getShard() + "-";
    List<String> there = new ArrayList<>();
    String last = next.value.getAfter();
    int looked = 0;
    try (var all = cases.range(last == null ? first : last, first + "~")) {
      while (all.hasNext() && looked++ < LOOKED_AT) {
        KeyValue<String, CaseFile> entry = all.next();
        Case c = entry.value.getSubject();
        if (c.getPlaceId().equals(place.getId()) && !c.getPath().equals(place.getPath())) {
          there.add(entry.key);
        }
        last = entry.key;
      }
    }
    there.forEach(caseId -> each.follow(caseId, place));
    if (looked < LOOKED_AT) {
      reroutes.delete(next.key);
    } else {
      next.value.setAfter(last);
      reroutes.put(next.key, next.value);
    }
  }

  private static String hex(long millis) {
    return HexFormat.of().toHexDigits(millis);
  }
}
