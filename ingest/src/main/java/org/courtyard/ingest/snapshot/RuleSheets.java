package org.courtyard.ingest.snapshot;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.courtyard.ingest.csv.Csv;
import org.courtyard.ingest.validation.Checked;
import org.courtyard.ingest.validation.Checks;
import org.courtyard.ingest.validation.Fault;
import org.courtyard.schemas.Category;
import org.courtyard.schemas.ClockKind;
import org.courtyard.schemas.ClockRule;
import org.courtyard.schemas.Handler;
import org.courtyard.schemas.IncidentRule;
import org.courtyard.schemas.Intent;
import org.courtyard.schemas.Rules;
import org.courtyard.schemas.Template;
import org.courtyard.schemas.Thresholds;
import org.courtyard.schemas.Tier;
import org.courtyard.schemas.TierName;
import org.courtyard.schemas.TriageRule;

/** Every rule of a tenant: sheets that only make sense together. */
public final class RuleSheets {
  /** Zone of duty hours where none is given. */
  public static final String DEFAULT_ZONE = "Asia/Shanghai";

  /** The sheets and all their columns. */
  public static final Map<String, List<String>> SHEETS = sheets();

  /** Sheets that need not be there. */
  public static final Set<String> OPTIONAL_SHEETS = Set.of("decisions");

  /** Columns that a header may leave out. */
  private static final Set<String> OPTIONAL_COLUMNS =
      Set.of("main_class", "grid_code", "near", "near_within");

  /** What the notifier has words for. */
  private static final Set<String> TEMPLATES =
      Set.of("ask", "received", "joined", "result", "new-case", "warning", "breach");

  private static final Set<String> PLACEHOLDERS =
      Set.of("case", "category", "place", "summary", "handler", "tier", "answer", "due", "left");

  private static final Map<String, ClockKind> CLOCKS =
      Checks.words(ClockKind::name, ClockKind.FEEDBACK);

  private static final Pattern CODE = Pattern.compile("[A-Z0-9_]{1,40}");
  private static final Pattern GRID_CODE = Pattern.compile("([0-9]{4})?");
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{([^{}]*)}");
  private static final int LONGEST_TEMPLATE = 1_000;
  private static final int LONGEST_TERM = 100;
  private static final int LONGEST_STRETCH = 200;
  private static final Duration LONGEST_LIMIT = Duration.ofDays(366);

  private final Checks checks = Checks.ofWhole();
  private final Set<Tier> tiers = new HashSet<>();
  private final Set<String> categories = new HashSet<>();
  private final Thresholds thresholds = Thresholds.newBuilder().build();
  private final IncidentRule incidents = IncidentRule.newBuilder().build();

  private RuleSheets() {}

  private static Map<String, List<String>> sheets() {
    Map<String, List<String>> sheets = new LinkedHashMap<>();
    sheets.put("tiers", List.of("tier", "zh", "en"));
    sheets.put(
        "categories",
        List.of(
            "code",
            "zh",
            "en",
            "lowest_tier",
            "urgency",
            "same_matter",
            "same_within_hours",
            "main_class",
            "grid_code"));
    sheets.put(
        "triage",
        List.of(
            "id",
            "intent",
            "category",
            "urgency",
            "all",
            "any",
            "none",
            "priority",
            "near",
            "near_within"));
    sheets.put(
        "clocks",
        List.of("id", "clock", "category", "urgency", "limit", "warn_percent", "escalate"));
    sheets.put("templates", List.of("id", "language", "text"));
    sheets.put("decisions", List.of("name", "value"));
    return sheets;
  }

  /**
   * The rules that the sheets describe, or everything that is wrong with them.
   *
   * @param zone IANA name; null for the default
   * @param texts the CSV text of each of {@link #SHEETS}, perhaps without {@link #OPTIONAL_SHEETS}
   */
  public static Checked<Rules> read(String tenant, String zone, Map<String, String> texts) {
    RuleSheets sheets = new RuleSheets();
    String known = sheets.zone(zone == null ? DEFAULT_ZONE : zone);
    List<TierName> tiers = sheets.rows(texts, "tiers", sheets::tier);
    List<Category> categories = sheets.rows(texts, "categories", sheets::category);
    List<TriageRule> triage = sheets.rows(texts, "triage", sheets::triage);
    List<ClockRule> clocks = sheets.rows(texts, "clocks", sheets::clock);
    List<Template> templates = sheets.rows(texts, "templates", sheets::template);
    sheets.decisions(texts);
    return sheets.checks.result(
        () -> {
          Rules rules =
              Rules.newBuilder()
                  .setTenant(tenant)
                  .setVersion("")
                  .setZone(known)
                  .setTiers(tiers)
                  .setCategories(categories)
                  .setTriage(triage)
                  .setClocks(clocks)
                  .setTemplates(templates)
                  .setThresholds(sheets.thresholds)
                  .setIncidents(sheets.incidents)
                  .build();
          rules.setVersion(Fingerprint.of(rules));
          return rules;
        });
  }

  /** Competences that name a category which would be gone. */
  public static List<Fault> stillNamed(Rules wanted, Collection<Handler> handlers) {
    Set<String> codes = new HashSet<>();
    wanted.getCategories().forEach(category -> codes.add(category.getCode()));
    Set<Fault> faults = new LinkedHashSet<>();
    for (Handler handler : handlers) {
      for (String code : handler.getCategories()) {
        if (!codes.contains(code)) {
          faults.add(
              new Fault(
                  null,
                  "categories.code",
                  code
                      + " is still named by the "
                      + handler.getRole()
                      + " of "
                      + handler.getPlace()));
        }
      }
    }
    return List.copyOf(faults);
  }

  /**
   * The rows of a set of rules, by what makes each one the same again. Decisions are there also
   * when nobody wrote them down: by default is decided as well.
   */
  public static Map<String, Object> rows(Rules rules) {
    Map<String, Object> rows = new LinkedHashMap<>();
    if (rules != null) {
      rules.getTiers().forEach(row -> rows.put("tiers|" + row.getTier(), row));
      rules.getCategories().forEach(row -> rows.put("categories|" + row.getCode(), row));
      rules.getTriage().forEach(row -> rows.put("triage|" + row.getId(), row));
      rules.getClocks().forEach(row -> rows.put("clocks|" + row.getId(), row));
      rules
          .getTemplates()
          .forEach(row -> rows.put("templates|" + row.getId() + '|' + row.getLanguage(), row));
      Thresholds thresholds = rules.getThresholds();
      rows.put("decisions|case_from", thresholds.getCaseFrom());
      rows.put("decisions|ask_from", thresholds.getAskFrom());
      rows.put("decisions|rule_weight", thresholds.getRuleWeight());
      IncidentRule incidents = rules.getIncidents();
      rows.put("decisions|incident_within_minutes", incidents.getWithinMinutes());
      rows.put("decisions|incident_buildings", incidents.getBuildings());
      rows.put("decisions|incident_above_usual", incidents.getAboveUsual());
    }
    return rows;
  }

  private String zone(String name) {
    try {
      return ZoneId.of(name).getId();
    } catch (DateTimeException _) {
      checks.fault("zone", "is no time zone: " + name);
      return name;
    }
  }

  private <T> List<T> rows(
      Map<String, String> texts, String sheet, BiFunction<Csv.Row, Checks, T> reading) {
    Checks part = checks.ofPart(sheet);
    String text = texts.get(sheet);
    if (text == null) {
      checks.fault(sheet, "is required");
      return List.of();
    }
    Csv csv = part.take(Csv.read(text, SHEETS.get(sheet), OPTIONAL_COLUMNS));
    if (csv == null) {
      return List.of();
    }
    List<T> read = new ArrayList<>();
    Map<String, Integer> lines = new HashMap<>();
    for (Csv.Row row : csv.rows()) {
      Checks here = part.atLine(row.line());
      read.add(reading.apply(row, here));
      once(here, sheet, row, lines);
    }
    return read;
  }

  private static void once(Checks here, String sheet, Csv.Row row, Map<String, Integer> lines) {
    String column = SHEETS.get(sheet).getFirst();
    String key =
        sheet.equals("templates") ? row.get(column) + '|' + row.get("language") : row.get(column);
    Integer before = lines.putIfAbsent(key, row.line());
    if (before != null) {
      here.fault(column, "occurs twice: also in line " + before);
    }
  }

  private TierName tier(Csv.Row row, Checks here) {
    Tier tier = here.oneOf("tier", row.get("tier"), Words.TIERS);
    tiers.add(tier);
    return new TierName(tier, here.name("zh", row.get("zh")), here.name("en", row.get("en")));
  }

  private Category category(Csv.Row row, Checks here) {
    String code = row.get("code");
    if (!CODE.matcher(code).matches()) {
      here.fault("code", "must be 1 to 40 of A-Z, 0-9 and _");
    }
    categories.add(code);
    Tier lowest = here.oneOf("lowest_tier", row.get("lowest_tier"), Words.TIERS);
    if (lowest != null && !tiers.contains(lowest)) {
      here.fault("lowest_tier", "is not among the tiers: " + lowest);
    }
    return new Category(
        code,
        here.name("zh", row.get("zh")),
        here.name("en", row.get("en")),
        lowest,
        here.oneOf("urgency", row.get("urgency"), Words.URGENCIES),
        here.oneOf("same_matter", row.get("same_matter"), Words.SAME_MATTER),
        hours(here, row),
        here.words("main_class", row.get("main_class"), Checks.LONGEST_NAME),
        gridCode(here, row));
  }

  private static String gridCode(Checks here, Csv.Row row) {
    String code = row.get("grid_code");
    if (!GRID_CODE.matcher(code).matches()) {
      here.fault("grid_code", "must be four digits, or empty");
    }
    return code;
  }

  private static int hours(Checks here, Csv.Row row) {
    return here.present("same_within_hours", row.get("same_within_hours"))
        ? here.number("same_within_hours", row.get("same_within_hours"), 0, 8_760, 0)
        : 0;
  }

  private TriageRule triage(Csv.Row row, Checks here) {
    Intent intent = here.oneOf("intent", row.get("intent"), Words.INTENTS);
    String category = knownCategory(here, row);
    if (intent != null && opensCase(intent)) {
      here.present("category", row.get("category"));
    } else if (intent != null && category != null) {
      here.fault("category", "belongs to GRIEVANCE, QUESTION and SUGGESTION only");
    }
    TriageRule rule = new TriageRule();
    rule.setId(here.id("id", row.get("id")));
    rule.setIntent(intent);
    rule.setCategory(category);
    rule.setUrgency(here.optionalOneOf("urgency", row.get("urgency"), Words.URGENCIES));
    rule.setAll(terms(here, row, "all"));
    rule.setAny(terms(here, row, "any"));
    rule.setNone(terms(here, row, "none"));
    rule.setPriority(here.number("priority", row.get("priority"), -10_000, 10_000, 0));
    rule.setNear(terms(here, row, "near"));
    rule.setNearWithin(nearWithin(here, row));
    if (rule.getAll().isEmpty() && rule.getAny().isEmpty() && rule.getNear().isEmpty()) {
      here.fault("any", "is empty, and so are all and near: the rule could never fire");
    }
    return rule;
  }

  private static boolean opensCase(Intent intent) {
    return switch (intent) {
      case GRIEVANCE, QUESTION, SUGGESTION -> true;
      default -> false;
    };
  }

  private static int nearWithin(Checks here, Csv.Row row) {
    String stretch = row.get("near_within");
    if (!row.get("near").isEmpty()) {
      here.present("near_within", stretch);
    } else if (!stretch.isEmpty()) {
      here.fault("near_within", "belongs to near, which is empty");
    }
    return here.number("near_within", stretch, 1, LONGEST_STRETCH, 0);
  }

  private static List<String> terms(Checks here, Csv.Row row, String column) {
    List<String> terms = row.list(column);
    for (String term : terms) {
      for (String alternative : term.split("\\|", -1)) {
        if (alternative.isBlank()) {
          here.fault(column, "has an empty term or alternative");
        } else if (alternative.length() > LONGEST_TERM) {
          here.fault(column, "has a term of more than " + LONGEST_TERM + " characters");
        }
      }
    }
    return terms;
  }

  private String knownCategory(Checks here, Csv.Row row) {
    String code = row.get("category");
    if (code.isEmpty()) {
      return null;
    }
    if (!categories.contains(code)) {
      here.fault("category", "names no known category: " + code);
    }
    return code;
  }

  private ClockRule clock(Csv.Row row, Checks here) {
    ClockRule rule = new ClockRule();
    rule.setId(here.id("id", row.get("id")));
    rule.setClock(here.oneOf("clock", row.get("clock"), CLOCKS));
    rule.setCategory(knownCategory(here, row));
    rule.setUrgency(here.optionalOneOf("urgency", row.get("urgency"), Words.URGENCIES));
    rule.setLimitMinutes(limit(here, row));
    rule.setWarnPercent(here.number("warn_percent", row.get("warn_percent"), 1, 99, 75));
    Boolean escalate = here.optionalOneOf("escalate", row.get("escalate"), Words.YES_OR_NO);
    rule.setEscalate(escalate == null || escalate);
    return rule;
  }

  private static int limit(Checks here, Csv.Row row) {
    if (!here.present("limit", row.get("limit"))) {
      return 0;
    }
    try {
      Duration limit = Duration.parse(row.get("limit"));
      if (limit.isPositive()
          && limit.compareTo(LONGEST_LIMIT) <= 0
          && limit.equals(Duration.ofMinutes(limit.toMinutes()))) {
        return (int) limit.toMinutes();
      }
    } catch (DateTimeParseException _) {
      // said below, together with what is out of bounds
    }
    here.fault("limit", "must be a duration in whole minutes of at most 366 days: PT12H");
    return 0;
  }

  private Template template(Csv.Row row, Checks here) {
    String id = row.get("id");
    if (!TEMPLATES.contains(id)) {
      here.fault("id", "must be one of " + String.join(", ", TEMPLATES.stream().sorted().toList()));
    }
    String language = here.oneOf("language", row.get("language"), Words.LANGUAGES);
    String text = row.get("text");
    if (here.present("text", text)) {
      here.words("text", text, LONGEST_TEMPLATE);
      placeholders(here, text);
    }
    return new Template(id, language, text);
  }

  private static void placeholders(Checks here, String text) {
    Matcher matcher = PLACEHOLDER.matcher(text);
    while (matcher.find()) {
      if (!PLACEHOLDERS.contains(matcher.group(1))) {
        here.fault("text", "has an unknown placeholder: {" + matcher.group(1) + "}");
      }
    }
    String rest = PLACEHOLDER.matcher(text).replaceAll("");
    if (rest.indexOf('{') >= 0 || rest.indexOf('}') >= 0) {
      here.fault("text", "has a brace without its partner");
    }
    if (!text.contains("{case}")) {
      here.fault("text", "must carry the case number: {case}");
    }
  }

  /** What the sheet does not name keeps its default. */
  private void decisions(Map<String, String> texts) {
    if (!texts.containsKey("decisions")) {
      return;
    }
    rows(texts, "decisions", this::decision);
    if (thresholds.getAskFrom() > thresholds.getCaseFrom()) {
      String caseFrom = "case_from, which is " + thresholds.getCaseFrom();
      checks.fault("decisions.value", "of ask_from is greater than that of " + caseFrom);
    }
  }

  private String decision(Csv.Row row, Checks here) {
    String name = row.get("name");
    String value = row.get("value");
    if (!here.present("value", value)) {
      return name;
    }
    switch (name) {
      case "case_from" -> thresholds.setCaseFrom(here.decimal("value", value, 0, 1, 1));
      case "ask_from" -> thresholds.setAskFrom(here.decimal("value", value, 0, 1, 0));
      case "rule_weight" -> thresholds.setRuleWeight(here.decimal("value", value, 0, 20, 0));
      case "incident_within_minutes" ->
          incidents.setWithinMinutes(here.number("value", value, 1, 1_440, 1));
      case "incident_buildings" -> incidents.setBuildings(here.number("value", value, 2, 1_000, 2));
      case "incident_above_usual" ->
          incidents.setAboveUsual(here.decimal("value", value, 0, 100, 0));
      default ->
          here.fault(
              "name",
              "must be one of case_from, ask_from, rule_weight, incident_within_minutes,"
                  + " incident_buildings, incident_above_usual");
    }
    return name;
  }
}
