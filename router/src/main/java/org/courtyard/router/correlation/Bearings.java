package org.courtyard.router.correlation;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.courtyard.router.correlation.MatterIndex.Similar;
import org.courtyard.router.triage.Mentions;
import org.courtyard.router.triage.PlainText;
import org.courtyard.router.triage.Triage;
import org.courtyard.schemas.Case;
import org.courtyard.schemas.Category;
import org.courtyard.schemas.Intent;
import org.courtyard.schemas.Matter;
import org.courtyard.schemas.Message;
import org.courtyard.schemas.SameMatter;
import org.courtyard.schemas.TriagedMessage;
import org.courtyard.schemas.Verdict;
import org.courtyard.schemas.Voice;

/** Finds the cases that a message may be about, and how likely it is about each. */
final class Bearings {

  /** What a verdict says where no keyword rule decided. */
  private static final Set<String> NO_RULE = Set.of("none", "model", "media", "gold");

  /** Where one of the clues of time ends. */
  private static final int[] MINUTES = {1, 3, 10, 30, 120, 600, 2000};

  private static final List<Clue> BY_SENDER =
      List.copyOf(EnumSet.range(Clue.SENDER_1MIN, Clue.SENDER_EARLIER));
  private static final List<Clue> BY_GROUP =
      List.copyOf(EnumSet.range(Clue.GROUP_1MIN, Clue.GROUP_EARLIER));
  private static final EnumSet<Clue> NOW = EnumSet.range(Clue.GROUP_1MIN, Clue.GROUP_10MIN);
  private static final List<Clue> ELSEWHERE =
      List.copyOf(EnumSet.range(Clue.ELSEWHERE_1MIN, Clue.ELSEWHERE_EARLIER));

  private static final int ALIKE = 12;

  /** Of what the group has spoken of so many are known as its latest. */
  private static final int NAMED_RECENT = 3;

  private static final int OF_CATEGORY = 32;

  /** Different names for what one trouble looks, sounds or smells like. */
  private static final List<Set<String>> ONE_SYMPTOM =
      List.of(
          Set.of("WATER_LEAK", "SEWAGE", "FACADE", "MANHOLE"),
          Set.of("WATER_OUTAGE", "WATER_QUALITY"),
          Set.of("POWER_OUTAGE", "LIGHTING"),
          Set.of("RUBBISH", "AIR", "PESTS", "SEWAGE", "ANIMALS"),
          Set.of("NOISE", "DISPUTE", "ILLEGAL_BUILDING", "ROAD"),
          Set.of("PARKING", "FIRE_SAFETY", "ACCESS", "ROAD", "VENDORS"),
          Set.of("GAS", "AIR", "HEATING", "VENDORS"),
          Set.of("ACCESS", "SECURITY", "COURIER", "FACILITIES"));

  private static final Scales.Weighing NOTHING = new Scales.Weighing(List.of(), 0, 1);

  private final CaseMemory memory;
  private final Scales scales;

  Bearings(CaseMemory memory, Scales scales) {
    this.memory = memory;
    this.scales = scales;
  }

  /** What this message may be about. */
  Scales.Weighing of(TriagedMessage triaged, boolean handler, Category category) {
    Message message = triaged.getMessage();
    MatterIndex index = memory.matters(triaged.getPlace().getShard());
    EnumSet<Turns> turns = Turns.in(PlainText.of(message.getText()));
    if (index.size() == 0
        || Turns.smallTalk(turns)
            && !refers(triaged.getVerdict())
            && !LiveTalk.perhapsAMatter(triaged.getVerdict())) {
      return NOTHING;
    }
    Wording.Said said = Wording.Said.of(message.getText());
    List<MatterIndex.Latest> recent = index.latest(message.getGroup(), null);
    Set<Integer> candidates = new LinkedHashSet<>();
    recent.forEach(r -> candidates.add(r.slot()));
    int repeated = index.repeated(said.fingerprint());
    if (repeated != SlotTable.NONE) {
      candidates.add(repeated);
    }
    MatterIndex.Weighed weighed = index.weighed(said);
    index.similar(said, ALIKE).forEach(candidates::add);
    if (category != null) {
      index.ofCategory(category.getCode(), OF_CATEGORY, candidates::add);
    }
    Hint hint =
        new Hint(
            triaged,
            handler,
            category,
            said,
            Mentions.of(message.getText()),
            recent.stream().limit(NAMED_RECENT).map(r -> index.caseId(r.slot())).toList(),
            lastOf(message, recent, index),
            turns);
    List<Suspect> suspects = new ArrayList<>();
    List<Similar> likenesses = new ArrayList<>();
    for (int slot : candidates) {
      MatterIndex.Glance glance = index.glance(slot);
      // Most are about something else: they need not be compared.
      if (mayBeMeant(hint, glance) && !apart(hint, glance)) {
        Similar similar = index.compare(weighed, slot);
        EnumSet<Clue> clues = clues(hint, similar);
        if (glance.standing() == MatterIndex.Standing.ANSWERED) {
          clues.add(Clue.ANSWERED);
        }
        suspects.add(new Suspect(similar.matter().getCaseId(), clues));
        likenesses.add(similar);
      }
    }
    Similar closest = compared(suspects, likenesses);
    for (Suspect suspect : suspects) {
      if (bySender(suspect) && begunBy(message.getSender(), suspect)) {
        suspect.clues().add(Clue.SENDER_BEGAN);
      }
    }
    return scales.weigh(message, hint.speech(), suspects, opening(hint, suspects, closest));
  }

  /** Marks those that the message has most in common with, and whose sender speaks of others. */
  private static Similar compared(List<Suspect> suspects, List<Similar> likenesses) {
    Similar closest =
        likenesses.stream().max(Comparator.comparingDouble(Similar::shared)).orElse(null);
    long spokenOf = suspects.stream().filter(Bearings::bySender).count();
    for (int i = 0; i < suspects.size(); i++) {
      EnumSet<Clue> clues = suspects.get(i).clues();
      double shared = likenesses.get(i).shared();
      if (shared > 0 && shared == closest.shared()) {
        clues.add(Clue.MOST_ALIKE);
      }
      if (spokenOf > 0 && !bySender(suspects.get(i))) {
        clues.add(Clue.SENDER_OF_OTHERS);
      } else if (spokenOf == 1) {
        clues.add(Clue.SENDERS_ONLY);
      }
    }
    return closest;
  }

  /** What is only perhaps a case is nobody's matter but its own group's. */
  private static boolean mayBeMeant(Hint hint, MatterIndex.Glance glance) {
    return switch (glance.standing()) {
      case OPEN, ANSWERED -> true;
      case ASKED -> glance.spokenOfBy(hint.message().getGroup());
      case OVER -> false;
    };
  }

  private boolean begunBy(String person, Suspect suspect) {
    Case c = memory.find(suspect.caseId());
    return c != null && c.getReporters().getFirst().getPerson().equals(person);
  }

  private static boolean bySender(Suspect suspect) {
    return suspect.clues().stream().anyMatch(BY_SENDER::contains);
  }

  /** What speaks for something that is not known yet. */
  private static EnumSet<Clue> opening(Hint hint, List<Suspect> suspects, Similar closest) {
    EnumSet<Clue> clues = EnumSet.noneOf(Clue.class);
    if (!hint.opens()) {
      return clues;
    }
    clues.add(Clue.BIAS);
    message(hint, clues);
    if (hint.reports()) {
      clues.add(Clue.SURELY_A_MATTER);
    }
    if (hint.handler) {
      clues.add(Clue.FROM_HANDLER);
    }
    if (suspects.isEmpty()) {
      clues.add(Clue.FIRST_HERE);
      return clues;
    }
    words(hint, closest, clues);
    for (Suspect suspect : suspects) {
      if (NOW.stream().anyMatch(suspect.clues()::contains)) {
        clues.add(Clue.GROUP_SPEAKS);
      }
      if (suspect.clues().contains(Clue.SAME_CATEGORY)
          || suspect.clues().contains(Clue.DECLARED_SAME)) {
        clues.add(Clue.CATEGORY_KNOWN);
      }
      if (suspect.clues().contains(Clue.SENDERS_LATEST)) {
        clues.add(Clue.SENDERS_LATEST);
      }
    }
    return clues;
  }

  /** The case that the sender spoke of last in this group; null where there is none. */
  private static String lastOf(
      Message message, List<MatterIndex.Latest> recent, MatterIndex index) {
    int last = SlotTable.NONE;
    long at = Long.MIN_VALUE;
    for (MatterIndex.Latest r : recent) {
      long lastWord = index.lastWord(message.getSender(), r.slot());
      if (lastWord > at) {
        last = r.slot();
        at = lastWord;
      }
    }
    return last == SlotTable.NONE ? null : index.caseId(last);
  }

  /** A message and all of it that can be compared. */
  private record Hint(
      TriagedMessage triaged,
      boolean handler,
      Category category,
      Wording.Said said,
      List<String> spots,
      List<String> recent,
      String sendersLast,
      EnumSet<Turns> turns) {
    private Message message() {
      return triaged.getMessage();
    }

    private Speech speech() {
      return handler ? Speech.HANDLER : reports() ? Speech.REPORT : Speech.TALK;
    }

    private boolean reports() {
      return switch (triaged.getVerdict().getIntent()) {
        case GRIEVANCE, QUESTION, SUGGESTION -> true;
        default -> false;
      };
    }

    /** Whether a message like this opens a case where it is about none that is known. */
    private boolean opens() {
      Verdict verdict = triaged.getVerdict();
      return reports()
          || verdict.getIntent() == Intent.FOLLOW_UP && category != null
          || !handler
              && (!refers(verdict) || verdict.getIntent() == Intent.FOLLOW_UP)
              && LiveTalk.perhapsAMatter(verdict)
          || !handler && verdict.getCategory() != null;
    }

    private boolean byRule() {
      return category != null && !NO_RULE.contains(triaged.getVerdict().getRule());
    }

    private boolean isRecent(int nth, Matter matter) {
      return recent.size() > nth && recent.get(nth).equals(matter.getCaseId());
    }

    /** Whether a matter began in the building of this group. */
    private boolean atHome(String placeId) {
      return placeId.equals(triaged.getPlace().getId());
    }

    /** Selling, borrowing, thanks, or what a rule knows for chatter. */
    private boolean spokenOfElse() {
      return switch (triaged.getVerdict().getIntent()) {
        case PRAISE, COMMERCIAL, MUTUAL_HELP -> true;
        case CHATTER -> !NO_RULE.contains(triaged.getVerdict().getRule());
        default -> false;
      };
    }
  }

  private EnumSet<Clue> clues(Hint hint, Similar similar) {
    Matter matter = similar.matter();
    EnumSet<Clue> clues = EnumSet.noneOf(Clue.class);
    people(hint, matter, clues);
    words(hint, similar, clues);
    kind(hint, similar, clues);
    spots(hint, matter, clues);
    message(hint, clues);
    clues.add(Clue.BIAS);
    return clues;
  }

  /** What the message is by itself. */
  private static void message(Hint hint, EnumSet<Clue> clues) {
    verdict(hint, clues);
    String text = hint.message().getText();
    int length = text.length();
    if (ContextJudge.wordless(hint.message())) {
      clues.add(Clue.WORDLESS);
    } else if (length <= 3) {
      clues.add(Clue.VERY_SHORT);
    } else if (length <= 6) {
      clues.add(Clue.SHORT);
    } else if (length > 16) {
      clues.add(Clue.LONG);
    }
    if (text.indexOf('?') >= 0 || text.indexOf('？') >= 0) {
      clues.add(Clue.ASKS);
    }
  }

  /** Whether its words alone say that it is about some matter. */
  private static boolean refers(Verdict verdict) {
    return Triage.speaksOfAMatter(verdict);
  }

  private static void verdict(Hint hint, EnumSet<Clue> clues) {
    Verdict verdict = hint.triaged.getVerdict();
    if (refers(verdict)) {
      clues.add(Clue.REFERS);
    } else if (hint.spokenOfElse()) {
      clues.add(Clue.OTHER_TALK);
    }
    for (Turns turn : hint.turns) {
      clues.add(turn.clue());
    }
    if (!hint.spots.isEmpty()) {
      clues.add(Clue.NAMES_SPOT);
    }
    if (verdict.getAsk()) {
      clues.add(Clue.NOT_SURE);
    }
    if (verdict.getScore() != null) {
      likelihood(verdict.getScore()).ifPresent(clues::add);
    }
  }

  private static Optional<Clue> likelihood(double matter) {
    if (matter >= 0.5) {
      return Optional.of(Clue.LIKELY_A_MATTER);
    }
    if (matter >= 0.15) {
      return Optional.of(Clue.PERHAPS_A_MATTER);
    }
    if (matter >= 0.04) {
      return Optional.of(Clue.DOUBTFUL);
    }
    return matter < 0.01 ? Optional.of(Clue.HARDLY_A_MATTER) : Optional.empty();
  }

  private static void people(Hint hint, Matter matter, EnumSet<Clue> clues) {
    Instant now = hint.message().getOccurredAt();
    String group = hint.message().getGroup();
    Voice last = null;
    boolean several = false;
    for (Voice voice : matter.getVoices()) {
      if (voice.getPerson().equals(hint.message().getSender())) {
        clues.add(since(voice.getAt(), now, BY_SENDER));
      }
      if (last == null && voice.getGroup().equals(group)) {
        last = voice;
      }
      if (voice.getHandler() && voice.getGroup().equals(group)) {
        clues.add(Clue.HANDLER_SPOKE);
      }
      several |= !voice.getGroup().equals(matter.getVoices().getFirst().getGroup());
    }
    if (several) {
      clues.add(Clue.SEVERAL_GROUPS);
    }
    if (matter.getCaseId().equals(hint.sendersLast)) {
      clues.add(Clue.SENDERS_LATEST);
    }
    if (last != null) {
      clues.add(since(last.getAt(), now, BY_GROUP));
      if (hint.isRecent(0, matter)) {
        clues.add(Clue.GROUPS_LATEST);
      } else if (hint.isRecent(1, matter)) {
        clues.add(Clue.GROUPS_SECOND);
      } else if (hint.isRecent(2, matter)) {
        clues.add(Clue.GROUPS_THIRD);
      }
      if (hint.handler && !last.getHandler()) {
        clues.add(Clue.AWAITS_HANDLER);
      }
    } else if (!matter.getVoices().isEmpty()) {
      clues.add(since(matter.getVoices().getFirst().getAt(), now, ELSEWHERE));
    }
    if (!hint.atHome(matter.getPlaceId())) {
      clues.add(Clue.OTHER_BUILDING);
    }
  }

  private static Clue since(Instant then, Instant now, List<Clue> clues) {
    long minutes = Duration.between(then, now).abs().toMinutes();
    int n = 0;
    while (n < MINUTES.length && minutes > MINUTES[n]) {
      n++;
    }
    return clues.get(n);
  }

  private static void words(Hint hint, Similar similar, EnumSet<Clue> clues) {
    double shared = similar.shared();
    if (shared >= 4) {
      clues.add(Clue.WORDS_MOST);
    } else if (shared >= 2) {
      clues.add(Clue.WORDS_MANY);
    } else if (shared >= 1) {
      clues.add(Clue.WORDS_SOME);
    } else if (shared > 0) {
      clues.add(Clue.WORDS_FEW);
    }
    if (shared == 0 && hint.said.all().size() >= Hearing.WORDY) {
      clues.add(Clue.NOTHING_IN_COMMON);
    }
    if (similar.share() >= 0.5) {
      clues.add(Clue.MOST_WORDS_SHARED);
    }
    if (similar.similarity() >= 0.6) {
      clues.add(Clue.VERY_SIMILAR);
    } else if (similar.similarity() >= 0.3) {
      clues.add(Clue.SIMILAR);
    }
    if (similar.subjects() > 1) {
      clues.add(Clue.SAME_SUBJECTS);
    } else if (similar.subjects() == 1) {
      clues.add(Clue.SAME_SUBJECT);
    } else if (similar.subjects() == 0) {
      clues.add(Clue.OTHER_SUBJECT);
    }
    if (similar.matter().getFingerprints().contains(hint.said.fingerprint())) {
      clues.add(Clue.SAME_WORDS);
    }
  }

  private static void kind(Hint hint, Similar similar, EnumSet<Clue> clues) {
    if (hint.category == null) {
      return;
    }
    String said = hint.category.getCode();
    String known = similar.matter().getCategory();
    if (said.equals(known)) {
      clues.add(
          declared(hint, similar, clues)
              ? Clue.DECLARED_SAME
              : clues.contains(Clue.OTHER_BUILDING) ? Clue.CATEGORY_ELSEWHERE : Clue.SAME_CATEGORY);
    } else {
      clues.add(related(said, known) ? Clue.RELATED_CATEGORY : Clue.OTHER_CATEGORY);
    }
  }

  private static boolean related(String some, String other) {
    return some.equals("OTHER")
        || other.equals("OTHER")
        || ONE_SYMPTOM.stream().anyMatch(s -> s.contains(some) && s.contains(other));
  }

  /** Whether the tenant says that two reports of this category, here and now, are one matter. */
  private static boolean declared(Hint hint, Similar similar, EnumSet<Clue> clues) {
    Matter matter = similar.matter();
    Duration apart = Duration.between(matter.getOccurredAt(), hint.message().getOccurredAt()).abs();
    return apart.compareTo(Duration.ofHours(hint.category.getSameWithinHours())) <= 0
        && switch (hint.category.getSameMatter()) {
          case COMMUNITY -> true;
          case BUILDING -> !clues.contains(Clue.OTHER_BUILDING);
          case TEXT, UNRECOGNISED ->
              !clues.contains(Clue.OTHER_BUILDING) && similar.similarity() >= MatterIndex.ALIKE;
        };
  }

  /**
   * Whether the tenant, the places that they name or whoever corrected the case say that a report
   * is about something else, whatever its words: what only other groups speak of is not what a rule
   * puts into another category.
   */
  private static boolean apart(Hint hint, MatterIndex.Glance glance) {
    return hint.speech() == Speech.REPORT
        && (ofAnotherKind(hint, glance)
            || !hint.spots.isEmpty() && contradict(hint.spots, glance.spots()));
  }

  private static boolean ofAnotherKind(Hint hint, MatterIndex.Glance glance) {
    if (hint.category == null) {
      return false;
    }
    if (hint.category.getCode().equals(glance.category())) {
      return hint.category.getSameMatter() == SameMatter.BUILDING && !hint.atHome(glance.placeId());
    }
    return glance.corrected() && !related(hint.category.getCode(), glance.category())
        || hint.byRule() && !glance.spokenOfBy(hint.message().getGroup());
  }

  private static void spots(Hint hint, Matter matter, EnumSet<Clue> clues) {
    if (contradict(hint.spots, matter.getSpots())) {
      clues.add(Clue.OTHER_SPOT);
    } else if (hint.spots.stream().anyMatch(matter.getSpots()::contains)) {
      clues.add(Clue.SAME_SPOT);
    }
  }

  /**
   * Whether both name a spot of one kind (entrance, floor, room …) and none of them is the same.
   */
  static boolean contradict(List<String> some, List<String> others) {
    for (String spot : some) {
      if (anyOfItsKind(spot, others) && noneShared(spot, some, others)) {
        return true;
      }
    }
    return false;
  }

  private static boolean anyOfItsKind(String spot, List<String> others) {
    for (String other : others) {
      if (kind(other) == kind(spot)) {
        return true;
      }
    }
    return false;
  }

  private static boolean noneShared(String spot, List<String> some, List<String> others) {
    for (String one : some) {
      if (kind(one) == kind(spot) && others.contains(one)) {
        return false;
      }
    }
    return true;
  }

  private static char kind(String spot) {
    return spot.charAt(spot.length() - 1);
  }
}
