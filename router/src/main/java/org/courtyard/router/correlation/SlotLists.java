package org.courtyard.router.correlation;

import java.util.Arrays;
import java.util.function.IntConsumer;

/** Lists of slots by small numbers, the latest first; a slot is in one of them at most. */
final class SlotLists {
  private static final int NONE = -1;

  private int[] first = new int[0];
  private int[] before = new int[16];
  private int[] after = new int[16];

  /** Puts a slot before all others of this list. */
  void addFirst(int list, int slot) {
    if (list >= first.length) {
      int known = first.length;
      first = Arrays.copyOf(first, 2 * list + 1);
      Arrays.fill(first, known, first.length, NONE);
    }
    if (slot >= before.length) {
      before = Arrays.copyOf(before, slot + slot / 2);
      after = Arrays.copyOf(after, before.length);
    }
    before[slot] = NONE;
    after[slot] = first[list];
    if (first[list] != NONE) {
      before[first[list]] = slot;
    }
    first[list] = slot;
  }

  /** Takes a slot out of this list, which it is in. */
  void remove(int list, int slot) {
    if (before[slot] == NONE) {
      first[list] = after[slot];
    } else {
      after[before[slot]] = after[slot];
    }
    if (after[slot] != NONE) {
      before[after[slot]] = before[slot];
    }
  }

  /** The first slots of this list, at most so many. */
  void first(int list, int most, IntConsumer each) {
    int slot = list < 0 || list >= first.length ? NONE : first[list];
    for (int n = 0; n < most && slot != NONE; n++) {
      each.accept(slot);
      slot = after[slot];
    }
  }

  /** About so many bytes of the heap. */
  long bytes() {
    return 8L * before.length + 4L * first.length;
  }
}
