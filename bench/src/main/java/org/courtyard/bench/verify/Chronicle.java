package org.courtyard.bench.verify;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.courtyard.schemas.Case;
import org.courtyard.schemas.CaseCommand;
import org.courtyard.schemas.CaseEvent;
import org.courtyard.schemas.CommandRejection;
import org.courtyard.schemas.DeliveryPurpose;
import org.courtyard.schemas.EventType;
import org.courtyard.schemas.Message;
import org.courtyard.schemas.Outcome;
import org.courtyard.schemas.OutcomeKind;
import org.courtyard.schemas.Rating;
import org.courtyard.schemas.Rules;
import org.courtyard.schemas.Tier;

/** What the topics tell: each message with what became of it, each case from first to last. */
public final class Chronicle {
  private final Map<String, MessageStory> messages = new LinkedHashMap<>();
  private final Map<String, CaseStory> cases = new LinkedHashMap<>();
  private final Map<String, CommandStory> commands = new HashMap<>();
  private final Map<String, Rules> rules = new HashMap<>();

  /** One message and what became of it. */
  public static final class MessageStory {
    private long records;
    private boolean parked;
    private Outcome settled;
    private final List<Outcome> all = new ArrayList<>();

    /** How often it was taken in. */
    public long records() {
      return records;
    }

    /** Whether it once waited for its group. */
    public boolean wasParked() {
      return parked;
    }

    /** What became of it, repeats aside; null while that is not known. */
    public Outcome settled() {
      return settled;
    }

    /** Every outcome, in order. */
    public List<Outcome> outcomes() {
      return Collections.unmodifiableList(all);
    }
  }

  /**
   * One thing that happened to a case.
   *
   * @param at domain time
   * @param holder who held the case afterwards, as people call them; null where nobody is named
   */
  public record Step(
      EventType type,
      Instant at,
      String messageId,
      String role,
      Tier tier,
      String holder,
      String group,
      DeliveryPurpose purpose,
      Rating rating,
      String text) {}

  /** One case from its opening to where it stands. */
  public static final class CaseStory {
    private final Case opened;
    private Case current;
    private Tier dispatchedTo;
    private Instant firstFeedbackAt;
    private final List<Step> steps = new ArrayList<>();

    private CaseStory(Case opened) {
      this.opened = opened;
    }

    /** The case as it was opened. */
    public Case opened() {
      return opened;
    }

    /** The case as it stands. */
    public Case current() {
      return current;
    }

    /** The tier that got it first. */
    public Tier firstTier() {
      return dispatchedTo == null ? opened.getTier() : dispatchedTo;
    }

    /** When the first answer had reached every group; null while none has. */
    public Instant firstFeedbackAt() {
      return firstFeedbackAt;
    }

    /** Whether anybody knows of it. */
    private boolean isKnown() {
      return steps.stream()
          .map(Step::type)
          .anyMatch(type -> type == EventType.OPENED || type == EventType.ASKED);
    }

    public List<Step> steps() {
      return Collections.unmodifiableList(steps);
    }

    private void happened(CaseEvent event) {
      current = event.getAfter();
      if (event.getType() == EventType.DISPATCHED && dispatchedTo == null) {
        dispatchedTo = current.getTier();
      }
      if (event.getType() == EventType.FEEDBACK_GIVEN && firstFeedbackAt == null) {
        firstFeedbackAt = current.getFeedbackAt();
      }
      steps.add(
          new Step(
              event.getType(),
              event.getAt(),
              event.getMessageId(),
              event.getActor().getRole(),
              current.getTier(),
              current.getHandler() == null ? null : current.getHandler().getName(),
              event.getGroup(),
              event.getPurpose(),
              current.getRating(),
              event.getText()));
    }
  }

  /** One command and whether it changed anything. */
  public static final class CommandStory {
    private CaseCommand command;
    private boolean applied;
    private CommandRejection rejection;

    /** Null where only its effect or rejection was seen. */
    public CaseCommand command() {
      return command;
    }

    public boolean isApplied() {
      return applied;
    }

    /** Why it changed nothing; null where it did, or where that is not known. */
    public CommandRejection rejection() {
      return rejection;
    }
  }

  void accept(Entry entry) {
    switch (entry.value()) {
      case Message message -> message(message.getId()).records++;
      case Outcome outcome -> became(outcome);
      case CaseEvent event -> {
        cases
            .computeIfAbsent(event.getCaseId(), id -> new CaseStory(event.getAfter()))
            .happened(event);
        if (event.getCommandId() != null) {
          command(event.getCaseId(), event.getCommandId()).applied = true;
        }
      }
      case CaseCommand command -> command(command.getCaseId(), command.getId()).command = command;
      case CommandRejection rejection ->
          command(rejection.getCaseId(), rejection.getCommandId()).rejection = rejection;
      case Rules each -> rules.put(each.getTenant(), each);
      case null, default -> {}
    }
  }

  private void became(Outcome outcome) {
    MessageStory story = message(outcome.getMessageId());
    story.all.add(outcome);
    if (!outcome.getSettled()) {
      story.parked = true;
    } else if (story.settled == null || story.settled.getKind() == OutcomeKind.REPEATED) {
      story.settled = outcome;
    }
  }

  private MessageStory message(String id) {
    return messages.computeIfAbsent(id, each -> new MessageStory());
  }

  private CommandStory command(String caseId, String commandId) {
    return commands.computeIfAbsent(caseId + "|" + commandId, each -> new CommandStory());
  }

  /** By message id. */
  public Map<String, MessageStory> messages() {
    return Collections.unmodifiableMap(messages);
  }

  /** By case id; what was only noted, and never taken up, is none. */
  public Map<String, CaseStory> cases() {
    Map<String, CaseStory> known = new LinkedHashMap<>();
    cases.forEach(
        (id, story) -> {
          if (story.isKnown()) {
            known.put(id, story);
          }
        });
    return known;
  }

  public Collection<CommandStory> commands() {
    return Collections.unmodifiableCollection(commands.values());
  }

  /** The latest rules of a tenant; null where none were seen. */
  public Rules rules(String tenant) {
    return rules.get(tenant);
  }
}
