package org.courtyard.notifier.planning;

import java.util.List;
import org.courtyard.schemas.Delivery;

/**
 * Who must hear what because of one event.
 *
 * @param deliveries what to send
 * @param unreachable what should be sent but has no way there
 */
public record Plan(List<Delivery> deliveries, List<Unreachable> unreachable) {

  /** Nobody must hear anything. */
  public static final Plan NOTHING = new Plan(List.of(), List.of());

  /** Keys of the groups that must hear but are not known (yet). */
  public List<String> unknownGroups() {
    return unreachable.stream()
        .filter(u -> u.cause() == Cause.UNKNOWN_GROUP)
        .map(u -> u.delivery().getGroup())
        .distinct()
        .toList();
  }

  /** Why something has no way to its group. */
  public enum Cause {
    UNKNOWN_GROUP("the group is not known"),
    NO_DESTINATION("the group has no destination");

    private final String words;

    Cause(String words) {
      this.words = words;
    }

    /** For the receipt. */
    public String words() {
      return words;
    }
  }

  /**
   * Something that should be sent but has no way there.
   *
   * @param delivery what it would have been; its destination is empty
   */
  public record Unreachable(Delivery delivery, Cause cause) {}
}
