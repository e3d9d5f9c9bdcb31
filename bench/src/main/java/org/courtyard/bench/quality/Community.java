package org.courtyard.bench.quality;

import static java.util.function.Function.identity;
import static java.util.stream.Collectors.toMap;

import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.courtyard.bench.quality.ThreadReplay.Said;
import org.courtyard.router.casework.CaseDesk;
import org.courtyard.router.casework.MemoryCaseStore;
import org.courtyard.router.casework.Told;
import org.courtyard.router.correlation.LiveTalk;
import org.courtyard.router.correlation.Scales;
import org.courtyard.router.lifecycle.Lifecycle;
import org.courtyard.router.tenant.Tenant;
import org.courtyard.router.tier.Handlers;
import org.courtyard.router.tier.TierChoice;
import org.courtyard.router.triage.Triage;
import org.courtyard.schemas.Action;
import org.courtyard.schemas.Actor;
import org.courtyard.schemas.AudienceGroup;
import org.courtyard.schemas.Case;
import org.courtyard.schemas.CaseCommand;
import org.courtyard.schemas.CaseEvent;
import org.courtyard.schemas.Category;
import org.courtyard.schemas.CommandRejection;
import org.courtyard.schemas.ContentType;
import org.courtyard.schemas.DeliveryPurpose;
import org.courtyard.schemas.EventType;
import org.courtyard.schemas.Handler;
import org.courtyard.schemas.Intent;
import org.courtyard.schemas.Label;
import org.courtyard.schemas.Message;
import org.courtyard.schemas.Outcome;
import org.courtyard.schemas.Place;
import org.courtyard.schemas.PlaceUnit;
import org.courtyard.schemas.Receipt;
import org.courtyard.schemas.Roster;
import org.courtyard.schemas.Rules;
import org.courtyard.schemas.Tier;
import org.courtyard.schemas.TriagedMessage;
import org.courtyard.schemas.Verdict;

/**
 * One community as the router sees it, without Kafka: triage, what stage 1 remembers, the desk. An
 * answer reaches every group that waits for it at once.
 */
final class Community {
  private static final String TENANT = "t";
  private static final Duration REOPEN = Duration.ofDays(7);
  private static final Duration KEEP = Duration.ofDays(14);
  private static final PlaceUnit SELF = new PlaceUnit("C", "community", Tier.COMMUNITY);
  private static final PlaceUnit STREET = new PlaceUnit("S", "street", Tier.STREET);

  private final String shard;
  private final Tenant tenant;
  private final boolean mattersKnown;
  private final Set<String> begun = new HashSet<>();
  private final LiveTalk talk = new LiveTalk(10_000);
  private final List<CaseCommand> receipts = new ArrayList<>();
  private final Set<String> atWork = new HashSet<>();
  private final Map<String, String> parents = new HashMap<>();
  private final CaseDesk desk;
  private Outcome outcome;

  /**
   * A community that has said nothing yet.
   *
   * @param thread what it is going to say
   * @param mattersKnown whether it is known which messages are about a matter, so that nothing is
   *     lost before it is looked at next to the cases
   * @param scales weigh what a message may be about
   */
  Community(List<Said> thread, Rules rules, Triage triage, boolean mattersKnown, Scales scales) {
    this.shard = "T" + thread.getFirst().thread().replaceAll("[^0-9]", "");
    this.tenant = tenant(thread, rules, triage);
    this.mattersKnown = mattersKnown;
    this.desk = new CaseDesk(new Lifecycle(REOPEN), KEEP, new MemoryCaseStore(), new Ear(), scales);
  }

  private static Tenant tenant(List<Said> thread, Rules rules, Triage triage) {
    List<Handler> people = new ArrayList<>();
    people.add(handler("street", Tier.STREET, STREET.getId()));
    thread.stream()
        .filter(Said::byHandler)
        .map(Said::sender)
        .distinct()
        .forEach(person -> people.add(handler(person, Tier.COMMUNITY, SELF.getId())));
    Map<String, Category> categories =
        new HashMap<>(rules.getCategories().stream().collect(toMap(Category::getCode, identity())));
    return new Tenant(
        rules.getVersion(),
        triage,
        categories,
        new TierChoice(new Handlers(new Roster(TENANT, "", people)), ZoneId.of(rules.getZone())),
        rules.getIncidents());
  }

  private static Handler handler(String person, Tier tier, String place) {
    return new Handler(person, person, "", tier, place, List.of(), null, null, person, "zh-CN");
  }

  /** What becomes of a message; empty where it ends in stage 1. */
  Optional<Outcome> says(Said said) {
    Message message = said.message();
    desk.turn(message.getOccurredAt(), Integer.MAX_VALUE, id -> tenant);
    Verdict verdict = judged(said, message);
    if (!goesOn(message, verdict, said.byHandler())) {
      return Optional.empty();
    }
    Place place = place(said.building());
    desk.take(new TriagedMessage(message, place, verdict), tenant);
    Outcome told = outcome;
    List<CaseCommand> due = List.copyOf(receipts);
    receipts.clear();
    due.forEach(receipt -> desk.take(receipt, tenant));
    return Optional.of(told);
  }

  /**
   * The case that a message counts with in the end: the incident over it, or itself; empty where it
   * never became one, because the question whether it is one was not answered.
   */
  Optional<String> standing(String caseId) {
    return atWork.contains(caseId)
        ? Optional.of(parents.getOrDefault(caseId, caseId))
        : Optional.empty();
  }

  private boolean goesOn(Message message, Verdict verdict, boolean handler) {
    boolean speaks = Triage.speaksOfAMatter(verdict) || LiveTalk.perhapsAMatter(verdict);
    boolean goesOn =
        speaks
            || mattersKnown
            || message.getType() != ContentType.TEXT
            || talk.mayConcern(message, handler);
    if (speaks) {
      talk.heard(message);
    }
    return goesOn;
  }

  /** Where matters are known, the first resident to speak of one reports it. */
  private Verdict judged(Said said, Message message) {
    Verdict verdict = tenant.triage().judge(message, said.byHandler());
    if (!mattersKnown) {
      return verdict;
    }
    boolean first = begun.add(said.matter());
    if (first && !said.byHandler() && verdict.getCategory() == null) {
      return known(verdict, Intent.GRIEVANCE, Triage.OTHER);
    }
    return Triage.speaksOfAMatter(verdict) ? verdict : known(verdict, Intent.FOLLOW_UP, null);
  }

  private static Verdict known(Verdict verdict, Intent intent, String category) {
    return Verdict.newBuilder(verdict).setIntent(intent).setCategory(category).build();
  }

  private Place place(String building) {
    PlaceUnit self = new PlaceUnit(building, building, Tier.BUILDING);
    return new Place(
        TENANT, building, building, Tier.BUILDING, List.of(self, SELF, STREET), shard, 60, "");
  }

  /** Hears what the desk tells, and plays the notifier. */
  private final class Ear implements Told {
    @Override
    public void event(CaseEvent event) {
      Case after = event.getAfter();
      if (Lifecycle.atWork(after)) {
        atWork.add(after.getId());
      }
      if (after.getParent() != null) {
        parents.put(after.getId(), after.getParent());
      }
      if (event.getType() == EventType.ANSWERED) {
        for (AudienceGroup group : event.getAfter().getAudience()) {
          if (group.getAnsweredAt() == null) {
            receipts.add(receipt(event, group.getGroup()));
          }
        }
      }
    }

    private static CaseCommand receipt(CaseEvent event, String group) {
      String id = event.getCaseId() + "-" + event.getSeq() + "-" + group;
      CaseCommand command = new CaseCommand();
      command.setId(id);
      command.setCaseId(event.getCaseId());
      command.setTenant(TENANT);
      command.setAction(Action.RECEIPT);
      command.setActor(new Actor(null, "notifier"));
      command.setOccurredAt(event.getAt());
      command.setReceipt(
          new Receipt(
              id,
              group,
              DeliveryPurpose.RESULT,
              true,
              event.getAfter().getRound(),
              null,
              event.getAt(),
              null));
      return command;
    }

    @Override
    public void outcome(Outcome told) {
      outcome = told;
    }

    @Override
    public void rejection(CommandRejection rejection) {
      // A receipt that comes too late changes nothing.
    }

    @Override
    public void label(Label label) {
      // Nobody corrects anything here.
    }
  }
}
