package org.courtyard.slamonitor.clock;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import org.courtyard.schemas.AlertRevision;
import org.courtyard.schemas.CaseCommand;
import org.courtyard.schemas.CaseEvent;
import org.courtyard.schemas.ClockKind;
import org.courtyard.schemas.Rules;
import org.courtyard.schemas.RunningClock;
import org.courtyard.schemas.Tier;

/**
 * Whatever happens in whatever order, and however often the process dies in between: each clock
 * ends up with the verdict and the warning that its event times say, and nothing is said twice.
 * Events and ticks are read from two logs that have no order among each other; a kill takes back
 * what was done and said since the last commit, and both are read again from there. jqwik prints
 * the seed of every run; {@code @Property(seed = …)} repeats it.
 */
class ClockSchedulerPropertiesTest {
  private static final Instant START = Instant.parse("2026-06-29T00:00:00Z");
  private static final Duration LIMIT = Duration.ofMinutes(60);
  private static final Duration WARN = Duration.ofMinutes(45);
  private static final Optional<Rules> RULES =
      Optional.of(CaseStory.rules("v1", CaseStory.limit("hour", 60)));
  private static final int CASES = 4;

  sealed interface Step {
    /** Said {@code lateBy} before now. */
    record Open(int matter, Duration lateBy) implements Step {}

    /** Answered so long after the clock's start; may arrive whenever. */
    record Stop(int matter, Duration after) implements Step {}

    record Withdraw(int matter, Duration after) implements Step {}

    record Reopen(int matter, Duration lateBy) implements Step {}

    record Move(int matter, Tier tier) implements Step {}

    record Tick(Duration by) implements Step {}

    record ReadEvents(int atMost) implements Step {}

    record ReadTicks(int atMost) implements Step {}

    /** A backlog goes on. */
    record Turn() implements Step {}

    record Commit() implements Step {}

    record Kill() implements Step {}
  }

  @Provide
  Arbitrary<List<Step>> steps() {
    Arbitrary<Integer> matter = Arbitraries.integers().between(0, CASES - 1);
    Arbitrary<Duration> span =
        Arbitraries.oneOf(
            Arbitraries.of(LIMIT, LIMIT.plusMillis(1), LIMIT.minusMillis(1), WARN, Duration.ZERO),
            Arbitraries.longs().between(0, 7_200_000).map(Duration::ofMillis));
    Arbitrary<Integer> atMost = Arbitraries.integers().between(1, 4);
    Arbitrary<Tier> tier = Arbitraries.of(Tier.BUILDING, Tier.COMMUNITY, Tier.STREET);
    return Arbitraries.<Step>frequencyOf(
            Tuple.of(4, Combinators.combine(matter, span).as(Step.Open::new)),
            Tuple.of(4, Combinators.combine(matter, span).as(Step.Stop::new)),
            Tuple.of(1, Combinators.combine(matter, span).as(Step.Withdraw::new)),
            Tuple.of(2, Combinators.combine(matter, span).as(Step.Reopen::new)),
            Tuple.of(2, Combinators.combine(matter, tier).as(Step.Move::new)),
            Tuple.of(5, span.map(Step.Tick::new)),
            Tuple.of(8, atMost.map(Step.ReadEvents::new)),
            Tuple.of(6, atMost.map(Step.ReadTicks::new)),
            Tuple.of(3, Arbitraries.create(Step.Turn::new)),
            Tuple.of(3, Arbitraries.create(Step.Commit::new)),
            Tuple.of(2, Arbitraries.create(Step.Kill::new)))
        .list()
        .ofMaxSize(100);
  }

  @Property(tries = 2000)
  void everyClockEndsWithOneNetVerdictAndTheRightOne(
      @ForAll("steps") List<Step> steps, @ForAll @IntRange(min = 1, max = 3) int deadlinesPerTurn) {
    // Given
    World world = new World(deadlinesPerTurn);

    // When
    for (Step step : steps) {
      world.take(step);
      world.checkNothingIsSaidTwice();
    }
    world.finish();

    // Then
    world.checkVerdicts();
    world.checkWarnings();
    world.checkEscalations();
    world.checkState();
  }

  /** The scheduler under test next to what is known of each clock from event times alone. */
  private static final class World {
    private final List<CaseEvent> events = new ArrayList<>();
    private final List<Instant> ticks = new ArrayList<>();
    private final Heard heard = new Heard();
    private final Pace pace;
    private final Map<Integer, CaseStory> matters = new HashMap<>();
    private final Map<String, Instant> started = new HashMap<>();
    private final Map<String, Instant> ended = new HashMap<>();
    private MemoryState memory = new MemoryState();
    private int eventsRead;
    private int ticksRead;
    private Committed committed;
    private ClockScheduler clocks;
    private Instant now = START;

    /** All of it or nothing: what a transaction holds together. */
    private record Committed(
        MemoryState memory, int alerts, int commands, int eventsRead, int ticksRead) {}

    World(int deadlinesPerTurn) {
      this.pace = new Pace(deadlinesPerTurn, Duration.ofDays(1), 1, Duration.ofDays(365));
      commit();
      kill();
    }

    private void commit() {
      committed =
          new Committed(
              memory.copy(), heard.alerts.size(), heard.commands.size(), eventsRead, ticksRead);
    }

    private void kill() {
      memory = committed.memory().copy();
      heard.forgetAllBut(committed.alerts(), committed.commands());
      eventsRead = committed.eventsRead();
      ticksRead = committed.ticksRead();
      clocks = new ClockScheduler(memory.state(), tenant -> RULES, pace, heard, () -> 0);
    }

    void take(Step step) {
      switch (step) {
        case Step.Open(int n, Duration lateBy) -> {
          if (!matters.containsKey(n)) {
            matters.put(n, CaseStory.of("FQY-00000" + n, now.minus(lateBy)));
            begin(n, matters.get(n).opened());
          }
        }
        case Step.Stop(int n, Duration after) -> {
          if (matters.containsKey(n)) {
            Instant at = started.get(clock(n)).plus(after);
            end(n, at, matters.get(n).answered(at));
          }
        }
        case Step.Withdraw(int n, Duration after) -> {
          if (matters.containsKey(n)) {
            Instant at = started.get(clock(n)).plus(after);
            end(n, at, matters.get(n).withdrawn(at));
          }
        }
        case Step.Reopen(int n, Duration lateBy) -> {
          if (matters.containsKey(n) && ended.containsKey(clock(n))) {
            begin(n, matters.get(n).reopened(now.minus(lateBy)));
          }
        }
        case Step.Move(int n, Tier tier) -> {
          if (matters.containsKey(n)) {
            events.add(matters.get(n).movedTo(tier, now));
          }
        }
        case Step.Tick(Duration by) -> {
          now = now.plus(by);
          ticks.add(now);
        }
        case Step.ReadEvents(int atMost) -> readEvents(atMost);
        case Step.ReadTicks(int atMost) -> readTicks(atMost);
        case Step.Turn() -> clocks.turn();
        case Step.Commit() -> commit();
        case Step.Kill() -> kill();
      }
    }

    private String clock(int n) {
      CaseStory matter = matters.get(n);
      return ClockId.of(matter.asCase(), ClockKind.FEEDBACK);
    }

    private void begin(int n, CaseEvent event) {
      started.put(clock(n), matters.get(n).asCase().getOccurredAt());
      events.add(event);
    }

    private void readEvents(int atMost) {
      for (int i = 0; i < atMost && eventsRead < events.size(); i++) {
        clocks.on(events.get(eventsRead++));
      }
    }

    private void readTicks(int atMost) {
      for (int i = 0; i < atMost && ticksRead < ticks.size(); i++) {
        clocks.tick(ticks.get(ticksRead), Instant.ofEpochSecond(ticksRead));
        ticksRead++;
        clocks.turn();
      }
    }

    private void end(int n, Instant at, CaseEvent event) {
      ended.merge(clock(n), at, (a, b) -> a.isBefore(b) ? a : b);
      events.add(event);
    }

    /** Time stands still until all that was due has been handled, a kill after every commit. */
    void finish() {
      boolean done = false;
      while (!done) {
        ticks.add(now);
        readEvents(1);
        readTicks(Integer.MAX_VALUE);
        done =
            eventsRead == events.size()
                && clocks.turn()
                && clocks.figures().escalationsPending() == 0;
        commit();
        kill();
      }
    }

    void checkNothingIsSaidTwice() {
      started.keySet().forEach(id -> assertThat(net(id)).as(id).isBetween(0L, 1L));
    }

    void checkVerdicts() {
      started.forEach(
          (id, start) -> {
            Instant until = ended.getOrDefault(id, now);
            boolean breached = until.isAfter(start.plus(LIMIT));
            assertThat(net(id)).as(id).isEqualTo(breached ? 1 : 0);
          });
    }

    void checkWarnings() {
      started.forEach(
          (id, start) -> {
            int given = heard.warnings(caseOf(id), roundOf(id)).size();
            Instant until = ended.getOrDefault(id, now);
            if (until.isAfter(start.plus(WARN))) {
              assertThat(given).as(id).isEqualTo(1);
            } else {
              // An earlier end may have become known only after the warning.
              assertThat(given).as(id).isLessThanOrEqualTo(ended.containsKey(id) ? 1 : 0);
            }
          });
    }

    void checkEscalations() {
      List<String> ids = heard.commands.stream().map(CaseCommand::getId).toList();
      assertThat(ids).doesNotHaveDuplicates();
      assertThat(memory.escalations).isEmpty();
    }

    /** What is stored is what the clocks need, no more: figures, deadlines, nothing left over. */
    void checkState() {
      Map<Tier, Long> running = new HashMap<>();
      long overdue = 0;
      Set<Deadline> expected = new HashSet<>();
      List<Deadline> forgetting = new ArrayList<>();
      memory.deadlines.values().stream()
          .filter(d -> d.kind() == Deadline.Kind.FORGET)
          .forEach(forgetting::add);
      for (Map.Entry<String, RunningClock> entry : memory.clocks.entrySet()) {
        RunningClock clock = entry.getValue();
        if (clock.getStoppedAt() != null) {
          continue;
        }
        running.merge(clock.getTier(), 1L, Long::sum);
        overdue += clock.getBreached() ? 1 : 0;
        if (!clock.getWarned()) {
          expected.add(at(clock.getWarnAt(), Deadline.Kind.WARN, entry.getKey()));
        }
        if (!clock.getBreached()) {
          expected.add(at(clock.getDue(), Deadline.Kind.BREACH, entry.getKey()));
        }
      }
      Figures figures = clocks.figures();
      assertThat(figures.overdue()).isEqualTo(overdue);
      figures
          .running()
          .forEach((tier, n) -> assertThat(n).isEqualTo(running.getOrDefault(tier, 0L)));
      assertThat(forgetting).hasSize(ended.size());
      expected.addAll(forgetting);
      assertThat(memory.deadlines.values()).containsExactlyInAnyOrderElementsOf(expected);
    }

    private static Deadline at(Instant at, Deadline.Kind kind, String id) {
      return new Deadline(at.toEpochMilli(), kind, id);
    }

    private long net(String id) {
      List<AlertRevision> said = heard.breaches(caseOf(id), roundOf(id));
      long raised = said.stream().filter(r -> r == AlertRevision.RAISED).count();
      return raised - (said.size() - raised);
    }

    private static String caseOf(String id) {
      return id.substring(0, id.indexOf('|'));
    }

    private static int roundOf(String id) {
      return Integer.parseInt(id.substring(id.lastIndexOf('|') + 1));
    }
  }
}
