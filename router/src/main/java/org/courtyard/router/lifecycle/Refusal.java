package org.courtyard.router.lifecycle;

import org.courtyard.schemas.RejectionCode;

/** Why a step did not happen. */
public record Refusal(RejectionCode code, String detail) {}
