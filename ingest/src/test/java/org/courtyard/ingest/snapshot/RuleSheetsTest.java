package org.courtyard.ingest.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.courtyard.ingest.validation.Checked;
import org.courtyard.ingest.validation.Checked.Bad;
import org.courtyard.ingest.validation.Checked.Good;
import org.courtyard.ingest.validation.Fault;
import org.courtyard.schemas.ClockRule;
import org.courtyard.schemas.Rules;
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
          triage     ~ lift,GRIEF,LIFT,,,电梯,,10                           ~ triage.intent
          triage     ~ lift,GRIEVANCE,,,,电梯,,10                           ~ triage.category
          triage     ~ lift,GRIEVANCE,WATER,,,电梯,,10                      ~ triage.category
          triage     ~ lift,CHATTER,LIFT,,,电梯,,10                         ~ triage.category
          triage     ~ lift,GRIEVANCE,LIFT,,,,电梯,10                       ~ triage.any
          triage     ~ lift,GRIEVANCE,LIFT,,,电梯;;轿厢,,10                 ~ triage.any
          triage     ~ lift,GRIEVANCE,LIFT,,电梯|,,,10                      ~ triage.all
          triage     ~ lift,GRIEVANCE,LIFT,,,电梯,,high                     ~ triage.priority
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

  private void sheet(String name, String row) {
    sheets.put(name, String.join(",", RuleSheets.SHEETS.get(name)) + "\n" + row + "\n");
  }

  private List<Fault> faults() {
    Checked<Rules> read = RuleSheets.read("fz", null, sheets);
    assertThat(read).isInstanceOf(Bad.class);
    return ((Bad<Rules>) read).faults();
  }
}
