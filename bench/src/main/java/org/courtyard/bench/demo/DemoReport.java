package org.courtyard.bench.demo;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.courtyard.bench.demo.Burst.Said;
import org.courtyard.bench.demo.Expectations.Failure;
import org.courtyard.bench.table.Table;
import org.courtyard.bench.table.Width;
import org.courtyard.bench.verify.Chronicle;
import org.courtyard.bench.verify.Chronicle.CaseStory;
import org.courtyard.bench.verify.Chronicle.Step;
import org.courtyard.bench.verify.Clock;
import org.courtyard.bench.verify.Summary;
import org.courtyard.schemas.Case;
import org.courtyard.schemas.CaseState;
import org.courtyard.schemas.EventType;
import org.courtyard.schemas.PlaceUnit;
import org.courtyard.schemas.Rating;
import org.courtyard.schemas.Rules;
import org.courtyard.schemas.Tier;

/** Shows people what a burst became: who got which cases, what was answered in time, and how. */
public final class DemoReport {
  private static final String INDENT = "  ";
  private static final int FAILURES_SHOWN = 40;
  private static final int WORDS = 64;

  private final Burst burst;
  private final Chronicle chronicle;
  private final Map<String, List<Clock>> clocks;
  private final Rules rules;
  private final DateTimeFormatter clockTime;
  private final StringBuilder out = new StringBuilder();

  private DemoReport(Burst burst, Chronicle chronicle, Collection<Clock> clocks) {
    this.burst = burst;
    this.chronicle = chronicle;
    this.clocks = clocks.stream().collect(Collectors.groupingBy(Clock::caseId));
    this.rules = chronicle.rules(burst.tenant());
    this.clockTime =
        DateTimeFormatter.ofPattern("MM-dd HH:mm", Locale.ROOT)
            .withZone(rules == null ? ZoneId.of("Asia/Shanghai") : ZoneId.of(rules.getZone()));
  }

  /** The whole report. */
  public static String render(
      Burst burst,
      Chronicle chronicle,
      Collection<Clock> clocks,
      Summary summary,
      Expectations.Result expectations) {
    DemoReport report = new DemoReport(burst, chronicle, clocks);
    report.headline(summary);
    report.cases("By community", story -> report.community(story.current()), name -> name);
    report.cases(
        "By category", story -> report.category(story.opened().getCategory()), name -> name);
    report.cases(
        "By tier that holds or settled it", story -> story.current().getTier(), report::tierName);
    report.cases("By state", story -> story.current().getState(), DemoReport::stateName);
    report.stories(expectations.caseOfMatter());
    report.failures(expectations);
    return report.out.toString();
  }

  private void headline(Summary s) {
    title("%s: %d messages".formatted(burst.name(), s.messages()));
    line("%d cases, %d co-reports, %d chatter".formatted(s.cases(), s.coReports(), s.chatter()));
    line("outcomes: %s".formatted(s.byOutcome()));
    line(
        "%d waited for their group (%d still do), %d commands rejected"
            .formatted(s.parked(), s.parkedWaiting(), s.rejected()));
    line(
        "%d warnings, %d breaches (%d taken back)"
            .formatted(s.warnings(), s.breaches(), s.retracted()));
    line(
        "%d answers reached every group that asked, %d of them in time"
            .formatted(s.feedbackDelivered(), s.feedbackOnTime()));
  }

  private <K extends Comparable<K>> void cases(
      String title, Function<CaseStory, K> by, Function<K, String> name) {
    if (chronicle.cases().isEmpty()) {
      return;
    }
    Table table =
        new Table("", "cases", "reporters", "open", "answers", "on time", "warned", "breached");
    chronicle.cases().values().stream()
        .collect(Collectors.groupingBy(by, TreeMap::new, Collectors.toList()))
        .forEach((key, stories) -> row(table, name.apply(key), stories));
    row(table, "all", List.copyOf(chronicle.cases().values()));
    title(title);
    out.append(table.render(INDENT));
  }

  private void row(Table table, String name, List<CaseStory> stories) {
    table.row(
        name,
        stories.size(),
        stories.stream().mapToInt(story -> story.current().getReporterCount()).sum(),
        stories.stream().filter(story -> isOpen(story.current())).count(),
        count(stories, clock -> clock.stoppedAt() != null),
        count(stories, Clock::isOnTime),
        count(stories, Clock::isWarned),
        count(stories, clock -> clock.netBreaches() > 0));
  }

  private long count(List<CaseStory> stories, Predicate<Clock> which) {
    return stories.stream().flatMap(story -> clocksOf(story).stream()).filter(which).count();
  }

  private List<Clock> clocksOf(CaseStory story) {
    return clocks.getOrDefault(story.current().getId(), List.of());
  }

  private static boolean isOpen(Case c) {
    return switch (c.getState()) {
      case RECEIVED, DISPATCHED, CLAIMED, IN_PROGRESS -> true;
      case FEEDBACK_GIVEN, EVALUATED, CLOSED, WITHDRAWN, UNRECOGNISED -> false;
    };
  }

  // ------------------------------------------------------------------ stories

  private void stories(Map<String, String> caseOfMatter) {
    Map<String, CaseStory> chosen = new LinkedHashMap<>();
    choose(chosen, "answered and rated", story -> has(story, EventType.EVALUATED));
    choose(chosen, "answered in time", story -> clocksOf(story).stream().anyMatch(Clock::isOnTime));
    choose(chosen, "one matter, several groups", story -> story.current().getAudience().size() > 1);
    choose(
        chosen,
        "too late, and moved up",
        story -> clocksOf(story).stream().anyMatch(clock -> clock.netBreaches() > 0));
    choose(chosen, "answered, and opened again", story -> has(story, EventType.REOPENED));
    choose(chosen, "never mind", story -> story.current().getState() == CaseState.WITHDRAWN);
    Map<String, Said> said = new HashMap<>();
    burst.said().forEach(each -> said.putIfAbsent(burst.messageId(each.id()), each));
    Map<String, String> matters = new HashMap<>();
    caseOfMatter.forEach((matter, caseId) -> matters.put(caseId, matter));
    chosen.forEach((why, story) -> story(why, story, said, matters));
  }

  private void choose(Map<String, CaseStory> chosen, String why, Predicate<CaseStory> which) {
    chronicle.cases().values().stream()
        .filter(which)
        .filter(story -> !chosen.containsValue(story))
        .findFirst()
        .ifPresent(story -> chosen.put(why, story));
  }

  private static boolean has(CaseStory story, EventType type) {
    return story.steps().stream().anyMatch(step -> step.type() == type);
  }

  private void story(
      String why, CaseStory story, Map<String, Said> said, Map<String, String> matters) {
    Case now = story.current();
    String matter = matters.get(now.getId());
    title(
        "%s · %s · %s%s: %s"
            .formatted(
                now.getId(),
                community(now) + " " + place(now),
                category(now.getCategory()),
                matter == null ? "" : " · " + matter,
                why));
    Table table = new Table("when", "what", "tier", "who", "words");
    Tier tier = null;
    for (int i = 0; i < story.steps().size(); i++) {
      Step step = story.steps().get(i);
      int alike = 1;
      while (step.type() == EventType.DELIVERED
          && i + 1 < story.steps().size()
          && isLike(step, story.steps().get(i + 1))) {
        alike++;
        i++;
      }
      table.row(
          clockTime.format(step.at()),
          what(step) + (alike > 1 ? " ×" + alike : ""),
          step.tier() == tier ? "" : tierName(step.tier()),
          who(step),
          Width.cut(words(step, said), WORDS));
      tier = step.tier();
    }
    out.append(table.render(INDENT));
    clocksOf(story).forEach(this::clock);
  }

  private static boolean isLike(Step step, Step other) {
    return step.type() == other.type() && step.purpose() == other.purpose();
  }

  private static String what(Step step) {
    return step.type() + (step.purpose() == null ? "" : " " + step.purpose());
  }

  /** What was said, or what a rating is called; what only follows from words repeats none. */
  private static String words(Step step, Map<String, Said> said) {
    return switch (step.type()) {
      case DISPATCHED, DELIVERED, DELIVERY_FAILED, FEEDBACK_GIVEN -> "";
      case EVALUATED -> {
        Said message = step.messageId() == null ? null : said.get(step.messageId());
        yield (message == null ? "" : message.text() + " ") + "(" + rating(step.rating()) + ")";
      }
      default -> {
        Said message = step.messageId() == null ? null : said.get(step.messageId());
        yield step.text() != null ? step.text() : message == null ? "" : message.text();
      }
    };
  }

  private static String rating(Rating rating) {
    return switch (rating) {
      case SATISFIED -> "满意";
      case MOSTLY_SATISFIED -> "基本满意";
      case DISSATISFIED -> "不满意";
      case UNRECOGNISED -> "?";
      case null -> "";
    };
  }

  private static String who(Step step) {
    boolean handed =
        switch (step.type()) {
          case DISPATCHED, ESCALATED, REROUTED, REOPENED -> true;
          default -> false;
        };
    return handed && step.holder() != null ? "→ " + step.holder() : step.role();
  }

  private void clock(Clock clock) {
    if (clock.due() == null) {
      return;
    }
    Instant stopped = clock.stoppedAt() != null ? clock.stoppedAt() : clock.withdrawnAt();
    line(
        "clock %d: %s, due %s, %s%s%s"
            .formatted(
                clock.round() + 1,
                clockTime.format(clock.startedAt()),
                clockTime.format(clock.due()),
                stopped == null
                    ? "still running"
                    : (clock.stoppedAt() == null ? "withdrawn " : "answered ")
                        + clockTime.format(stopped),
                clock.isWarned() ? ", warned" : "",
                clock.netBreaches() > 0 ? ", breached" : ""));
  }

  // ------------------------------------------------------------------ expectations

  private void failures(Expectations.Result expectations) {
    List<Failure> failures = expectations.failures();
    title("Expectations: %d checked, %d failed".formatted(expectations.checked(), failures.size()));
    if (failures.isEmpty()) {
      return;
    }
    Table table = new Table("line", "about", "field", "expected", "actual", "words");
    Map<Integer, Said> byLine =
        burst.said().collect(Collectors.toMap(Said::number, Function.identity()));
    for (Failure failure : failures.subList(0, Math.min(FAILURES_SHOWN, failures.size()))) {
      Said said = byLine.get(failure.line());
      table.row(
          failure.line(),
          failure.about(),
          failure.field(),
          failure.expected(),
          failure.actual(),
          said == null ? "" : Width.cut(said.text(), WORDS / 2));
    }
    out.append(table.render(INDENT));
    if (failures.size() > FAILURES_SHOWN) {
      line("… and %d more".formatted(failures.size() - FAILURES_SHOWN));
    }
  }

  // ------------------------------------------------------------------ names

  private String community(Case c) {
    return c.getPath().stream()
        .filter(unit -> unit.getTier().compareTo(Tier.COMMUNITY) >= 0)
        .map(PlaceUnit::getName)
        .findFirst()
        .orElseGet(() -> place(c));
  }

  private static String place(Case c) {
    return c.getPath().stream()
        .filter(unit -> unit.getId().equals(c.getPlaceId()))
        .map(PlaceUnit::getName)
        .findFirst()
        .orElse(c.getPlaceId());
  }

  private String category(String code) {
    return rules == null
        ? code
        : rules.getCategories().stream()
            .filter(category -> category.getCode().equals(code))
            .map(category -> category.getZh() + " " + category.getEn())
            .findFirst()
            .orElse(code);
  }

  private String tierName(Tier tier) {
    return rules == null
        ? tier.name()
        : rules.getTiers().stream()
            .filter(name -> name.getTier() == tier)
            .map(name -> name.getZh() + " " + name.getEn())
            .filter(Objects::nonNull)
            .findFirst()
            .orElse(tier.name());
  }

  private static String stateName(CaseState state) {
    String zh =
        switch (state) {
          case RECEIVED -> "收集";
          case DISPATCHED -> "派遣";
          case CLAIMED -> "签收";
          case IN_PROGRESS -> "处置";
          case FEEDBACK_GIVEN -> "反馈";
          case EVALUATED -> "回访";
          case CLOSED -> "结案";
          case WITHDRAWN -> "撤回";
          case UNRECOGNISED -> "?";
        };
    return zh + " " + state;
  }

  private void title(String title) {
    out.append('\n').append(title).append('\n');
  }

  private void line(String line) {
    out.append(INDENT).append(line).append('\n');
  }
}
