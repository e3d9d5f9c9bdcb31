package org.courtyard.bench.load;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.courtyard.schemas.CaseEvent;
import org.courtyard.schemas.Outcome;
import org.courtyard.schemas.OutcomeKind;

/**
 * When each message was planned, accepted, decided and first heard of in a case event, all as
 * {@link System#nanoTime()}. Written by whoever sees it happen; read at any time. Messages are
 * known by the number at the end of their id.
 */
public final class Journal implements Arrivals.Listener {
  /** Not yet. */
  public static final long NEVER = 0;

  private final int most;
  private final int[] matters;
  private final AtomicLongArray planned;
  private final AtomicLongArray accepted;
  private final AtomicLongArray decided;
  private final AtomicLongArray inEvent;
  private final AtomicIntegerArray kinds;
  private final AtomicReferenceArray<String> cases;
  private final AtomicInteger parked = new AtomicInteger();
  private final AtomicInteger twice = new AtomicInteger();

  /**
   * @param most messages that there will be
   */
  public Journal(int most) {
    this.most = most;
    matters = new int[most];
    planned = new AtomicLongArray(most);
    accepted = new AtomicLongArray(most);
    decided = new AtomicLongArray(most);
    inEvent = new AtomicLongArray(most);
    kinds = new AtomicIntegerArray(most);
    cases = new AtomicReferenceArray<>(most);
    Arrays.fill(matters, Talk.NOTHING);
  }

  /** Room for so many. */
  public int most() {
    return most;
  }

  /** Notes what a message is about, before it is sent; {@link Talk#NOTHING} for chatter. */
  public void meant(int number, int matter) {
    matters[number] = matter;
  }

  /** Notes that ingest took a message. */
  public void accepted(int number, long plannedNanos, long acceptedNanos) {
    planned.set(number, plannedNanos);
    accepted.set(number, acceptedNanos);
  }

  @Override
  public void outcome(Outcome outcome, long nanos) {
    int number = Talk.number(outcome.getMessageId());
    if (!outcome.getSettled()) {
      parked.incrementAndGet();
      return;
    }
    if (decided.get(number) != NEVER) {
      twice.incrementAndGet();
      return;
    }
    cases.set(number, outcome.getCaseId());
    kinds.set(number, outcome.getKind().ordinal());
    decided.set(number, nanos);
  }

  @Override
  public void event(CaseEvent event, long nanos) {
    if (event.getMessageId() != null) {
      inEvent.compareAndSet(Talk.number(event.getMessageId()), NEVER, nanos);
    }
  }

  /** Whether it is meant to be one. */
  public boolean grievance(int number) {
    return matters[number] != Talk.NOTHING;
  }

  /** When it should have been sent. */
  public long planned(int number) {
    return planned.get(number);
  }

  /** When the answer of ingest was there. */
  public long accepted(int number) {
    return accepted.get(number);
  }

  /** When its settled outcome was readable. */
  public long decided(int number) {
    return decided.get(number);
  }

  /** When the first case event that it caused was readable. */
  public long inEvent(int number) {
    return inEvent.get(number);
  }

  /** What became of it; only once it is decided. */
  public OutcomeKind kind(int number) {
    return OutcomeKind.values()[kinds.get(number)];
  }

  /** The case that it opened; null when it opened none. */
  public String opened(int number) {
    return kind(number) == OutcomeKind.OPENED ? cases.get(number) : null;
  }

  /** The case that it belongs to; null when it belongs to none. */
  public String caseOf(int number) {
    return cases.get(number);
  }

  /** Messages that had to wait for their group. */
  public int parked() {
    return parked.get();
  }

  /** Settled outcomes beyond the first of a message. */
  public int twice() {
    return twice.get();
  }

  /** How many of these are decided, and where they are grievances, in a case event. */
  public int settled(int from, int to) {
    int settled = 0;
    for (int number = from; number < to; number++) {
      boolean done =
          decided.get(number) != NEVER && (!grievance(number) || inEvent.get(number) != NEVER);
      settled += done ? 1 : 0;
    }
    return settled;
  }

  /** What became of these, as far as it is decided. */
  public Map<OutcomeKind, Integer> kinds(int from, int to) {
    Map<OutcomeKind, Integer> all = new EnumMap<>(OutcomeKind.class);
    for (int number = from; number < to; number++) {
      if (decided.get(number) != NEVER) {
        all.merge(kind(number), 1, Integer::sum);
      }
    }
    return all;
  }
}
