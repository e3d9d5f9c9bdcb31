package org.courtyard.bench.demo;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.courtyard.bench.demo.Burst.Commanded;
import org.courtyard.bench.demo.Burst.Ended;
import org.courtyard.bench.demo.Burst.ExpectedEnd;
import org.courtyard.bench.demo.Burst.ExpectedMessage;
import org.courtyard.bench.demo.Burst.Said;
import org.courtyard.bench.verify.Chronicle;
import org.courtyard.bench.verify.Chronicle.CaseStory;
import org.courtyard.bench.verify.Chronicle.MessageStory;
import org.courtyard.bench.verify.Clock;
import org.courtyard.schemas.Case;
import org.courtyard.schemas.Outcome;
import org.courtyard.schemas.OutcomeKind;

/**
 * Compares what a burst expects with what the topics tell. Each field that is named counts once.
 */
public final class Expectations {
  private static final String NOTHING = "—";

  private final Burst burst;
  private final Chronicle chronicle;
  private final Map<Integer, String> commandIds;
  private final Map<String, List<Clock>> clocks = new HashMap<>();
  private final Map<String, String> caseOfMatter = new LinkedHashMap<>();
  private final List<Failure> failures = new ArrayList<>();
  private int checked;

  /**
   * Something that did not happen as expected.
   *
   * @param line of the burst
   * @param about the message, command or matter
   */
  public record Failure(int line, String about, String field, String expected, String actual) {}

  /**
   * How many fields were compared, and which differed.
   *
   * @param caseOfMatter the case that each label turned out to be
   */
  public record Result(int checked, List<Failure> failures, Map<String, String> caseOfMatter) {}

  private Expectations(
      Burst burst, Chronicle chronicle, Collection<Clock> clocks, Map<Integer, String> commandIds) {
    this.burst = burst;
    this.commandIds = commandIds;
    this.chronicle = chronicle;
    clocks.forEach(
        clock -> this.clocks.computeIfAbsent(clock.caseId(), id -> new ArrayList<>()).add(clock));
  }

  /**
   * Compares all of a burst.
   *
   * @param commandIds under which id the command of each line was given
   */
  public static Result check(
      Burst burst, Chronicle chronicle, Collection<Clock> clocks, Map<Integer, String> commandIds) {
    Expectations expectations = new Expectations(burst, chronicle, clocks, commandIds);
    expectations.nameMatters();
    burst.said().filter(said -> said.expect() != null).forEach(expectations::message);
    burst.commanded().filter(command -> command.accepted() != null).forEach(expectations::command);
    burst.ended().forEach(expectations::end);
    return new Result(
        expectations.checked, List.copyOf(expectations.failures), expectations.caseOfMatter);
  }

  /** A label stands for the case that most of its messages ended in; two labels for two cases. */
  private void nameMatters() {
    Map<String, Map<String, Integer>> votes = new LinkedHashMap<>();
    Map<String, Integer> lines = new HashMap<>();
    burst
        .said()
        .filter(said -> said.expect() != null && said.expect().matter() != null)
        .forEach(
            said -> {
              String matter = said.expect().matter();
              lines.putIfAbsent(matter, said.number());
              Map<String, Integer> cases =
                  votes.computeIfAbsent(matter, label -> new LinkedHashMap<>());
              String caseId = caseOf(said);
              if (caseId != null) {
                cases.merge(caseId, 1, Integer::sum);
              }
            });
    Map<String, String> matterOfCase = new HashMap<>();
    votes.forEach(
        (matter, cases) -> {
          String caseId =
              cases.entrySet().stream()
                  .reduce((a, b) -> b.getValue() > a.getValue() ? b : a)
                  .map(Map.Entry::getKey)
                  .orElse(null);
          if (caseId == null) {
            return;
          }
          caseOfMatter.put(matter, caseId);
          String other = matterOfCase.putIfAbsent(caseId, matter);
          checked++;
          if (other != null) {
            failures.add(
                new Failure(
                    lines.get(matter), matter, "matter", "a case of its own", "one with " + other));
          }
        });
  }

  private void message(Said said) {
    ExpectedMessage expect = said.expect();
    MessageStory story = chronicle.messages().get(burst.messageId(said.id()));
    String caseId = caseOf(said);
    CaseStory known = caseId == null ? null : chronicle.cases().get(caseId);
    compare(said.number(), said.id(), "outcome", expect.outcome(), outcome(expect, story));
    if (expect.matter() != null) {
      String wanted = caseOfMatter.get(expect.matter());
      compare(
          said.number(),
          said.id(),
          "matter",
          expect.matter() + (wanted == null ? "" : " = " + wanted),
          Objects.equals(wanted, caseId) && wanted != null
              ? expect.matter() + " = " + wanted
              : caseId);
    }
    compare(said.number(), said.id(), "category", expect.category(), category(story, known));
    compare(
        said.number(), said.id(), "tier", expect.tier(), known == null ? null : known.firstTier());
    compare(
        said.number(), said.id(), "parked", expect.parked(), story != null && story.wasParked());
  }

  /** A repeat is looked for among all outcomes, anything else is the one that settled it. */
  private static OutcomeKind outcome(ExpectedMessage expect, MessageStory story) {
    if (story == null || story.settled() == null) {
      return story != null && story.wasParked() ? OutcomeKind.PARKED : null;
    }
    boolean repeated =
        story.outcomes().stream().anyMatch(outcome -> outcome.getKind() == OutcomeKind.REPEATED);
    return expect.outcome() == OutcomeKind.REPEATED && repeated
        ? OutcomeKind.REPEATED
        : story.settled().getKind();
  }

  private static String category(MessageStory story, CaseStory known) {
    if (known != null) {
      return known.opened().getCategory();
    }
    Outcome settled = story == null ? null : story.settled();
    return settled == null || settled.getVerdict() == null
        ? null
        : settled.getVerdict().getCategory();
  }

  private String caseOf(Said said) {
    return caseOfMessage(said.id());
  }

  private String caseOfMessage(String id) {
    MessageStory story = chronicle.messages().get(burst.messageId(id));
    return story == null
        ? null
        : story.outcomes().stream()
            .map(Outcome::getCaseId)
            .filter(Objects::nonNull)
            .findFirst()
            .orElse(null);
  }

  private void command(Commanded command) {
    compare(
        command.number(),
        command.action() + " on " + command.on(),
        "accepted",
        command.accepted() ? "accepted" : "rejected",
        answerTo(command));
  }

  /** Where there is no case, there is nothing that a command could change. */
  private String answerTo(Commanded command) {
    String id = commandIds.get(command.number());
    if (id == null) {
      return caseOfMessage(command.on()) == null ? "rejected" : "never given";
    }
    return chronicle.commands().stream()
        .filter(story -> story.command() != null && story.command().getId().equals(id))
        .findFirst()
        .map(
            story ->
                story.isApplied()
                    ? "accepted"
                    : story.rejection() == null ? "no answer" : "rejected")
        .orElse("lost");
  }

  private void end(Ended ended) {
    ExpectedEnd expect = ended.expect();
    String caseId = caseOfMatter.get(ended.matter());
    CaseStory story = caseId == null ? null : chronicle.cases().get(caseId);
    if (story == null) {
      compare(ended.number(), ended.matter(), "case", "a case", null);
      return;
    }
    Case now = story.current();
    List<Clock> own = clocks.getOrDefault(caseId, List.of());
    String about = ended.matter() + " " + caseId;
    int line = ended.number();
    compare(line, about, "state", expect.state(), now.getState());
    compare(line, about, "tier", expect.tier(), now.getTier());
    compare(
        line,
        about,
        "breached",
        expect.breached(),
        own.stream().anyMatch(clock -> clock.netBreaches() > 0));
    compare(line, about, "warned", expect.warned(), own.stream().anyMatch(Clock::isWarned));
    compare(line, about, "answered", expect.answered(), story.firstFeedbackAt() != null);
    compare(
        line,
        about,
        "onTime",
        expect.onTime(),
        own.stream().anyMatch(clock -> clock.round() == 0 && clock.isOnTime()));
    compare(line, about, "reporters", expect.reporters(), now.getReporterCount());
    compare(line, about, "groups", expect.groups(), now.getAudience().size());
  }

  private void compare(int line, String about, String field, Object expected, Object actual) {
    if (expected == null) {
      return;
    }
    checked++;
    if (!expected.equals(actual)) {
      failures.add(
          new Failure(
              line,
              about,
              field,
              expected.toString(),
              actual == null ? NOTHING : actual.toString()));
    }
  }
}
