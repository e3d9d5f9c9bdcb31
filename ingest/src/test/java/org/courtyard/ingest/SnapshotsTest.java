package org.courtyard.ingest;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.courtyard.ingest.Http.CSV;
import static org.courtyard.ingest.Http.PROBLEM;
import static org.courtyard.ingest.Http.asIs;
import static org.courtyard.schemas.Topics.GROUPS;
import static org.courtyard.schemas.Topics.PLACES;
import static org.courtyard.schemas.Topics.ROSTERS;
import static org.courtyard.schemas.Topics.RULES;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;
import org.courtyard.ingest.identity.Identity;
import org.courtyard.schemas.Place;
import org.courtyard.schemas.PlaceUnit;
import org.courtyard.schemas.Rules;
import org.courtyard.schemas.Topic;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Surroundings.class)
class SnapshotsTest {
  private static final String PLACE_HEADER = "id,name,tier,parent,code,households\n";
  private static final String GROUP_HEADER = "platform,chat,name,place,kind,language,destination\n";
  private static final String PEOPLE_HEADER =
      "platform,user,name,role,tier,place,categories,duty_from,duty_to,destination,language\n";

  /** How many decisions every set of rules has, written down or by default. */
  private static final int DECISIONS = 6;

  /** A tenant and codes of its own for every test. */
  private final String tenant = "t" + UUID.randomUUID().toString().substring(0, 8);

  private final String code = tenant.substring(1).toUpperCase(Locale.ROOT);

  private final String places =
      PLACE_HEADER
          + "s1,方庄街道,STREET,,%sS,\n".formatted(code)
          + "c1,\"芳古园一区,第一社区\",COMMUNITY,s1,%sC,\n".formatted(code)
          + "b1,1号楼,BUILDING,c1,,120\n"
          + "b2,2号楼,BUILDING,c1,,\n";

  private final String groups =
      GROUP_HEADER
          + "wecom,g1,1号楼业主群,b1,RESIDENTS,zh-CN,robot-1\n"
          + "wecom,g2,2号楼业主群,b2,RESIDENTS,,\n";

  private final String people =
      PEOPLE_HEADER
          + "wecom,u1,王楼长,楼门长,BUILDING,b1,LIFT,08:00,22:30,h-1,zh-CN\n"
          + "wecom,u2,李书记,社区书记,COMMUNITY,c1,,,,,\n";

  @Inject Identity identity;

  @BeforeEach
  void untilReady() {
    Http.awaitReady();
  }

  @Test
  void placesGetTheirWayUpAndTheirShard() {
    // When
    put("places", places).statusCode(200).body("added", equalTo(4)).body("unchanged", equalTo(0));
    // Then
    Place building = current(PLACES).get(tenant + "|b1");
    assertThat(building.getPath()).extracting(PlaceUnit::getId).containsExactly("b1", "c1", "s1");
    assertThat(building.getPath()).extracting(PlaceUnit::getName).contains("芳古园一区,第一社区");
    assertThat(building.getShard()).isEqualTo(code + "C");
    assertThat(building.getHouseholds()).isEqualTo(120);
    assertThat(building.getVersion()).matches("[0-9a-f]{8}");
    assertThat(current(PLACES).get(tenant + "|s1").getShard()).isEqualTo(code + "S");
  }

  @Test
  void onlyWhatChangedIsWritten() {
    // Given
    put("places", places).statusCode(200);
    String next =
        places.replace("2号楼", "二号楼").replace("b1,1号楼,BUILDING,c1,,120\n", "")
            + "b3,3号楼,BUILDING,c1,,\n";
    // When
    put("places", next)
        .statusCode(200)
        .body("added", equalTo(1))
        .body("changed", equalTo(1))
        .body("removed", equalTo(1))
        .body("unchanged", equalTo(2));
    put("places", next).statusCode(200).body("unchanged", equalTo(4)).body("added", equalTo(0));
    // Then
    assertThat(written(PLACES)).hasSize(4 + 3);
    assertThat(current(PLACES)).containsOnlyKeys(keys("s1", "c1", "b2", "b3"));
  }

  @Test
  void aBuildingThatMovesKeepsItsShard() {
    // Given
    put("places", places).statusCode(200);
    // When
    String moved =
        places.replace("b2,2号楼,BUILDING,c1", "b2,2号楼,BUILDING,c2")
            + "c2,第二社区,COMMUNITY,s1,%s2,\n".formatted(code)
            + "b9,9号楼,BUILDING,c2,,\n";
    put("places", moved).statusCode(200).body("changed", equalTo(1)).body("added", equalTo(2));
    // Then
    assertThat(current(PLACES).get(tenant + "|b2").getShard()).isEqualTo(code + "C");
    assertThat(current(PLACES).get(tenant + "|b2").getPath().get(1).getId()).isEqualTo("c2");
    assertThat(current(PLACES).get(tenant + "|b9").getShard()).isEqualTo(code + "2");
  }

  @Test
  void aDryRunWritesNothing() {
    given()
        .spec(asIs())
        .contentType(CSV)
        .body(places.getBytes(StandardCharsets.UTF_8))
        .put("/v1/tenants/" + tenant + "/places?dryRun=true")
        .then()
        .statusCode(200)
        .body("added", equalTo(4))
        .body("dryRun", equalTo(true));
    assertThat(written(PLACES)).isEmpty();
  }

  @Test
  void aSnapshotWithAnyFaultChangesNothingAndHearsOfAll() {
    put(
            "places",
            places + "b1,again,BUILDING,c1,,\n" + "b4,4号楼,BUILDING,c7,,\n" + "b5,5号楼,TOWER,c1,,x\n")
        .statusCode(422)
        .contentType(PROBLEM)
        .body("errors.line", equalTo(List.of(6, 8, 8, 7)))
        .body("errors.field", equalTo(List.of("id", "tier", "households", "parent")))
        .body("errors[3].detail", containsString("c7"));
    assertThat(written(PLACES)).isEmpty();
  }

  @Test
  void aMissingColumnIsNamed() {
    put("places", "id,name,tier,parent,households\nb1,n,BUILDING,c1,\n")
        .statusCode(422)
        .contentType(PROBLEM)
        .body("errors", hasSize(1))
        .body("errors[0].line", equalTo(1))
        .body("errors[0].field", equalTo("code"))
        .body("errors[0].detail", containsString("missing"));
  }

  @Test
  void anEmptySnapshotDoesNotRemoveEverything() {
    put("places", places).statusCode(200);
    put("places", PLACE_HEADER).statusCode(422).body("detail", containsString("no rows"));
    put("places", "").statusCode(422);
    assertThat(current(PLACES)).hasSize(4);
  }

  @Test
  void aSheetInAnotherEncodingIsRefused() {
    asIs()
        .contentType(CSV)
        .body(places.getBytes(Charset.forName("GBK")))
        .put("/v1/tenants/" + tenant + "/places")
        .then()
        .statusCode(400)
        .contentType(PROBLEM)
        .body("errors[0].detail", containsString("not UTF-8 at byte"));
  }

  @Test
  void anotherContentTypeIsRefused() {
    asIs()
        .contentType("application/json")
        .body("{}")
        .put("/v1/tenants/" + tenant + "/places")
        .then()
        .statusCode(415)
        .contentType(PROBLEM);
  }

  @Test
  void noTwoTenantsShareACode() {
    // Given
    put("places", places).statusCode(200);
    // When
    asIs()
        .contentType(CSV)
        .body(places.getBytes(StandardCharsets.UTF_8))
        .put("/v1/tenants/" + tenant + "x/places")
        .then()
        // Then
        .statusCode(422)
        .body("errors.field", equalTo(List.of("code", "code")))
        .body("errors[0].detail", containsString("another tenant"));
  }

  @Test
  void groupsNeedTheirPlaces() {
    put("groups", groups)
        .statusCode(422)
        .body("errors.field", equalTo(List.of("place", "place")))
        .body("errors.line", equalTo(List.of(2, 3)));
    put("places", places).statusCode(200);
    put("groups", groups).statusCode(200).body("added", equalTo(2));
    var group = current(GROUPS).get("wecom|" + tenant + "|g2");
    assertThat(group.getPlace()).isEqualTo("b2");
    assertThat(group.getLanguage()).isEqualTo("zh-CN");
    assertThat(group.getDestination()).isNull();
  }

  @Test
  void aGroupThatIsGoneLeavesATombstone() {
    // Given
    put("places", places).statusCode(200);
    put("groups", groups).statusCode(200);
    // When
    put("groups", groups.substring(0, groups.indexOf("wecom,g2")))
        .statusCode(200)
        .body("removed", equalTo(1))
        .body("unchanged", equalTo(1));
    // Then
    assertThat(written(GROUPS))
        .filteredOn(found -> found.value() == null)
        .extracting(Records.Found::key)
        .containsExactly("wecom|" + tenant + "|g2");
  }

  @Test
  void aPlaceThatGroupsStillNameCannotGo() {
    // Given
    put("places", places).statusCode(200);
    put("groups", groups).statusCode(200);
    // When
    put("places", places.replace("b2,2号楼,BUILDING,c1,,\n", ""))
        .statusCode(409)
        .contentType(PROBLEM)
        .body("errors[0].detail", containsString("b2"))
        .body("errors[0].detail", containsString("wecom|" + tenant + "|g2"));
    // Then
    assertThat(current(PLACES)).hasSize(4);
  }

  @Test
  void peopleBecomeKeyedHashes() {
    // Given
    put("places", places).statusCode(200);
    putRules(sheets()).statusCode(200);
    // When
    put("people", people)
        .statusCode(200)
        .body("added", equalTo(2))
        .body("version", matchesPattern("[0-9a-f]{8}"));
    put("people", people).statusCode(200).body("unchanged", equalTo(2));
    // Then
    assertThat(written(ROSTERS)).hasSize(1);
    var roster = written(ROSTERS).getFirst().value();
    assertThat(roster.getHandlers().getFirst().getPerson()).isEqualTo(identity.of("wecom", "u1"));
    assertThat(roster.getHandlers().getFirst().getCategories()).containsExactly("LIFT");
    assertThat(roster.getHandlers().getFirst().getDutyTo()).isEqualTo("22:30");
    assertThat(roster.getHandlers().getLast().getDutyFrom()).isNull();
    assertThat(roster.toString()).doesNotContain("u1", "u2");
  }

  @Test
  void peopleNeedPlacesAndCategories() {
    put("places", places).statusCode(200);
    put("people", people + "wecom,u3,赵,楼门长,BUILDING,c1,,9点,,,\n")
        .statusCode(422)
        .body("errors.field", equalTo(List.of("categories", "tier", "duty_from", "duty_to")))
        .body("errors.line", equalTo(List.of(2, 4, 4, 4)));
    assertThat(written(ROSTERS)).isEmpty();
  }

  @Test
  void rulesComeAsOneWholeSet() {
    // When
    String version =
        putRules(sheets())
            .statusCode(200)
            .body("added", equalTo(7 + DECISIONS))
            .extract()
            .path("version");
    putRules(sheets())
        .statusCode(200)
        .body("unchanged", equalTo(7 + DECISIONS))
        .body("version", equalTo(version));
    // Then
    assertThat(written(RULES)).hasSize(1);
    Rules rules = written(RULES).getFirst().value();
    assertThat(rules.getVersion()).isEqualTo(version);
    assertThat(rules.getZone()).isEqualTo("Asia/Shanghai");
    assertThat(rules.getTriage().getFirst().getAny()).containsExactly("电梯|lift", "轿厢");
    assertThat(rules.getClocks().getFirst().getLimitMinutes()).isEqualTo(720);
    assertThat(rules.getClocks().getFirst().getCategory()).isNull();
  }

  @Test
  void aReorderedTriageIsANewVersion() {
    // Given
    putRules(sheets()).statusCode(200);
    // When
    Map<String, String> reordered = sheets();
    String[] rows = reordered.get("triage").split("\n");
    reordered.put("triage", rows[0] + "\n" + rows[2] + "\n" + rows[1] + "\n");
    putRules(reordered).statusCode(200).body("unchanged", equalTo(7 + DECISIONS));
    // Then
    assertThat(written(RULES)).hasSize(2);
  }

  @Test
  void decisionsAreAPartThatMayBeMissing() {
    // Given
    Map<String, String> sheets = sheets();
    putRules(sheets).statusCode(200);
    // When
    sheets.put("decisions", "name,value\ncase_from,0.8\nincident_buildings,3\n");
    putRules(sheets)
        .statusCode(200)
        .body("changed", equalTo(1))
        .body("unchanged", equalTo(7 + DECISIONS - 1));
    // Then
    assertThat(written(RULES)).hasSize(2);
    assertThat(written(RULES).getLast().value().getThresholds().getCaseFrom()).isEqualTo(0.8);
  }

  @Test
  void faultsOfRulesNameTheirSheet() {
    Map<String, String> sheets = sheets();
    sheets.remove("templates");
    sheets.put(
        "clocks",
        sheets
            .get("clocks")
            .replace("PT12H", "12h")
            .replace("feedback,FEEDBACK,", "feedback,FEEDBACK,LUFT"));
    sheets.put(
        "triage", sheets.get("triage").replace("lift,GRIEVANCE,LIFT", "lift,GRIEVANCE,LIFTS"));
    sheets.put("colours", "a\n");
    putRules(sheets).statusCode(422).body("errors.field", equalTo(List.of("colours")));
    sheets.remove("colours");
    putRules(sheets)
        .statusCode(422)
        .contentType(PROBLEM)
        .body(
            "errors.field",
            equalTo(List.of("triage.category", "clocks.category", "clocks.limit", "templates")))
        .body("errors.line", equalTo(Arrays.asList(2, 2, 2, null)));
    assertThat(written(RULES)).isEmpty();
  }

  @Test
  void aCategoryThatPeopleStillNameCannotGo() {
    // Given
    put("places", places).statusCode(200);
    putRules(sheets()).statusCode(200);
    put("people", people).statusCode(200);
    // When
    Map<String, String> sheets = sheets();
    sheets.replaceAll((_, text) -> text.replace("LIFT", "HOIST"));
    putRules(sheets)
        .statusCode(409)
        .body("errors[0].field", equalTo("categories.code"))
        .body("errors[0].detail", containsString("LIFT"));
  }

  @Test
  void rulesAreNotTakenAsAnythingButAForm() {
    put("rules", "a,b\n").statusCode(415).contentType(PROBLEM);
    asIs()
        .header("Content-Type", "multipart/form-data; boundary=xx")
        .body("a".getBytes(StandardCharsets.UTF_8))
        .put("/v1/tenants/" + tenant + "/rules")
        .then()
        .statusCode(400)
        .contentType(PROBLEM);
  }

  @Test
  void aTenantMustBeAnId() {
    asIs()
        .contentType(CSV)
        .body(places.getBytes(StandardCharsets.UTF_8))
        .urlEncodingEnabled(false)
        .put("/v1/tenants/a%7Cb/places")
        .then()
        .statusCode(422)
        .body("errors.field", hasItem("tenant"))
        .body("errors[0].line", nullValue());
  }

  private static Map<String, String> sheets() {
    Map<String, String> sheets = new HashMap<>();
    sheets.put("tiers", "tier,zh,en\nBUILDING,楼门,Building\nCOMMUNITY,社区,Community\n");
    sheets.put(
        "categories",
        "code,zh,en,lowest_tier,urgency,same_matter,same_within_hours\n"
            + "LIFT,电梯,Lift,BUILDING,URGENT,BUILDING,24\n");
    sheets.put(
        "triage",
        "id,intent,category,urgency,all,any,none,priority\n"
            + "lift,GRIEVANCE,LIFT,,,电梯|lift;轿厢,装好了,10\n"
            + "thanks,CHATTER,,,谢谢,,,\n");
    sheets.put(
        "clocks",
        "id,clock,category,urgency,limit,warn_percent,escalate\nfeedback,FEEDBACK,,,PT12H,75,true\n");
    sheets.put("templates", "id,language,text\nreceived,zh-CN,收到，编号【{case}】\n");
    return sheets;
  }

  private ValidatableResponse putRules(Map<String, String> sheets) {
    RequestSpecification form = given();
    sheets.forEach(
        (name, text) ->
            form.multiPart(name, name + ".csv", text.getBytes(StandardCharsets.UTF_8), CSV));
    return form.put("/v1/tenants/" + tenant + "/rules").then();
  }

  private ValidatableResponse put(String kind, String csv) {
    return asIs()
        .contentType(CSV)
        .body(csv.getBytes(StandardCharsets.UTF_8))
        .put("/v1/tenants/" + tenant + "/" + kind)
        .then();
  }

  private String[] keys(String... ids) {
    return Arrays.stream(ids).map(id -> tenant + "|" + id).toArray(String[]::new);
  }

  private <V extends SpecificRecord> List<Records.Found<V>> written(Topic<V> topic) {
    return Records.of(topic).stream()
        .filter(found -> List.of(found.key().split("\\|")).contains(tenant))
        .toList();
  }

  private <V extends SpecificRecord> Map<String, V> current(Topic<V> topic) {
    Map<String, V> current = new HashMap<>();
    for (Records.Found<V> found : written(topic)) {
      if (found.value() == null) {
        current.remove(found.key());
      } else {
        current.put(found.key(), found.value());
      }
    }
    return current;
  }
}
