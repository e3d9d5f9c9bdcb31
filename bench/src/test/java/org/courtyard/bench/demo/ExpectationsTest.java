package org.courtyard.bench.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.courtyard.bench.demo.Expectations.Failure;
import org.courtyard.bench.verify.Tale;
import org.courtyard.bench.verify.Verification;
import org.courtyard.schemas.Action;
import org.courtyard.schemas.CaseState;
import org.courtyard.schemas.EventType;
import org.courtyard.schemas.OutcomeKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExpectationsTest {
  private static final Instant START = Instant.parse("2026-06-29T00:00:00Z");
  private static final String HEADER =
      """
      {"burst":"b","tenant":"fangzhuang","platform":"wecom","start":"2026-06-29T08:00:00+08:00"}
      """;

  @TempDir private Path directory;
  private final Tale tale = new Tale();
  private final Map<Integer, String> commandIds = new HashMap<>();

  private Expectations.Result check(String lines) throws Exception {
    Burst burst =
        BurstParser.parse(Files.writeString(directory.resolve("b.ndjson"), HEADER + lines));
    Verification verification = tale.verification();
    return Expectations.check(burst, verification.chronicle(), verification.clocks(), commandIds);
  }

  private static String said(String id, String expect) {
    return """
        {"at":"0:00:01","chat":"g1","id":"%s","sender":"u1","text":"电梯坏了","expect":%s}
        """
        .formatted(id, expect);
  }

  private List<Failure> failures(String lines) throws Exception {
    return check(lines).failures();
  }

  @Test
  void everyNamedFieldCountsOnce() throws Exception {
    tale.opens("m1", "FZ-AAAAAA");

    Expectations.Result result =
        check(
            said(
                "m1",
                """
                {"outcome":"OPENED","category":"LIFT","tier":"BUILDING","parked":false}"""));

    assertThat(result.failures()).isEmpty();
    assertThat(result.checked()).isEqualTo(4);
  }

  @Test
  void differencesAreToldWithBothSides() throws Exception {
    tale.opens("m1", "FZ-AAAAAA");

    assertThat(
            failures(
                said(
                    "m1",
                    """
                    {"outcome":"CHATTER","category":"WATER","tier":"STREET","parked":true}""")))
        .containsExactly(
            new Failure(2, "m1", "outcome", "CHATTER", "OPENED"),
            new Failure(2, "m1", "category", "WATER", "LIFT"),
            new Failure(2, "m1", "tier", "STREET", "BUILDING"),
            new Failure(2, "m1", "parked", "true", "false"));
  }

  @Test
  void messageThatNeverArrivedFails() throws Exception {
    assertThat(failures(said("m1", "{\"outcome\":\"OPENED\"}")))
        .containsExactly(new Failure(2, "m1", "outcome", "OPENED", "—"));
  }

  @Test
  void oneLabelIsOneCase() throws Exception {
    tale.opens("m1", "FZ-AAAAAA").becomes("m2", OutcomeKind.JOINED, "FZ-AAAAAA");
    tale.opens("m3", "FZ-BBBBBB");

    assertThat(
            failures(
                said("m1", "{\"matter\":\"a\"}")
                    + said("m2", "{\"matter\":\"a\"}")
                    + said("m3", "{\"matter\":\"a\"}")))
        .containsExactly(new Failure(4, "m3", "matter", "a = FZ-AAAAAA", "FZ-BBBBBB"));
  }

  @Test
  void twoLabelsAreTwoCases() throws Exception {
    tale.opens("m1", "FZ-AAAAAA").becomes("m2", OutcomeKind.JOINED, "FZ-AAAAAA");

    assertThat(failures(said("m1", "{\"matter\":\"a\"}") + said("m2", "{\"matter\":\"b\"}")))
        .containsExactly(new Failure(3, "b", "matter", "a case of its own", "one with a"));
  }

  @Test
  void messageWithoutCaseFailsItsMatter() throws Exception {
    tale.becomes("m1", OutcomeKind.CHATTER, null);

    assertThat(failures(said("m1", "{\"matter\":\"a\"}")))
        .containsExactly(new Failure(2, "m1", "matter", "a", "—"));
  }

  @Test
  void repeatIsLookedForAmongAllOutcomes() throws Exception {
    tale.opens("m1", "FZ-AAAAAA").becomes("m1", OutcomeKind.REPEATED, "FZ-AAAAAA");

    assertThat(
            failures(
                said("m1", "{\"outcome\":\"OPENED\"}") + said("m1", "{\"outcome\":\"REPEATED\"}")))
        .isEmpty();
  }

  @Test
  void commandsAreAcceptedOrRejectedAsExpected() throws Exception {
    tale.opens("m1", "FZ-AAAAAA")
        .commands("k1", "FZ-AAAAAA", Action.CLAIM, START)
        .happens("FZ-AAAAAA", EventType.CLAIMED, CaseState.CLAIMED, "k1")
        .commands("k2", "FZ-AAAAAA", Action.CLAIM, START)
        .refuses("k2", "FZ-AAAAAA");
    commandIds.put(3, "k1");
    commandIds.put(4, "k2");
    String message = said("m1", "{}");
    String first = "{\"at\":\"1:00:00\",\"command\":\"claim\",\"on\":\"m1\",\"expect\":%s}\n";
    String second = "{\"at\":\"2:00:00\",\"command\":\"claim\",\"on\":\"m1\",\"expect\":%s}\n";
    String accepted = "{\"accepted\":true}";
    String rejected = "{\"accepted\":false}";

    assertThat(failures(message + first.formatted(accepted) + second.formatted(rejected)))
        .isEmpty();
    assertThat(failures(message + first.formatted(rejected) + second.formatted(accepted)))
        .extracting(Failure::actual)
        .containsExactly("accepted", "rejected");
  }

  @Test
  void commandOnMessageWithoutCaseChangesNothing() throws Exception {
    tale.becomes("m1", OutcomeKind.CHATTER, null);
    String line = "{\"at\":\"1:00:00\",\"command\":\"claim\",\"on\":\"m1\",\"expect\":%s}\n";

    assertThat(failures(said("m1", "{}") + line.formatted("{\"accepted\":false}"))).isEmpty();
    assertThat(failures(said("m1", "{}") + line.formatted("{\"accepted\":true}")))
        .containsExactly(new Failure(3, "CLAIM on m1", "accepted", "accepted", "rejected"));
  }

  @Test
  void commandThatWasNeverGivenFailsEitherWay() throws Exception {
    tale.opens("m1", "FZ-AAAAAA");
    String line = "{\"at\":\"1:00:00\",\"command\":\"claim\",\"on\":\"m1\",\"expect\":%s}\n";

    assertThat(
            failures(
                said("m1", "{}")
                    + line.formatted("{\"accepted\":false}")
                    + line.formatted("{\"accepted\":true}")))
        .extracting(Failure::actual)
        .containsExactly("never given", "never given");
  }

  @Test
  void endStateIsComparedFieldByField() throws Exception {
    tale.opens("m1", "FZ-AAAAAA");
    String message = said("m1", "{\"matter\":\"a\"}");

    assertThat(
            failures(
                message
                    + """
                    {"matter":"a","expect":{"state":"RECEIVED","tier":"BUILDING","breached":false,\
                    "warned":false,"answered":false,"onTime":false,"reporters":1,"groups":1}}
                    """))
        .isEmpty();
    assertThat(
            failures(
                message
                    + """
                    {"matter":"a","expect":{"state":"CLOSED","tier":"STREET","breached":true,\
                    "warned":true,"answered":true,"onTime":true,"reporters":2,"groups":2}}
                    """))
        .extracting(Failure::field)
        .containsExactly(
            "state", "tier", "breached", "warned", "answered", "onTime", "reporters", "groups");
  }

  @Test
  void endStateOfMatterWithoutCaseFails() throws Exception {
    tale.becomes("m1", OutcomeKind.CHATTER, null);

    assertThat(
            failures(
                said("m1", "{\"matter\":\"a\"}")
                    + "{\"matter\":\"a\",\"expect\":{\"state\":\"CLOSED\"}}\n"))
        .extracting(Failure::field)
        .containsExactly("matter", "case");
  }

  @Test
  void reportShowsCasesStoriesAndFailuresInPlainWords() throws Exception {
    // Given
    tale.opens("m1", "FZ-AAAAAA")
        .happens("FZ-AAAAAA", EventType.WITHDRAWN, CaseState.WITHDRAWN, null);
    Burst burst =
        BurstParser.parse(
            Files.writeString(
                directory.resolve("b.ndjson"),
                HEADER + said("m1", "{\"matter\":\"lift\",\"outcome\":\"CHATTER\"}")));
    Verification verification = tale.verification();
    Expectations.Result result =
        Expectations.check(burst, verification.chronicle(), verification.clocks(), commandIds);

    // When
    String report =
        DemoReport.render(
            burst, verification.chronicle(), verification.clocks(), verification.summary(), result);

    // Then
    assertThat(report)
        .contains("1 cases, 0 co-reports, 0 chatter")
        .contains("社区")
        .contains("LIFT")
        .contains("FZ-AAAAAA · 社区 一号楼 · LIFT · lift: never mind")
        .contains("电梯坏了")
        .contains("Expectations: 3 checked, 1 failed")
        .containsPattern("2 +m1 +outcome +CHATTER +OPENED");
  }
}
