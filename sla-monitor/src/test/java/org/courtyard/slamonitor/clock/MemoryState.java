package org.courtyard.slamonitor.clock;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.apache.kafka.common.utils.Bytes;
import org.courtyard.schemas.CaseCommand;
import org.courtyard.schemas.RunningClock;

/** State in ordinary maps; it outlives the schedulers that use it, as a disk would. */
final class MemoryState implements ClockStore, DeadlineIndex, EscalationStore, FigureStore {
  final Map<String, RunningClock> clocks = new TreeMap<>();
  final TreeMap<Bytes, Deadline> deadlines = new TreeMap<>();
  final Map<Long, CaseCommand> escalations = new TreeMap<>();
  final Map<String, Long> figures = new HashMap<>();

  /** As it is now; what either of them becomes later does not concern the other. */
  MemoryState copy() {
    MemoryState copy = new MemoryState();
    copy.clocks.putAll(clocks);
    copy.deadlines.putAll(deadlines);
    copy.escalations.putAll(escalations);
    copy.figures.putAll(figures);
    return copy;
  }

  ClockState state() {
    return new ClockState(this, this, this, this);
  }

  @Override
  public Optional<RunningClock> get(String clockId) {
    return Optional.ofNullable(clocks.get(clockId)).map(c -> RunningClock.newBuilder(c).build());
  }

  @Override
  public void put(String clockId, RunningClock clock) {
    clocks.put(clockId, RunningClock.newBuilder(clock).build());
  }

  @Override
  public void remove(String clockId) {
    clocks.remove(clockId);
  }

  @Override
  public void add(Deadline deadline) {
    deadlines.put(Bytes.wrap(deadline.key()), deadline);
  }

  @Override
  public void remove(Deadline deadline) {
    deadlines.remove(Bytes.wrap(deadline.key()));
  }

  @Override
  public void scan(Deadline from, long to, Predicate<Deadline> visitor) {
    var range = deadlines.subMap(Bytes.wrap(from.key()), Bytes.wrap(Deadline.before(to)));
    for (Deadline deadline : new ArrayList<>(range.values())) {
      if (!visitor.test(deadline)) {
        return;
      }
    }
  }

  @Override
  public Optional<CaseCommand> get(long number) {
    return Optional.ofNullable(escalations.get(number));
  }

  @Override
  public void put(long number, CaseCommand command) {
    escalations.put(number, command);
  }

  @Override
  public void remove(long number) {
    escalations.remove(number);
  }

  @Override
  public long get(String name, long otherwise) {
    return figures.getOrDefault(name, otherwise);
  }

  @Override
  public void put(String name, long value) {
    figures.put(name, value);
  }
}
