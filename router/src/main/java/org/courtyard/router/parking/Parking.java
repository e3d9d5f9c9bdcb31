package org.courtyard.router.parking;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.courtyard.schemas.Message;
import org.courtyard.schemas.ParkedGroup;
import org.courtyard.schemas.ParkedMessage;

/**
 * Messages that wait until their group is known: first in, first out, bounded by number and age.
 * Nothing overtakes: while some wait, later ones of the group queue behind them.
 */
public final class Parking {

  /** Groups looked at in a turn; each costs two look-ups. */
  static final int LOOKED_AT_A_TURN = 500;

  /** Where the waiting messages are kept. */
  public interface Lot {
    /** Groups that have messages waiting. */
    List<String> groups();

    ParkedGroup group(String group);

    void putGroup(String group, ParkedGroup state);

    void deleteGroup(String group);

    ParkedMessage message(String group, long sequence);

    void putMessage(String group, long sequence, ParkedMessage message);

    void deleteMessage(String group, long sequence);
  }

  private final Lot lot;
  private final int most;
  private final Duration oldest;

  /** Those to be looked at next stand first. */
  private final SequencedSet<String> waiting;

  /**
   * A parking over one partition.
   *
   * @param most messages that may wait for one group
   * @param oldest how long a message may wait
   */
  public Parking(Lot lot, int most, Duration oldest) {
    this.lot = lot;
    this.most = most;
    this.oldest = oldest;
    this.waiting = new LinkedHashSet<>(lot.groups());
  }

  /** Whether messages of this group wait, so that a new one must queue behind them. */
  public boolean isWaiting(String group) {
    return waiting.contains(group);
  }

  /** How many groups wait. */
  public int groupsWaiting() {
    return waiting.size();
  }

  /** Lets a message wait. False when there is no room for it. */
  public boolean park(Message message, Instant now) {
    String group = message.getGroup();
    ParkedGroup state = isWaiting(group) ? lot.group(group) : new ParkedGroup(0L, 0L, now);
    if (state.getNext() - state.getFirst() >= most) {
      return false;
    }
    lot.putMessage(group, state.getNext(), new ParkedMessage(message, now));
    state.setNext(state.getNext() + 1);
    lot.putGroup(group, state);
    waiting.add(group);
    return true;
  }

  /** Something became known about a group: it is looked at first. */
  public void told(String group) {
    if (isWaiting(group)) {
      waiting.addFirst(group);
    }
  }

  /**
   * Releases, in order, the messages of groups that are known by now, and those that waited too
   * long. Where very many groups wait it looks at some of them, and at others the next time.
   *
   * @param now the same time as given to {@link #park}
   * @param atMost how many messages to release in this turn
   */
  public void turn(
      Instant now,
      int atMost,
      Predicate<String> known,
      Consumer<Message> released,
      Consumer<Message> expired) {
    int left = atMost;
    for (int looks = Math.min(LOOKED_AT_A_TURN, waiting.size()); looks > 0 && left > 0; looks--) {
      String group = waiting.getFirst();
      ParkedGroup state = lot.group(group);
      boolean isKnown = known.test(group);
      if (isKnown || tooOld(state, now)) {
        left -= drain(group, state, now, left, isKnown, released, expired);
      }
      if (isWaiting(group) && left > 0) {
        waiting.addLast(group);
      }
    }
  }

  private boolean tooOld(ParkedGroup state, Instant now) {
    return state.getOldest().plus(oldest).isBefore(now);
  }

  private int drain(
      String group,
      ParkedGroup state,
      Instant now,
      int atMost,
      boolean known,
      Consumer<Message> released,
      Consumer<Message> expired) {
    int taken = 0;
    while (state.getFirst() < state.getNext() && taken < atMost) {
      ParkedMessage parked = lot.message(group, state.getFirst());
      if (parked == null) {
        state.setFirst(state.getFirst() + 1);
        continue;
      }
      state.setOldest(parked.getParkedAt());
      if (!known && !tooOld(state, now)) {
        break;
      }
      lot.deleteMessage(group, state.getFirst());
      state.setFirst(state.getFirst() + 1);
      taken++;
      (known ? released : expired).accept(parked.getMessage());
    }
    if (state.getFirst() == state.getNext()) {
      lot.deleteGroup(group);
      waiting.remove(group);
    } else {
      lot.putGroup(group, state);
    }
    return taken;
  }
}
