package org.courtyard.router.correlation;

import java.util.EnumSet;
import org.courtyard.schemas.Case;

/** A case that a message may be about, and why. */
public record Suspect(Case about, EnumSet<Clue> clues) {}
