package org.courtyard.router.correlation;

import java.util.Arrays;
import java.util.function.IntPredicate;

/**
 * Finds slots by the hash of a key that is kept elsewhere: eight bytes an entry, and no object.
 * Open addressing with linear probing; whoever asks tells equal hashes apart.
 */
final class SlotTable {
  private static final int SPREAD = 0x9E3779B1;

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
    if (3 * (used + 1) > 2 * slots.length) {
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
    int mask = slots.length - 1;
    int gap = at;
    for (int next = gap + 1 & mask; slots[next] != NONE; next = next + 1 & mask) {
      if ((next - home(hashes[next]) & mask) >= (next - gap & mask)) {
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
    int mask = slots.length - 1;
    for (int at = home(hash); slots[at] != NONE; at = at + 1 & mask) {
      if (hashes[at] == hash && meant.test(slots[at])) {
        return at;
      }
    }
    return -1;
  }

  private void add(int hash, int slot) {
    int mask = slots.length - 1;
    int at = home(hash);
    while (slots[at] != NONE) {
      at = at + 1 & mask;
    }
    hashes[at] = hash;
    slots[at] = slot;
  }

  private int home(int hash) {
    return hash * SPREAD >>> 32 - Integer.numberOfTrailingZeros(slots.length);
  }

  private void grow() {
    int[] hashesBefore = hashes;
    int[] slotsBefore = slots;
    hashes = new int[2 * hashesBefore.length];
    slots = new int[hashes.length];
    Arrays.fill(slots, NONE);
    for (int i = 0; i < slotsBefore.length; i++) {
      if (slotsBefore[i] != NONE) {
        add(hashesBefore[i], slotsBefore[i]);
      }
    }
  }
}
