package org.courtyard.ingest;

import java.time.Instant;
import java.util.List;
import org.courtyard.schemas.Actor;
import org.courtyard.schemas.Case;
import org.courtyard.schemas.CaseEvent;
import org.courtyard.schemas.CaseKind;
import org.courtyard.schemas.CaseState;
import org.courtyard.schemas.EventType;
import org.courtyard.schemas.Reason;
import org.courtyard.schemas.Tier;
import org.courtyard.schemas.Urgency;

/** Case events as the router writes them. */
public final class Events {
  private Events() {}

  /**
   * @param person keyed hash of the actor; null for a service
   */
  public static CaseEvent of(
      String caseId, long seq, EventType type, String commandId, String person) {
    return CaseEvent.newBuilder()
        .setCaseId(caseId)
        .setSeq(seq)
        .setType(type)
        .setAt(Instant.EPOCH)
        .setActor(new Actor(person, "楼门长"))
        .setReason(Reason.newBuilder().setBy("command").build())
        .setCommandId(commandId)
        .setAfter(after(caseId, seq))
        .build();
  }

  private static Case after(String caseId, long seq) {
    return Case.newBuilder()
        .setId(caseId)
        .setTenant("fz")
        .setKind(CaseKind.GRIEVANCE)
        .setState(CaseState.CLAIMED)
        .setCategory("LIFT")
        .setUrgency(Urgency.URGENT)
        .setSummary("")
        .setPlaceId("b1")
        .setPath(List.of())
        .setTier(Tier.BUILDING)
        .setUnitId("b1")
        .setReporters(List.of())
        .setReporterCount(0)
        .setAudience(List.of())
        .setOccurredAt(Instant.EPOCH)
        .setOpenedAt(Instant.EPOCH)
        .setSeq(seq)
        .build();
  }
}
