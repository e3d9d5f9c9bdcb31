package org.courtyard.router.correlation;

import java.util.Arrays;
import java.util.function.IntConsumer;

/**
 * From each token to the matters that have it: an inverted index without an object for each token.
 * What very many have tells none of them from another, so that only their number is kept then.
 */
final class Words {
  /** A token that more matters have than this picks none of them out. */
  static final int TOO_COMMON = 128;

  /** From so many on they are not listed any more, so that a list is short to look through. */
  private static final int UNLISTED = 2 * TOO_COMMON;

  /** {@link Wording} has none like this: subjects come last, and are few. */
  private static final char NO_TOKEN = Character.MAX_VALUE;

  private char[] tokens = free(64);
  private int[] counts = new int[64];
  private int[] beginnings = new int[64];

  /** Most tokens belong to one matter: that one needs no list. */
  private int[] only = new int[64];

  private int[][] lists = new int[64][];
  private int used;
  private long listed;

  private static char[] free(int places) {
    char[] tokens = new char[places];
    Arrays.fill(tokens, NO_TOKEN);
    return tokens;
  }

  /** How many matters have this token. */
  int count(char token) {
    return counts[at(token)];
  }

  /** How many matters begin with it. */
  int beginnings(char token) {
    return beginnings[at(token)];
  }

  /** Each matter that has this token, where they are few enough to say anything. */
  void each(char token, IntConsumer slot) {
    int at = at(token);
    int[] list = lists[at];
    if (list == null && counts[at] == 1) {
      slot.accept(only[at]);
    }
    if (list == null || counts[at] > TOO_COMMON) {
      return;
    }
    for (int i = 0; i < counts[at]; i++) {
      slot.accept(list[i]);
    }
  }

  /** A matter has this token. */
  void add(char token, int slot) {
    int at = at(token);
    if (tokens[at] == NO_TOKEN) {
      if (used + 1 > SlotTable.FULL * tokens.length) {
        grow();
        at = at(token);
      }
      tokens[at] = token;
      used++;
    }
    int before = counts[at]++;
    if (before == 0) {
      only[at] = slot;
    } else if (before == 1 && lists[at] == null) {
      list(at, new int[] {only[at], slot});
    } else if (before == UNLISTED) {
      list(at, null);
    } else if (lists[at] != null) {
      append(at, before, slot);
    }
  }

  private void append(int at, int size, int slot) {
    if (size == lists[at].length) {
      list(at, Arrays.copyOf(lists[at], size + Math.max(2, size / 4)));
    }
    lists[at][size] = slot;
  }

  private void list(int at, int[] list) {
    listed += bytes(list) - bytes(lists[at]);
    lists[at] = list;
  }

  private static long bytes(int[] list) {
    return list == null ? 0 : 16 + 4L * list.length;
  }

  /** Where a token is, or would be. */
  private int at(char token) {
    int at = SlotTable.home(token, tokens.length);
    while (tokens[at] != NO_TOKEN && tokens[at] != token) {
      at = at + 1 == tokens.length ? 0 : at + 1;
    }
    return at;
  }

  private void grow() {
    char[] tokensBefore = tokens;
    int[] countsBefore = counts;
    int[] beginningsBefore = beginnings;
    int[] onlyBefore = only;
    int[][] listsBefore = lists;
    tokens = free(SlotTable.roomier(tokensBefore.length));
    counts = new int[tokens.length];
    beginnings = new int[tokens.length];
    only = new int[tokens.length];
    lists = new int[tokens.length][];
    for (int i = 0; i < tokensBefore.length; i++) {
      if (tokensBefore[i] != NO_TOKEN) {
        int at = at(tokensBefore[i]);
        tokens[at] = tokensBefore[i];
        counts[at] = countsBefore[i];
        beginnings[at] = beginningsBefore[i];
        only[at] = onlyBefore[i];
        lists[at] = listsBefore[i];
      }
    }
  }

  /**
   * A matter has this token no longer.
   *
   * @return whether those that have it are few enough again to be listed and are not: see {@link
   *     #list}
   */
  boolean remove(char token, int slot) {
    int at = at(token);
    int last = --counts[at];
    int[] list = lists[at];
    if (list == null) {
      return last == TOO_COMMON;
    }
    for (int i = 0; i <= last; i++) {
      if (list[i] == slot) {
        list[i] = list[last];
        break;
      }
    }
    if (last == 0) {
      list(at, null);
    }
    return false;
  }

  /** These are all that have the token. */
  void list(char token, int[] slots) {
    list(at(token), slots);
  }

  /** So many more matters, or fewer, begin with this token, which some matter has. */
  void begin(char token, int more) {
    beginnings[at(token)] += more;
  }

  /** About so many bytes of the heap. */
  long bytes() {
    return 18L * tokens.length + listed;
  }
}
