package org.courtyard.ingest.command;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.courtyard.ingest.command.CommandStatus.Happened;
import org.courtyard.ingest.command.CommandStatus.Status;
import org.courtyard.schemas.Action;
import org.courtyard.schemas.CaseCommand;
import org.courtyard.schemas.CaseEvent;
import org.courtyard.schemas.CommandRejection;

/**
 * Remembers what became of the latest commands, up to a fixed number; the oldest are forgotten
 * first. Commands, events and rejections may be seen in any order and more than once.
 */
public final class RecentCommands {
  /** More events than any single command causes. */
  private static final int MOST_EVENTS = 32;

  private final Map<Key, Seen> seen;

  private record Key(String caseId, String commandId) {}

  private static final class Seen {
    private final String tenant;
    private final List<Happened> events = new ArrayList<>(1);
    private CommandRejection rejection;

    Seen(String tenant) {
      this.tenant = tenant;
    }
  }

  /**
   * @param most how many commands to remember
   */
  public RecentCommands(int most) {
    this.seen =
        new LinkedHashMap<>() {
          @Override
          protected boolean removeEldestEntry(Map.Entry<Key, Seen> eldest) {
            return size() > most;
          }
        };
  }

  public synchronized void accepted(CaseCommand command) {
    if (command.getAction() != Action.RECEIPT) {
      of(command.getCaseId(), command.getId(), command.getTenant());
    }
  }

  /** Events count when a person's command caused them; receipts and clocks command too. */
  public synchronized void happened(CaseEvent event) {
    if (event.getCommandId() == null) {
      return;
    }
    Seen command =
        event.getActor().getPerson() == null
            ? seen.get(new Key(event.getCaseId(), event.getCommandId()))
            : of(event.getCaseId(), event.getCommandId(), event.getAfter().getTenant());
    Happened happened = new Happened(event.getSeq(), event.getType().name());
    if (command != null
        && command.events.size() < MOST_EVENTS
        && !command.events.contains(happened)) {
      command.events.add(happened);
    }
  }

  public synchronized void rejected(CommandRejection rejection) {
    if (rejection.getAction() != Action.RECEIPT) {
      of(rejection.getCaseId(), rejection.getCommandId(), rejection.getTenant()).rejection =
          rejection;
    }
  }

  /** Where a command stands; empty when it was never seen, or so long ago that it is forgotten. */
  public synchronized Optional<CommandStatus> status(String caseId, String commandId) {
    return Optional.ofNullable(seen.get(new Key(caseId, commandId))).map(RecentCommands::status);
  }

  public synchronized int size() {
    return seen.size();
  }

  private Seen of(String caseId, String commandId, String tenant) {
    return seen.computeIfAbsent(new Key(caseId, commandId), _ -> new Seen(tenant));
  }

  private static CommandStatus status(Seen command) {
    if (!command.events.isEmpty()) {
      return new CommandStatus(
          command.tenant, Status.APPLIED, List.copyOf(command.events), null, null);
    }
    if (command.rejection == null) {
      return new CommandStatus(command.tenant, Status.PENDING, List.of(), null, null);
    }
    return new CommandStatus(
        command.tenant,
        Status.REJECTED,
        List.of(),
        command.rejection.getCode().name(),
        command.rejection.getDetail());
  }
}
