package org.courtyard.router.casework;

import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.courtyard.router.correlation.MatterIndex;
import org.courtyard.schemas.Case;
import org.courtyard.schemas.Matter;
import org.courtyard.schemas.Place;
import org.courtyard.schemas.Shards;
import org.courtyard.schemas.Tier;
import org.courtyard.schemas.UsualDay;

/** Cases kept in memory, for tests and for measuring. Places do not move in it. */
public final class MemoryCaseStore implements CaseStore {
  private final Map<String, Case> cases = new HashMap<>();
  private final Map<String, Remembered> messages = new HashMap<>();
  private final Map<String, MatterIndex> matters = new HashMap<>();
  private final Set<String> commands = new HashSet<>();
  private final Map<String, UsualDay> usual = new HashMap<>();
  private final TreeMap<String, String> archive = new TreeMap<>();

  @Override
  public Case find(String caseId) {
    return cases.get(caseId);
  }

  @Override
  public Case take(String caseId) {
    return cases.get(caseId);
  }

  @Override
  public Optional<Remembered> message(String messageId, Instant now) {
    return Optional.ofNullable(messages.get(messageId));
  }

  @Override
  public MatterIndex matters(String shard) {
    return matters.computeIfAbsent(shard, s -> new MatterIndex());
  }

  @Override
  public Matter matter(String caseId) {
    return matters(Shards.ofCase(caseId)).find(caseId);
  }

  @Override
  public void save(Case c) {
    cases.put(c.getId(), c);
    matters(Shards.ofCase(c.getId())).stands(c.getId(), MatterIndex.Standing.of(c));
  }

  @Override
  public boolean taken(String caseId) {
    return cases.containsKey(caseId);
  }

  @Override
  public void delete(Case c) {
    cases.remove(c.getId());
    matters(Shards.ofCase(c.getId())).remove(c.getId());
  }

  @Override
  public void remember(String messageId, Remembered what, Instant acceptedAt) {
    messages.put(messageId, what);
  }

  @Override
  public void index(Case c, Matter matter) {
    MatterIndex index = matters(Shards.ofCase(c.getId()));
    index.put(matter);
    index.stands(c.getId(), MatterIndex.Standing.of(c));
  }

  @Override
  public boolean seenCommand(String caseId, String commandId) {
    return commands.contains(caseId + "|" + commandId);
  }

  @Override
  public void rememberCommand(String caseId, String commandId, Instant at) {
    commands.add(caseId + "|" + commandId);
  }

  @Override
  public void archiveAt(Instant due, String caseId) {
    archive.put(due + "|" + caseId, caseId);
  }

  @Override
  public void archiveDue(Instant now, int most, Consumer<String> each) {
    List<String> due = archive.headMap(now + "|").keySet().stream().limit(most).toList();
    due.forEach(key -> each.accept(archive.remove(key)));
  }

  @Override
  public void rerouteLater(Place place) {
    throw new UnsupportedOperationException("places do not move here");
  }

  @Override
  public void rerouteNext(Reroutes each) {
    // No place has moved.
  }

  @Override
  public UsualDay usual(String key) {
    return usual.get(key);
  }

  @Override
  public void keepUsual(String key, UsualDay day) {
    usual.put(key, day);
  }

  @Override
  public void countOpen(Tier tier, int change) {
    // Nobody asks how many there are.
  }
}
