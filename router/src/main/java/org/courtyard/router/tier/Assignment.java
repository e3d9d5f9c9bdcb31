package org.courtyard.router.tier;

import org.courtyard.schemas.Handler;
import org.courtyard.schemas.PlaceUnit;
import org.courtyard.schemas.Tier;

/**
 * Who gets a case.
 *
 * @param tier the rung of the ladder
 * @param unit the unit there
 * @param handler the person, or null where the roster names nobody competent and on duty
 * @param why in words, for the event
 */
public record Assignment(Tier tier, PlaceUnit unit, Handler handler, String why) {}
