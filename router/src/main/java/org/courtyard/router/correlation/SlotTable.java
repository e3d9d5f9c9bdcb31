package org.courtyard.router.correlation;

import java.util.Arrays;
import java.util.function.IntPredicate;

/**
 * Finds slots by the hash of a key that is kept elsewhere: eight bytes an entry, and no object.
 * Open addressing with linear probing; whoever asks tells equal hashes apart.
 */
final class SlotTable {
  private static final int SPREAD = 0x9E3779B1;

  /** Fuller than this, what is looked for stands far from where it should. */
  static final double FULL = 0.75;

  /** Nothing is found. */
  static final int NONE = -1;

  private int[] hashes = new int[16];
  private int[] slots = new int[16];
  private int used;

  SlotTable() {
    Arrays.fill(slots, NONE);
  }

  /** The slot under this hash that is the one meant, or {@link #NONE}. */
  int get(int hash, IntPredicate meant) {
    int at = find(hash, meant);
    return at < 0 ? NONE : slots[at];
  }

  /** Puts a slot in place of the one that is meant, or as a new one. */
  void put(int hash, int slot, IntPredicate meant) {
    int at = find(hash, meant);
    if (at >= 0) {
      slots[at] = slot;
      return;
    }
    if (used + 1 > FULL * slots.length) {
      grow();
    }
    add(hash, slot);
    used++;
  }

  /** Takes a slot out, if it is there. */
  void remove(int hash, int slot) {
    int at = find(hash, s -> s == slot);
    if (at < 0) {
      return;
    }
    used--;
    // What follows moves up, so that no gap hides it.
    int gap = at;
    for (int next = after(gap); slots[next] != NONE; next = after(next)) {
      if (steps(home(hashes[next]), next) >= steps(gap, next)) {
        hashes[gap] = hashes[next];
        slots[gap] = slots[next];
        gap = next;
      }
    }
    slots[gap] = NONE;
  }

  /** About so many bytes of the heap. */
  long bytes() {
    return 8L * slots.length;
  }

  private int find(int hash, IntPredicate meant) {
    for (int at = home(hash); slots[at] != NONE; at = after(at)) {
      if (hashes[at] == hash && meant.test(slots[at])) {
        return at;
      }
    }
    return -1;
  }

  private void add(int hash, int slot) {
    int at = home(hash);
    while (slots[at] != NONE) {
      at = after(at);
    }
    hashes[at] = hash;
    slots[at] = slot;
  }

  private int home(int hash) {
    return home(hash, slots.length);
  }

  /** Where a hash belongs among so many places, whose number need not be a power of two. */
  static int home(int hash, int places) {
    return (int) ((hash * SPREAD & 0xFFFF_FFFFL) * places >>> 32);
  }

  private int after(int at) {
    return at + 1 == slots.length ? 0 : at + 1;
  }

  private int steps(int from, int to) {
    return to >= from ? to - from : to - from + slots.length;
  }

  /** By a third: twice as many places would stand half empty. */
  static int roomier(int places) {
    return places + places / 3;
  }

  private void grow() {
    int[] hashesBefore = hashes;
    int[] slotsBefore = slots;
    hashes = new int[roomier(hashesBefore.length)];
    slots = new int[hashes.length];
    Arrays.fill(slots, NONE);
    for (int i = 0; i < slotsBefore.length; i++) {
      if (slotsBefore[i] != NONE) {
        add(hashesBefore[i], slotsBefore[i]);
      }
    }
  }
}
