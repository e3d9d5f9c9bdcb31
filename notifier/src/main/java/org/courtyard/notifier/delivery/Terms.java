package org.courtyard.notifier.delivery;

/**
 * What a destination can bear.
 *
 * @param perMinute messages in any minute, at least 1
 * @param textLimit longest text in bytes of UTF-8
 * @param bundles whether several ordinary notices may share one message
 */
public record Terms(int perMinute, int textLimit, boolean bundles) {
  public Terms {
    if (perMinute < 1) {
      throw new IllegalArgumentException("per_minute must be at least 1: " + perMinute);
    }
  }
}
