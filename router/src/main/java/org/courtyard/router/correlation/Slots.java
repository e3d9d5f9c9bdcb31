package org.courtyard.router.correlation;

import java.util.Arrays;

/** Slots in the order in which they came: four bytes each, and no object. */
final class Slots {
  private int[] slots = new int[2];
  private int size;

  int size() {
    return size;
  }

  int get(int index) {
    return slots[index];
  }

  /** Adds a slot, unless it is the last one already. */
  void add(int slot) {
    if (size > 0 && slots[size - 1] == slot) {
      return;
    }
    if (size == slots.length) {
      slots = Arrays.copyOf(slots, size + Math.max(2, size / 4));
    }
    slots[size++] = slot;
  }

  /** Takes a slot out, if it is there. */
  void remove(int slot) {
    for (int i = 0; i < size; i++) {
      if (slots[i] == slot) {
        System.arraycopy(slots, i + 1, slots, i, --size - i);
        return;
      }
    }
  }
}
