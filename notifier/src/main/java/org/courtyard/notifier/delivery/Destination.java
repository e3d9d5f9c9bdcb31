package org.courtyard.notifier.delivery;

import java.net.URI;

/**
 * Where and how to speak to one group or person. Its address and secret are credentials: they never
 * appear in words about it.
 *
 * @param name the name that groups and handlers refer to
 * @param url where to post; for chat robots it holds the robot's key
 * @param secret key of the signature; empty where the type or the receiver needs none
 * @param perMinute messages it can bear in any minute
 */
public record Destination(String name, Type type, URI url, String secret, int perMinute) {

  /** Kinds of receivers, and what they can bear. */
  public enum Type {
    /** Our own signed JSON, one notice a call: machines read it. */
    WEBHOOK("webhook", 64 * 1024, false),
    /** A robot in a WeCom group: text only, 2048 bytes. */
    WECOM_ROBOT("wecom-robot", Texts.SHORTEST_LIMIT, true);

    private final String code;
    private final int textLimit;
    private final boolean bundles;

    Type(String code, int textLimit, boolean bundles) {
      this.code = code;
      this.textLimit = textLimit;
      this.bundles = bundles;
    }

    /** As it is written in destinations.csv. */
    public String code() {
      return code;
    }
  }

  /** What it can bear. */
  public Terms terms() {
    return new Terms(perMinute, type.textLimit, type.bundles);
  }

  @Override
  public String toString() {
    return "Destination[" + name + ", " + type.code + "]";
  }
}
