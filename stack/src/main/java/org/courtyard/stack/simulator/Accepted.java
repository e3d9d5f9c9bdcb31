package org.courtyard.stack.simulator;

import java.time.Instant;

/**
 * One message that the platform took: from now on it stands in the chat.
 *
 * @param at when, on the wall clock
 * @param destination chat id, or key of the robot
 * @param id what the platform calls it
 * @param key the sender's Idempotency-Key, if it gave one
 * @param text what stands in the chat
 * @param repeated whether the key was there before; then the chat does not show it again
 */
public record Accepted(
    Instant at, String destination, String id, String key, String text, boolean repeated) {}
