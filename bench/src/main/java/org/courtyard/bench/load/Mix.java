package org.courtyard.bench.load;

/**
 * What people say, in shares.
 *
 * @param label for people
 * @param chatter share of messages that concern nobody's case; the others are grievances, of which
 *     60% open a case and 40% join one
 */
public record Mix(String name, String label, double chatter) {
  public static final Mix CHATTER = new Mix("chatter-95", "95% chatter", 0.95);
  public static final Mix HALF = new Mix("half", "50% chatter", 0.5);
  public static final Mix GRIEVANCES = new Mix("grievances", "all grievances", 0);

  /** Share of grievances that open a case. */
  public static final double OPENING = 0.6;

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
