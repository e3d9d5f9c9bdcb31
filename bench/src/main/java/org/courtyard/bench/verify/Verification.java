package org.courtyard.bench.verify;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.courtyard.schemas.ClockTick;
import org.courtyard.stack.simulator.Accepted;

/** One run of all checks over the records of a deployment. */
public final class Verification {
  private final Chronicle chronicle = new Chronicle();
  private final OutcomeCheck outcomes;
  private final DuplicateCheck duplicates = new DuplicateCheck();
  private final ClockCheck clocks;
  private final AnswerCheck answers;
  private final DeadLetterCount deadLetters = new DeadLetterCount();
  private final SendCheck sends = new SendCheck();
  private long happenings;
  private final Map<String, Check> checks = new LinkedHashMap<>();

  /**
   * @param settledBefore what was accepted from then on may still be on its way, and is not held
   *     against anybody
   */
  public Verification(Instant settledBefore) {
    outcomes = new OutcomeCheck(settledBefore);
    clocks = new ClockCheck(settledBefore);
    answers = new AnswerCheck(settledBefore);
    checks.put("readable", new ReadableCheck());
    checks.put("placement", new PlacementCheck());
    checks.put("outcomes", outcomes);
    checks.put("references", new ReferenceCheck());
    checks.put("duplicates", duplicates);
    checks.put("sequence", new SequenceCheck());
    checks.put("lifecycle", new LifecycleCheck());
    checks.put("commands", new CommandCheck(settledBefore));
    checks.put("clocks", clocks);
    checks.put("answers", answers);
    checks.put("dead letters", deadLetters);
  }

  /**
   * Compares what receipts claim with the platform's own log, too.
   *
   * @param platformLog everything that the platform took, fetched after the topics were read
   */
  public void compare(List<Accepted> platformLog) {
    sends.compare(platformLog);
    checks.put("sends", sends);
  }

  /** Looks at one more record. */
  public void accept(Entry entry) {
    if (!(entry.value() instanceof ClockTick)) {
      happenings++;
    }
    chronicle.accept(entry);
    sends.accept(entry);
    checks.values().stream().filter(check -> check != sends).forEach(check -> check.accept(entry));
  }

  /** What the checks found, by name, in the order that data flows. */
  public Map<String, Finding> findings() {
    Map<String, Finding> findings = new LinkedHashMap<>();
    checks.forEach((name, check) -> findings.put(name, check.finding()));
    return findings;
  }

  /** Whether every check holds. */
  public boolean holds() {
    return checks.values().stream().allMatch(check -> check.finding().holds());
  }

  /** The figures that follow from what was read. */
  public Summary summary() {
    return Summary.of(
        chronicle,
        List.copyOf(clocks.clocks()),
        outcomes.finding().counts(),
        duplicates.duplicatedCases(),
        answers.pending().size(),
        deadLetters.finding().counts());
  }

  public Chronicle chronicle() {
    return chronicle;
  }

  /** Every feedback clock, worked out again. */
  public List<Clock> clocks() {
    return List.copyOf(clocks.clocks());
  }

  /** How many records there are, clock ticks aside. */
  public long happenings() {
    return happenings;
  }

  /** Deliveries that are neither done nor given up. */
  public int pendingDeliveries() {
    return answers.pending().size();
  }
}
