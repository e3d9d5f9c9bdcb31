package org.courtyard.router.lifecycle;

import java.time.Instant;
import org.courtyard.schemas.Actor;
import org.courtyard.schemas.Reason;

/**
 * Who made something happen, when, and why.
 *
 * @param at domain time
 * @param commandId the command, or null
 * @param messageId the message, or null
 * @param group the group it was said in, or null
 */
public record Cause(
    Instant at, Actor actor, Reason reason, String commandId, String messageId, String group) {}
