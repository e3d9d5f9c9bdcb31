package org.courtyard.bench.verify;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.courtyard.schemas.Action;
import org.courtyard.schemas.Actor;
import org.courtyard.schemas.CaseCommand;
import org.courtyard.schemas.CaseEvent;
import org.courtyard.schemas.CaseState;
import org.courtyard.schemas.CommandRejection;
import org.courtyard.schemas.EventType;
import org.courtyard.schemas.OutcomeKind;
import org.courtyard.schemas.RejectionCode;
import org.courtyard.schemas.Shards;
import org.courtyard.schemas.Topics;

/** Tells, record by record, what services could have written, for tests of what reads it. */
public final class Tale {
  private final List<Entry> entries = new ArrayList<>();
  private final Map<String, Long> seqs = new HashMap<>();

  /** A message opens a case. */
  public Tale opens(String message, String caseId) {
    entries.add(Records.said(message));
    entries.add(Records.became(message, OutcomeKind.OPENED, caseId));
    CaseEvent opened = event(caseId, EventType.OPENED, CaseState.RECEIVED);
    opened.setMessageId(Records.messageId(message));
    entries.add(Records.happened(opened));
    return this;
  }

  /** A message becomes something else. */
  public Tale becomes(String message, OutcomeKind kind, String caseId) {
    entries.add(Records.said(message));
    entries.add(Records.became(message, kind, caseId));
    return this;
  }

  /** Something happens to a case. */
  public Tale happens(String caseId, EventType type, CaseState after, String commandId) {
    CaseEvent event = event(caseId, type, after);
    event.setCommandId(commandId);
    entries.add(Records.happened(event));
    return this;
  }

  /** Somebody gives a command. */
  public Tale commands(String id, String caseId, Action action, Instant at) {
    CaseCommand command =
        new CaseCommand(
            id,
            caseId,
            Records.TENANT,
            action,
            new Actor(null, "操作员"),
            at,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null);
    entries.add(Records.entry(Topics.CASE_COMMANDS, caseId, Shards.ofCase(caseId), command));
    return this;
  }

  /** A command changes nothing. */
  public Tale refuses(String id, String caseId) {
    CommandRejection rejection =
        new CommandRejection(
            id,
            caseId,
            Records.TENANT,
            Action.CLAIM,
            RejectionCode.NOT_IN_THIS_STATE,
            "no",
            Records.EIGHT);
    entries.add(Records.entry(Topics.COMMAND_REJECTIONS, caseId, Shards.ofCase(caseId), rejection));
    return this;
  }

  private CaseEvent event(String caseId, EventType type, CaseState after) {
    CaseEvent event = Records.event(type, after, seqs.merge(caseId, 1L, Long::sum));
    event.setCaseId(caseId);
    event.getAfter().setId(caseId);
    return event;
  }

  /** The whole tale, read. */
  public Verification verification() {
    Verification verification = new Verification(Records.LATER);
    entries.forEach(verification::accept);
    return verification;
  }
}
