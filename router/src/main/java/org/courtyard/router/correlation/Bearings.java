package org.courtyard.router.correlation;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.courtyard.router.correlation.MatterIndex.Similar;
import org.courtyard.router.triage.Mentions;
import org.courtyard.router.triage.PlainText;
import org.courtyard.router.triage.Triage;
import org.courtyard.schemas.Category;
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

  private static final int ALIKE = 12;
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

  private final CaseMemory memory;

  Bearings(CaseMemory memory) {
    this.memory = memory;
  }

  /** The cases that this message may be about, the most likely first. */
  List<Bearing> of(TriagedMessage triaged, boolean handler, Category category) {
    Message message = triaged.getMessage();
    MatterIndex index = memory.matters(triaged.getPlace().getShard());
    EnumSet<Turns> turns = Turns.in(PlainText.of(message.getText()));
    if (index.size() == 0 || Turns.smallTalk(turns) && !refers(triaged.getVerdict())) {
      return List.of();
    }
    Wording.Said said = Wording.Said.of(message.getText());
    List<MatterIndex.Recent> recent = index.spokenOf(message.getGroup(), null);
    Map<String, Matter> candidates = new LinkedHashMap<>();
    Consumer<Matter> candidate = matter -> candidates.put(matter.getCaseId(), matter);
    recent.forEach(r -> candidate.accept(r.matter()));
    index.exact(said.fingerprint()).ifPresent(candidate);
    MatterIndex.Weighed weighed = index.weighed(said);
    index.similar(said, ALIKE).forEach(candidate);
    if (category != null) {
      index.ofCategory(category.getCode(), OF_CATEGORY).forEach(candidate);
    }
    Hint hint =
        new Hint(
            triaged,
            handler,
            category,
            said,
            Mentions.of(message.getText()),
            recent.isEmpty() ? null : recent.getFirst().matter().getCaseId(),
            lastOf(message, recent),
            turns);
    List<Bearing.Suspect> suspects = new ArrayList<>();
    for (Matter matter : candidates.values()) {
      MatterIndex.Standing standing = index.standing(matter.getCaseId());
      // Most are about something else: they need not be compared.
      if (standing != MatterIndex.Standing.OVER && !apart(hint, matter)) {
        EnumSet<Clue> clues = clues(hint, index.compare(weighed, matter.getCaseId()));
        if (standing == MatterIndex.Standing.ANSWERED) {
          clues.add(Clue.ANSWERED);
        }
        suspects.add(new Bearing.Suspect(matter.getCaseId(), clues));
      }
    }
    return Bearing.of(suspects, hint.speech());
  }

  /** The case that the sender spoke of last in this group; null where there is none. */
  private static String lastOf(Message message, List<MatterIndex.Recent> recent) {
    String last = null;
    Instant at = Instant.MIN;
    for (MatterIndex.Recent r : recent) {
      for (Voice voice : r.matter().getVoices()) {
        if (voice.getPerson().equals(message.getSender()) && voice.getAt().isAfter(at)) {
          last = r.matter().getCaseId();
          at = voice.getAt();
        }
      }
    }
    return last;
  }

  /** A message and all of it that can be compared. */
  private record Hint(
      TriagedMessage triaged,
      boolean handler,
      Category category,
      Wording.Said said,
      List<String> spots,
      String groupsLast,
      String sendersLast,
      EnumSet<Turns> turns) {
    private Message message() {
      return triaged.getMessage();
    }

    private Speech speech() {
      return handler
          ? Speech.HANDLER
          : switch (triaged.getVerdict().getIntent()) {
            case GRIEVANCE, QUESTION, SUGGESTION -> Speech.REPORT;
            default -> Speech.TALK;
          };
    }

    /** Whether a matter began in the building of this group. */
    private boolean atHome(Matter matter) {
      return matter.getPlaceId().equals(triaged.getPlace().getId());
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
    verdict(hint, clues);
    int length = hint.message().getText().length();
    if (length <= 6) {
      clues.add(Clue.SHORT);
    } else if (length > 16) {
      clues.add(Clue.LONG);
    }
    return clues;
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
      turn.clue().ifPresent(clues::add);
    }
    if (!hint.spots.isEmpty()) {
      clues.add(Clue.NAMES_SPOT);
    }
    if (verdict.getAsk()) {
      clues.add(Clue.NOT_SURE);
    }
    if (verdict.getScore() != null && verdict.getScore() >= 0.15) {
      clues.add(Clue.PERHAPS_A_MATTER);
    } else if (verdict.getScore() != null && verdict.getScore() < 0.02) {
      clues.add(Clue.HARDLY_A_MATTER);
    }
  }

  private static void people(Hint hint, Matter matter, EnumSet<Clue> clues) {
    Instant now = hint.message().getOccurredAt();
    String group = hint.message().getGroup();
    Voice last = null;
    for (Voice voice : matter.getVoices()) {
      if (voice.getPerson().equals(hint.message().getSender())) {
        clues.add(
            since(
                voice.getAt(),
                now,
                Clue.SENDER_2MIN,
                Clue.SENDER_10MIN,
                Clue.SENDER_HOUR,
                Clue.SENDER_DAY,
                Clue.SENDER_EARLIER));
      }
      if (last == null && voice.getGroup().equals(group)) {
        last = voice;
      }
    }
    if (matter.getCaseId().equals(hint.sendersLast)) {
      clues.add(Clue.SENDERS_LATEST);
    }
    if (last != null) {
      clues.add(
          since(
              last.getAt(),
              now,
              Clue.GROUP_2MIN,
              Clue.GROUP_10MIN,
              Clue.GROUP_HOUR,
              Clue.GROUP_DAY,
              Clue.GROUP_EARLIER));
      if (matter.getCaseId().equals(hint.groupsLast)) {
        clues.add(Clue.GROUPS_LATEST);
      }
      if (hint.handler && !last.getHandler()) {
        clues.add(Clue.AWAITS_HANDLER);
      }
    } else if (!matter.getVoices().isEmpty()) {
      clues.add(
          since(
              matter.getVoices().getFirst().getAt(),
              now,
              Clue.ELSEWHERE_10MIN,
              Clue.ELSEWHERE_10MIN,
              Clue.ELSEWHERE_HOUR,
              Clue.ELSEWHERE_DAY,
              Clue.ELSEWHERE_EARLIER));
    }
    if (!hint.atHome(matter)) {
      clues.add(Clue.OTHER_BUILDING);
    }
  }

  private static Clue since(
      Instant then, Instant now, Clue minutes2, Clue minutes10, Clue hour, Clue day, Clue more) {
    long minutes = Duration.between(then, now).abs().toMinutes();
    return minutes <= 2
        ? minutes2
        : minutes <= 10 ? minutes10 : minutes <= 90 ? hour : minutes <= 26 * 60 ? day : more;
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
   * is about something else, whatever its words.
   */
  private static boolean apart(Hint hint, Matter matter) {
    return hint.speech() == Speech.REPORT
        && (ofAnotherKind(hint, matter) || contradict(hint.spots, matter.getSpots()));
  }

  private static boolean ofAnotherKind(Hint hint, Matter matter) {
    if (hint.category == null) {
      return false;
    }
    return hint.category.getCode().equals(matter.getCategory())
        ? hint.category.getSameMatter() == SameMatter.BUILDING && !hint.atHome(matter)
        : matter.getCorrected() && !related(hint.category.getCode(), matter.getCategory());
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
