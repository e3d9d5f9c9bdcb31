package org.courtyard.bench.verify;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.courtyard.bench.verify.Chronicle.CaseStory;
import org.courtyard.bench.verify.Chronicle.MessageStory;
import org.courtyard.schemas.Outcome;
import org.courtyard.schemas.OutcomeKind;

/**
 * What the topics add up to.
 *
 * @param messages records of the topic messages
 * @param chatter settled outcomes CHATTER
 * @param coReports settled outcomes JOINED
 * @param parked messages that once waited for their group
 * @param parkedWaiting messages that still do
 * @param rejected commands that changed nothing
 * @param byTier cases by the tier that holds them, or settled them
 * @param byOutcome settled outcomes by kind
 * @param warnings warnings given
 * @param breaches breaches raised and not retracted
 * @param retracted breaches that late proof took back
 * @param feedbackDelivered rounds whose answer provably reached every group
 * @param feedbackOnTime how many of those by their deadline
 * @param duplicatedCases openings too many
 * @param lostMessages messages without the settled outcome that they should have
 */
public record Summary(
    long messages,
    long chatter,
    long cases,
    long coReports,
    long parked,
    long parkedWaiting,
    long rejected,
    Map<String, Long> byTier,
    Map<String, Long> byOpeningTier,
    Map<String, Long> byState,
    Map<String, Long> byCategory,
    Map<String, Long> byOutcome,
    long warnings,
    long breaches,
    long retracted,
    long feedbackDelivered,
    long feedbackOnTime,
    long pendingDeliveries,
    long duplicatedCases,
    long lostMessages,
    Map<String, Long> deadLetters) {

  static Summary of(
      Chronicle chronicle,
      List<Clock> clocks,
      Map<String, Long> outcomeCounts,
      long duplicatedCases,
      long pendingDeliveries,
      Map<String, Long> deadLetters) {
    Map<String, Long> byOutcome = byOutcome(chronicle);
    return new Summary(
        chronicle.messages().values().stream().mapToLong(MessageStory::records).sum(),
        byOutcome.getOrDefault(OutcomeKind.CHATTER.name(), 0L),
        chronicle.cases().size(),
        byOutcome.getOrDefault(OutcomeKind.JOINED.name(), 0L),
        chronicle.messages().values().stream().filter(MessageStory::wasParked).count(),
        outcomeCounts.get("parkedWaiting"),
        chronicle.commands().stream().filter(command -> command.rejection() != null).count(),
        count(chronicle, story -> story.current().getTier().name()),
        count(chronicle, story -> story.firstTier().name()),
        count(chronicle, story -> story.current().getState().name()),
        count(chronicle, story -> story.opened().getCategory()),
        byOutcome,
        clocks.stream().filter(Clock::isWarned).count(),
        clocks.stream().mapToLong(Clock::netBreaches).sum(),
        clocks.stream().mapToLong(Clock::retracted).sum(),
        clocks.stream().filter(clock -> clock.stoppedAt() != null).count(),
        clocks.stream().filter(Clock::isOnTime).count(),
        pendingDeliveries,
        duplicatedCases,
        outcomeCounts.get("lostMessages"),
        new TreeMap<>(deadLetters));
  }

  private static Map<String, Long> byOutcome(Chronicle chronicle) {
    return chronicle.messages().values().stream()
        .flatMap(story -> story.outcomes().stream())
        .filter(Outcome::getSettled)
        .collect(
            Collectors.groupingBy(
                outcome -> outcome.getKind().name(), TreeMap::new, Collectors.counting()));
  }

  private static Map<String, Long> count(Chronicle chronicle, Function<CaseStory, String> by) {
    return chronicle.cases().values().stream()
        .collect(Collectors.groupingBy(by, TreeMap::new, Collectors.counting()));
  }
}
