package org.courtyard.router.correlation;

import java.util.EnumSet;

/** A case that a message may be about, and why. */
public record Suspect(String caseId, EnumSet<Clue> clues) {}
