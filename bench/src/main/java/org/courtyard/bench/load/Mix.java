package org.courtyard.bench.load;

/**
 * What people say, in shares.
 *
 * @param label for people
 * @param chatter share of messages that concern nobody's case; the others are grievances
 * @param opening share of the grievances that open a case; the others join one
 */
public record Mix(String name, String label, double chatter, double opening) {
  public static final Mix CHATTER = new Mix("chatter-95", "95% chatter", 0.95, 0.6);
  public static final Mix HALF = new Mix("half", "50% chatter", 0.5, 0.6);
  public static final Mix GRIEVANCES = new Mix("grievances", "all grievances", 0, 0.6);

  /** Every message is a matter of its own. */
  public static final Mix MATTERS = new Mix("matters", "matters", 0, 1);

  /**
   * One of them by its name.
   *
   * @throws IllegalArgumentException when there is none
   */
  public static Mix of(String name) {
    for (Mix mix : new Mix[] {CHATTER, HALF, GRIEVANCES}) {
      if (mix.name().equals(name)) {
        return mix;
      }
    }
    throw new IllegalArgumentException(
        "no mix " + name + "; there are chatter-95, half, grievances");
  }
}
