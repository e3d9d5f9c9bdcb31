package org.courtyard.router;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.WindowStore;
import org.courtyard.router.casework.CaseStore;
import org.courtyard.router.correlation.MatterIndex;
import org.courtyard.schemas.Case;
import org.courtyard.schemas.CaseRef;
import org.courtyard.schemas.CaseRefs;
import org.courtyard.schemas.DomainTime;
import org.courtyard.schemas.Matter;
import org.courtyard.schemas.Place;
import org.courtyard.schemas.Reroute;
import org.courtyard.schemas.Shards;
import org.courtyard.schemas.Tier;
import org.courtyard.schemas.UsualCases;

/** The cases of one partition and their indexes, in the stores of a Streams task. */
final class KafkaCaseStore implements CaseStore {
  static final String CASES = "cases";
  static final String MESSAGE_MEMORY = "message-memory";
  static final String SENDER_CASES = "sender-cases";
  static final String GROUP_CASES = "group-cases";
  static final String MATTERS = "matters";
  static final String MATTER_SHELF = "matter-shelf";
  static final String PLACE_CASES = "place-cases";
  static final String COMMANDS_SEEN = "commands-seen";
  static final String ARCHIVE_DUE = "archive-due";
  static final String REROUTES = "reroutes";
  static final String OPEN_COUNT = "open-count";
  static final String USUAL_CASES = "usual-cases";

  static final String[] ALL = {
    CASES,
    MESSAGE_MEMORY,
    SENDER_CASES,
    GROUP_CASES,
    MATTERS,
    MATTER_SHELF,
    PLACE_CASES,
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

  private static final int RECENT = 16;
  private static final String NO_CASE = "-";
  private static final String TAKEN_BACK = "";
  private static final StringSerializer STRINGS = new StringSerializer();

  private final KeyValueStore<String, Case> cases;
  private final WindowStore<String, String> memory;
  private final KeyValueStore<String, CaseRefs> senderCases;
  private final KeyValueStore<String, CaseRefs> groupCases;
  private final KeyValueStore<String, Matter> matters;
  private final MatterShelf shelf;
  private final KeyValueStore<String, String> placeCases;
  private final KeyValueStore<String, Long> commands;
  private final KeyValueStore<String, String> archive;
  private final KeyValueStore<String, Reroute> reroutes;
  private final KeyValueStore<String, Long> openCount;
  private final KeyValueStore<String, UsualCases> usual;
  private final ProcessorContext<?, ?> context;
  private final DomainTime time;
  private final RouterMeters meters;
  private final int partition;

  /** Where the last scan of the archive index ended: what lies before are tombstones. */
  private String archivedUpTo = "";

  KafkaCaseStore(ProcessorContext<?, ?> context, DomainTime time, RouterMeters meters) {
    this.context = context;
    this.time = time;
    cases = context.getStateStore(CASES);
    memory = context.getStateStore(MESSAGE_MEMORY);
    senderCases = context.getStateStore(SENDER_CASES);
    groupCases = context.getStateStore(GROUP_CASES);
    matters = context.getStateStore(MATTERS);
    shelf = context.getStateStore(MATTER_SHELF);
    placeCases = context.getStateStore(PLACE_CASES);
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

  @Override
  public Case find(String caseId) {
    return shelf.look(caseId, cases::get);
  }

  @Override
  public Case take(String caseId) {
    return cases.get(caseId);
  }

  @Override
  public void save(Case c) {
    cases.put(c.getId(), c);
    shelf.changed(c.getId());
  }

  @Override
  public void delete(Case c) {
    cases.delete(c.getId());
    shelf.changed(c.getId());
    placeCases.delete(placePrefix(c) + c.getId());
    matters.delete(c.getId());
    shelf.remove(Shards.ofCase(c.getId()), c.getId());
    List<String> seen = new ArrayList<>();
    try (var keys = commands.prefixScan(c.getId() + "|", STRINGS)) {
      keys.forEachRemaining(entry -> seen.add(entry.key));
    }
    seen.forEach(commands::delete);
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

  private static long week(long millis) {
    return Math.floorDiv(millis, WEEK) * WEEK;
  }

  // ------------------------------------------------------------------ who spoke of what

  @Override
  public List<Recent> bySender(String group, String sender) {
    return recent(senderCases.get(sender(group, sender)));
  }

  @Override
  public List<Recent> byGroup(String group) {
    return recent(groupCases.get(group));
  }

  private static List<Recent> recent(CaseRefs refs) {
    return refs == null
        ? List.of()
        : refs.getRefs().stream()
            .map(ref -> new Recent(ref.getCaseId(), ref.getTouchedAt()))
            .toList();
  }

  @Override
  public void touchGroup(String group, String caseId, Instant at) {
    touch(groupCases, group, caseId, at);
  }

  @Override
  public void touchSender(String group, String sender, String caseId, Instant at) {
    touch(senderCases, sender(group, sender), caseId, at);
  }

  private static void touch(
      KeyValueStore<String, CaseRefs> store, String key, String caseId, Instant at) {
    CaseRefs refs = store.get(key);
    List<CaseRef> latest = new ArrayList<>();
    latest.add(new CaseRef(caseId, at));
    if (refs != null) {
      refs.getRefs().stream()
          .filter(ref -> !ref.getCaseId().equals(caseId))
          .limit(RECENT - 1)
          .forEach(latest::add);
    }
    store.put(key, new CaseRefs(latest));
  }

  @Override
  public void untouchGroup(String group, String caseId) {
    untouch(groupCases, group, caseId);
  }

  @Override
  public void untouchSender(String group, String sender, String caseId) {
    untouch(senderCases, sender(group, sender), caseId);
  }

  private static void untouch(KeyValueStore<String, CaseRefs> store, String key, String caseId) {
    CaseRefs refs = store.get(key);
    if (refs == null) {
      return;
    }
    List<CaseRef> others =
        refs.getRefs().stream().filter(ref -> !ref.getCaseId().equals(caseId)).toList();
    if (others.isEmpty()) {
      store.delete(key);
    } else if (others.size() < refs.getRefs().size()) {
      store.put(key, new CaseRefs(others));
    }
  }

  private static String sender(String group, String sender) {
    return group + "|" + sender;
  }

  // ------------------------------------------------------------------ what was said of cases

  @Override
  public MatterIndex matters(String shard) {
    return shelf.shard(
        shard,
        index -> {
          try (KeyValueIterator<String, Matter> all = matters.prefixScan(shard + "-", STRINGS)) {
            all.forEachRemaining(
                entry -> {
                  if (Shards.ofCase(entry.key).equals(shard)) {
                    index.put(entry.value);
                  }
                });
          }
        });
  }

  @Override
  public Matter matter(String caseId) {
    return shelf.matter(caseId, matters::get);
  }

  @Override
  public void index(Case c, Matter matter) {
    if (matter(c.getId()) == null) {
      follow(c);
    }
    matters.put(c.getId(), matter);
    shelf.put(Shards.ofCase(c.getId()), matter);
  }

  @Override
  public void follow(Case c) {
    placeCases.put(placePrefix(c) + c.getId(), "");
  }

  private static String placePrefix(Case c) {
    return placePrefix(Shards.ofCase(c.getId()), c.getPlaceId());
  }

  /** A shard belongs to one tenant for life; a place id is unique within its tenant only. */
  private static String placePrefix(String shard, String placeId) {
    return shard + "|" + placeId + "|";
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
  public UsualCases usual(String key) {
    return usual.get(key);
  }

  @Override
  public void keepUsual(String key, UsualCases level) {
    usual.put(key, level);
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
    String prefix = placePrefix(place.getShard(), place.getId());
    try (var there = placeCases.prefixScan(prefix, STRINGS)) {
      if (there.hasNext()) {
        reroutes.put(prefix, new Reroute(place, null));
      }
    }
  }

  @Override
  public void rerouteNext(int most, Reroutes each) {
    Reroute next;
    try (var pending = reroutes.all()) {
      if (!pending.hasNext()) {
        return;
      }
      next = pending.next().value;
    }
    String prefix = placePrefix(next.getPlace().getShard(), next.getPlace().getId());
    String from = prefix + (next.getAfter() == null ? "" : next.getAfter());
    List<String> turn = new ArrayList<>();
    try (var there = placeCases.range(from, prefix + "~")) {
      while (there.hasNext() && turn.size() < most) {
        String caseId = there.next().key.substring(prefix.length());
        if (!caseId.equals(next.getAfter())) {
          turn.add(caseId);
        }
      }
    }
    turn.forEach(caseId -> each.follow(caseId, next.getPlace()));
    if (turn.size() < most) {
      reroutes.delete(prefix);
    } else {
      next.setAfter(turn.getLast());
      reroutes.put(prefix, next);
    }
  }

  private static String hex(long millis) {
    return HexFormat.of().toHexDigits(millis);
  }
}
