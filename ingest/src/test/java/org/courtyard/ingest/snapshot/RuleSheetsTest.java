package org.courtyard.ingest.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.courtyard.ingest.validation.Checked;
import org.courtyard.ingest.validation.Checked.Bad;
import org.courtyard.ingest.validation.Checked.Good;
import org.courtyard.ingest.validation.Fault;
import org.courtyard.schemas.Category;
import org.courtyard.schemas.ClockRule;
import org.courtyard.schemas.IncidentRule;
import org.courtyard.schemas.Intent;
import org.courtyard.schemas.Rules;
import org.courtyard.schemas.Thresholds;
import org.courtyard.schemas.TriageRule;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RuleSheetsTest {
  private final Map<String, String> sheets = new HashMap<>();

  @BeforeEach
  void goodSheets() {
    sheet("tiers", "BUILDING,楼门,Building");
    sheet("categories", "LIFT,电梯,Lift,BUILDING,URGENT,BUILDING,24");
    sheet("triage", "lift,GRIEVANCE,LIFT,,,电梯,,10");
    sheet("clocks", "feedback,FEEDBACK,,,PT12H,,");
    sheet("templates", "received,zh-CN,收到 {case} {due}");
  }

  @Test
  void whatIsLeftOutHasItsDefault() {
    Rules rules = ((Good<Rules>) RuleSheets.read("fz", null, sheets)).value();
    ClockRule clock = rules.getClocks().getFirst();
    assertThat(clock.getWarnPercent()).isEqualTo(75);
    assertThat(clock.getEscalate()).isTrue();
    assertThat(clock.getUrgency()).isNull();
    assertThat(rules.getTriage().getFirst().getUrgency()).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      textBlock =
          """
          tiers      ~ VILLAGE,村,Village                                   ~ tiers.tier
          tiers      ~ BUILDING,,Building                                   ~ tiers.zh
          categories ~ lift,电梯,Lift,BUILDING,URGENT,BUILDING,24           ~ categories.code
          categories ~ LIFT,电梯,Lift,STREET,URGENT,BUILDING,24             ~ categories.lowest_tier
          categories ~ LIFT,电梯,Lift,BUILDING,SOON,BUILDING,24             ~ categories.urgency
          categories ~ LIFT,电梯,Lift,BUILDING,URGENT,SELF,24               ~ categories.same_matter
          categories ~ LIFT,电梯,Lift,BUILDING,URGENT,BUILDING,             ~ categories.same_within_hours
          categories ~ LIFT,电梯,Lift,BUILDING,URGENT,BUILDING,24,,501      ~ categories.grid_code
          categories ~ LIFT,电梯,Lift,BUILDING,URGENT,BUILDING,24,,05-1     ~ categories.grid_code
          triage     ~ lift,GRIEF,LIFT,,,电梯,,10                           ~ triage.intent
          triage     ~ lift,GRIEVANCE,,,,电梯,,10                           ~ triage.category
          triage     ~ lift,GRIEVANCE,WATER,,,电梯,,10                      ~ triage.category
          triage     ~ lift,CHATTER,LIFT,,,电梯,,10                         ~ triage.category
          triage     ~ lift,GRIEVANCE,LIFT,,,,电梯,10                       ~ triage.any
          triage     ~ lift,GRIEVANCE,LIFT,,,电梯;;轿厢,,10                 ~ triage.any
          triage     ~ lift,GRIEVANCE,LIFT,,电梯|,,,10                      ~ triage.all
          triage     ~ lift,GRIEVANCE,LIFT,,,电梯,,high                     ~ triage.priority
          triage     ~ lift,SUGGESTION,,,,电梯,,10                          ~ triage.category
          triage     ~ lift,PRAISE,LIFT,,,电梯,,10                          ~ triage.category
          triage     ~ lift,UNRECOGNISED,,,,电梯,,10                        ~ triage.intent
          triage     ~ lift,GRIEVANCE,LIFT,,,,,10,,                         ~ triage.any
          triage     ~ lift,GRIEVANCE,LIFT,,,,,10,电梯;坏,                  ~ triage.near_within
          triage     ~ lift,GRIEVANCE,LIFT,,,,,10,电梯;坏,0                 ~ triage.near_within
          triage     ~ lift,GRIEVANCE,LIFT,,,,,10,电梯;坏,201               ~ triage.near_within
          triage     ~ lift,GRIEVANCE,LIFT,,,电梯,,10,,8                    ~ triage.near_within
          triage     ~ lift,GRIEVANCE,LIFT,,,,,10,电梯;|坏,8                ~ triage.near
          clocks     ~ feedback,CLAIM,,,PT12H,75,true                       ~ clocks.clock
          clocks     ~ feedback,FEEDBACK,WATER,,PT12H,75,true               ~ clocks.category
          clocks     ~ feedback,FEEDBACK,,,12h,75,true                      ~ clocks.limit
          clocks     ~ feedback,FEEDBACK,,,PT0S,75,true                     ~ clocks.limit
          clocks     ~ feedback,FEEDBACK,,,PT90S,75,true                    ~ clocks.limit
          clocks     ~ feedback,FEEDBACK,,,PT12H,100,true                   ~ clocks.warn_percent
          clocks     ~ feedback,FEEDBACK,,,PT12H,75,yes                     ~ clocks.escalate
          templates  ~ hello,zh-CN,收到 {case}                              ~ templates.id
          templates  ~ received,fr,reçu {case}                              ~ templates.language
          templates  ~ received,zh-CN,收到 {case} {dew}                     ~ templates.text
          templates  ~ received,zh-CN,收到                                  ~ templates.text
          templates  ~ received,zh-CN,收到 {case} {                         ~ templates.text
          decisions  ~ case_to,0.5                                          ~ decisions.name
          decisions  ~ case_from,                                           ~ decisions.value
          decisions  ~ case_from,1.01                                       ~ decisions.value
          decisions  ~ ask_from,-0.1                                        ~ decisions.value
          decisions  ~ ask_from,NaN                                         ~ decisions.value
          decisions  ~ incident_within_minutes,0                            ~ decisions.value
          decisions  ~ incident_within_minutes,1441                         ~ decisions.value
          decisions  ~ incident_buildings,1                                 ~ decisions.value
          decisions  ~ incident_buildings,2.5                               ~ decisions.value
          decisions  ~ incident_above_usual,101                             ~ decisions.value
          """)
  void whatIsWrongNamesSheetAndColumn(String sheet, String row, String field) {
    // Given
    sheet(sheet, row);
    // When
    List<Fault> faults = faults();
    // Then
    assertThat(faults).filteredOn(fault -> fault.field().startsWith(sheet)).hasSize(1);
    assertThat(faults).extracting(Fault::field).contains(field);
    assertThat(faults).extracting(Fault::line).containsOnly(2);
  }

  @Test
  void keysOccurOnce() {
    sheets.compute(
        "templates", (_, text) -> text + "received,en,got {case}\nreceived,en,again {case}\n");
    sheets.compute("clocks", (_, text) -> text + "feedback,FEEDBACK,,,PT1H,,\n");
    assertThat(faults())
        .containsExactly(
            new Fault(3, "clocks.id", "occurs twice: also in line 2"),
            new Fault(4, "templates.id", "occurs twice: also in line 3"));
  }

  @Test
  void aZoneMustExist() {
    assertThat(((Bad<Rules>) RuleSheets.read("fz", "Asia/Fangzhuang", sheets)).faults())
        .extracting(Fault::field)
        .containsExactly("zone");
  }

  @Test
  void aCategoryMaySayWhereItBelongsInOtherSystems() {
    // Given
    String lift = "LIFT,电梯,Lift,BUILDING,URGENT,BUILDING,24";
    // When
    sheet("categories", lift);
    Category without = good().getCategories().getFirst();
    sheet("categories", lift + ",城乡建设,0501");
    Category with = good().getCategories().getFirst();
    sheet("categories", lift + ",,");
    Category empty = good().getCategories().getFirst();
    // Then
    assertThat(with.getMainClass()).isEqualTo("城乡建设");
    assertThat(with.getGridCode()).isEqualTo("0501");
    assertThat(without.getMainClass()).isEmpty();
    assertThat(without.getGridCode()).isEmpty();
    assertThat(empty).isEqualTo(without);
  }

  @Test
  void aRuleMayFireOnWordsThatAreNearAlone() {
    // Given
    sheet("triage", "lift,GRIEVANCE,LIFT,,,,,10,电梯|直梯;坏|停,8");
    // When
    TriageRule rule = good().getTriage().getFirst();
    // Then
    assertThat(rule.getNear()).containsExactly("电梯|直梯", "坏|停");
    assertThat(rule.getNearWithin()).isEqualTo(8);
  }

  @Test
  void aRuleThatAsksForNothingNearHasNoStretch() {
    TriageRule rule = good().getTriage().getFirst();
    assertThat(rule.getNear()).isEmpty();
    assertThat(rule.getNearWithin()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "SUGGESTION, LIFT",
    "PRAISE,",
    "COMMERCIAL,",
    "MUTUAL_HELP,",
    "REPLY,",
    "EVALUATION,"
  })
  void everyKindOfTalkCanBeTheIntentOfARule(Intent intent, String category) {
    // Given
    sheet("triage", "talk," + intent + ',' + (category == null ? "" : category) + ",,,电梯,,10");
    // When
    TriageRule rule = good().getTriage().getFirst();
    // Then
    assertThat(rule.getIntent()).isEqualTo(intent);
    assertThat(rule.getCategory()).isEqualTo(category);
  }

  @Test
  void whatIsNotDecidedHasItsDefault() {
    // Given
    Thresholds thresholds = Thresholds.newBuilder().setAskFrom(0.25).build();
    IncidentRule incidents = IncidentRule.newBuilder().setBuildings(4).build();
    // When
    Rules without = good();
    sheet("decisions", "ask_from,0.25\nincident_buildings,4");
    Rules with = good();
    // Then
    assertThat(without.getThresholds()).isEqualTo(Thresholds.newBuilder().build());
    assertThat(without.getIncidents()).isEqualTo(IncidentRule.newBuilder().build());
    assertThat(with.getThresholds()).isEqualTo(thresholds);
    assertThat(with.getIncidents()).isEqualTo(incidents);
    assertThat(with.getVersion()).isNotEqualTo(without.getVersion());
  }

  @Test
  void everyDecisionCanBeTaken() {
    // Given
    sheet(
        "decisions",
        """
        ask_from,0.6
        case_from,0.75
        rule_weight,2.5
        incident_within_minutes,90
        incident_buildings,2
        incident_above_usual,2.5
        """);
    // When
    Rules rules = good();
    // Then
    assertThat(rules.getThresholds().getAskFrom()).isEqualTo(0.6);
    assertThat(rules.getThresholds().getCaseFrom()).isEqualTo(0.75);
    assertThat(rules.getThresholds().getRuleWeight()).isEqualTo(2.5);
    assertThat(rules.getIncidents()).isEqualTo(new IncidentRule(90, 2, 2.5));
    assertThat(changed(rules)).hasSize(6).allMatch(key -> key.startsWith("decisions|"));
  }

  @ParameterizedTest
  @CsvSource({"case_from,0.3", "ask_from,0.9"})
  void nobodyIsAskedAboutWhatIsACaseAlready(String name, String value) {
    // Given
    sheet("decisions", name + ',' + value);
    // When
    List<Fault> faults = faults();
    // Then
    assertThat(faults)
        .singleElement()
        .satisfies(fault -> assertThat(fault.field()).isEqualTo("decisions.value"))
        .satisfies(fault -> assertThat(fault.detail()).startsWith("of ask_from is greater"));
  }

  @Test
  void aDecisionIsTakenOnce() {
    sheet("decisions", "case_from,0.6\ncase_from,0.7");
    assertThat(faults())
        .containsExactly(new Fault(3, "decisions.name", "occurs twice: also in line 2"));
  }

  @Test
  void theDiffCountsTheDecisionThatChanged() {
    // When
    sheet("decisions", "incident_above_usual,4");
    // Then
    assertThat(changed(good())).containsExactly("decisions|incident_above_usual");
  }

  @Test
  void theSampleWorldIsCompleteAndWritesTheDefaultsOut() throws IOException {
    // Given
    for (String sheet : RuleSheets.SHEETS.keySet()) {
      sheets.put(sheet, Files.readString(Path.of("../samples/fangzhuang", sheet + ".csv")));
    }
    // When
    Rules rules = good();
    // Then
    assertThat(rules.getThresholds()).isEqualTo(Thresholds.newBuilder().build());
    assertThat(rules.getIncidents()).isEqualTo(IncidentRule.newBuilder().build());
    assertThat(
            sheets.get("decisions").lines().skip(1).map(line -> "decisions|" + line.split(",")[0]))
        .containsExactlyElementsOf(
            RuleSheets.rows(rules).keySet().stream()
                .filter(key -> key.startsWith("decisions|"))
                .toList());
    assertThat(rules.getCategories())
        .filteredOn(category -> !category.getGridCode().isEmpty())
        .extracting(Category::getGridCode)
        .doesNotHaveDuplicates()
        .hasSizeGreaterThan(20);
  }

  /** Rows by which these rules differ from the good sheets without decisions. */
  private Set<String> changed(Rules rules) {
    sheets.remove("decisions");
    return Diff.between(RuleSheets.rows(good()), RuleSheets.rows(rules)).changed().keySet();
  }

  /** Rows may leave out columns at the end, and so does the header then. */
  private void sheet(String name, String rows) {
    int cells = rows.lines().findFirst().orElseThrow().split(",", -1).length;
    List<String> header = RuleSheets.SHEETS.get(name).subList(0, cells);
    sheets.put(name, String.join(",", header) + "\n" + rows + "\n");
  }

  private Rules good() {
    Checked<Rules> read = RuleSheets.read("fz", null, sheets);
    assertThat(read).isInstanceOf(Good.class);
    return ((Good<Rules>) read).value();
  }

  private List<Fault> faults() {
    Checked<Rules> read = RuleSheets.read("fz", null, sheets);
    assertThat(read).isInstanceOf(Bad.class);
    return ((Bad<Rules>) read).faults();
  }
}
