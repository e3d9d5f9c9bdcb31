package org.courtyard.bench.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.courtyard.bench.demo.Burst.ExpectedEnd;
import org.courtyard.bench.demo.Burst.ExpectedMessage;
import org.courtyard.bench.demo.Burst.Said;
import org.courtyard.schemas.Action;
import org.courtyard.schemas.CaseState;
import org.courtyard.schemas.OutcomeKind;
import org.courtyard.schemas.Tier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BurstParserTest {
  private static final String HEADER =
      """
      {"burst":"tuesday","tenant":"fangzhuang","platform":"wecom",\
      "start":"2026-06-29T08:00:00+08:00","speed":600,"until":"17:00:00"}
      """;

  @TempDir private Path directory;

  private Burst parse(String lines) throws IOException, BurstException {
    return BurstParser.parse(file(HEADER + lines));
  }

  private Path file(String text) throws IOException {
    return Files.writeString(directory.resolve("burst.ndjson"), text);
  }

  private BurstException refused(String lines) throws IOException {
    Path file = file(HEADER + lines);
    return catchThrowableOfType(BurstException.class, () -> BurstParser.parse(file));
  }

  @Test
  void headerSaysWhereAndWhen() throws Exception {
    Burst burst = parse("");

    assertThat(burst.name()).isEqualTo("tuesday");
    assertThat(burst.start()).isEqualTo(Instant.parse("2026-06-29T00:00:00Z"));
    assertThat(burst.speed()).isEqualTo(600);
    assertThat(burst.until()).isEqualTo(Duration.ofHours(17));
    assertThat(burst.messageId("m1")).isEqualTo("wecom|fangzhuang|m1");
    assertThat(burst.warnings()).isEmpty();
  }

  @Test
  void messageCarriesWhatIsExpected() throws Exception {
    Burst burst =
        parse(
            """
            {"at":"00:03:20","sent":"03:00:00","chat":"g1","id":"m1","sender":"u1","type":"text",\
            "text":"电梯坏了","expect":{"outcome":"OPENED","matter":"lift-7","category":"LIFT",\
            "tier":"BUILDING","parked":true}}
            """);

    assertThat(burst.lines())
        .containsExactly(
            new Said(
                2,
                Duration.ofSeconds(200),
                Duration.ofHours(3),
                "g1",
                "m1",
                "u1",
                "电梯坏了",
                new ExpectedMessage(OutcomeKind.OPENED, "lift-7", "LIFT", Tier.BUILDING, true)));
  }

  @Test
  void messageNeedsNoExpectations() throws Exception {
    Burst burst =
        parse(
            """
            {"at":"0:00:01","chat":"g1","id":"m1","sender":"u1","type":"image","media":["a.jpg"]}
            {"at":"0:00:02","chat":"g1","id":"m2","sender":"u1","text":"早上好","expect":{}}
            """);

    assertThat(burst.said())
        .extracting(Said::expect)
        .containsExactly(null, new ExpectedMessage(null, null, null, null, null));
    assertThat(burst.said()).extracting(Said::arrives).first().isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void commandsImportsAndEndStatesAreRead() throws Exception {
    Files.writeString(directory.resolve("groups-late.csv"), "platform,chat\n");

    Burst burst =
        parse(
            """
            {"at":"0:00:01","chat":"g1","id":"m1","sender":"u1","text":"停水","expect":{"matter":"w"}}
            {"at":"01:10:00","command":"evaluate","on":"m1","actor":"u1","role":"resident",\
            "rating":"mostly_satisfied","expect":{"accepted":false}}
            {"at":"03:00:00","import":"groups-late.csv"}
            {"matter":"w","expect":{"state":"EVALUATED","onTime":true,"reporters":3}}
            """);

    assertThat(burst.commanded())
        .containsExactly(
            new Burst.Commanded(3, Duration.ofMinutes(70), Action.EVALUATE, "m1", false));
    assertThat(burst.lines())
        .contains(new Burst.Imported(4, Duration.ofHours(3), "groups-late.csv"));
    assertThat(burst.ended())
        .containsExactly(
            new Burst.Ended(
                5,
                "w",
                new ExpectedEnd(CaseState.EVALUATED, null, null, null, null, true, 3, null)));
  }

  @Test
  void unknownFieldsAreIgnoredWithWarning() throws Exception {
    Burst burst =
        parse(
            """
            {"at":"0:00:01","chat":"g1","id":"m1","sender":"u1","text":"停水","note":"x",\
            "expect":{"outcom":"OPENED"}}
            """);

    assertThat(burst.warnings())
        .containsExactly(
            "line 2: note: not known, ignored", "line 2: expect.outcom: not known, ignored");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      quoteCharacter = '`',
      value = {
        "{\"at\":\"0:00:01\",\"chat\" # not JSON",
        "{} {} # not JSON",
        "[1] # not a JSON object",
        "{\"at\":\"0:00:01\"} # neither a message",
        "{\"chat\":\"g\",\"id\":\"m\",\"sender\":\"u\",\"text\":\"x\"} # at: missing",
        "{\"at\":\"soon\",\"chat\":\"g\",\"id\":\"m\",\"sender\":\"u\",\"text\":\"x\"} # at: not an offset",
        "{\"at\":\"0:61:00\",\"chat\":\"g\",\"id\":\"m\",\"sender\":\"u\",\"text\":\"x\"} # at: not an offset",
        "{\"at\":\"0:00:01\",\"id\":\"m\",\"sender\":\"u\",\"text\":\"x\"} # chat: missing",
        "{\"at\":\"0:00:01\",\"chat\":\"g\",\"sender\":\"u\",\"text\":\"x\"} # id: missing",
        "{\"at\":\"0:00:01\",\"chat\":\"g\",\"id\":\"m\",\"text\":\"x\"} # sender: missing",
        "{\"at\":\"0:00:01\",\"chat\":\"g\",\"id\":\"m|1\",\"sender\":\"u\",\"text\":\"x\"} # id: may be neither",
        "{\"at\":\"0:00:01\",\"chat\":\"g\",\"id\":\"m\",\"sender\":\"u\"} # text: missing",
        "{\"at\":\"0:00:01\",\"chat\":7,\"id\":\"m\",\"sender\":\"u\",\"text\":\"x\"} # chat: not a string",
        "{\"at\":\"0:00:01\",\"chat\":\"g\",\"id\":\"m\",\"sender\":\"u\",\"type\":\"song\"} # type: none of",
        "{\"at\":\"0:00:01\",\"chat\":\"g\",\"id\":\"m\",\"sender\":\"u\",\"type\":\"recall\"} # recalls: missing",
        "{\"at\":\"0:00:05\",\"sent\":\"0:00:01\",\"chat\":\"g\",\"id\":\"m\",\"sender\":\"u\",\"text\":\"x\"} # sent: before",
        "{\"at\":\"0:00:01\",\"chat\":\"g\",\"id\":\"m\",\"sender\":\"u\",\"text\":\"x\",\"expect\":{\"outcome\":\"LOST\"}} # outcome: none of",
        "{\"at\":\"0:00:01\",\"chat\":\"g\",\"id\":\"m\",\"sender\":\"u\",\"text\":\"x\",\"expect\":{\"tier\":\"MOON\"}} # tier: none of",
        "{\"at\":\"0:00:01\",\"chat\":\"g\",\"id\":\"m\",\"sender\":\"u\",\"text\":\"x\",\"expect\":{\"parked\":\"yes\"}} # parked: neither",
        "{\"at\":\"0:00:01\",\"chat\":\"g\",\"id\":\"m\",\"sender\":\"u\",\"text\":\"x\",\"expect\":[]} # expect: not an object",
        "{\"at\":\"0:00:01\",\"command\":\"dance\",\"on\":\"m\"} # command: none of",
        "{\"at\":\"0:00:01\",\"command\":\"receipt\",\"on\":\"m\"} # command: a receipt",
        "{\"at\":\"0:00:01\",\"command\":\"claim\"} # on: missing",
        "{\"at\":\"0:00:01\",\"command\":\"claim\",\"on\":\"nobody\"} # on: no message nobody",
        "{\"at\":\"0:00:01\",\"import\":\"groups-none.csv\"} # import: no such file",
        "{\"at\":\"0:00:01\",\"import\":\"rules.csv\"} # import: the name must begin",
        "{\"matter\":\"lift\",\"expect\":{\"state\":\"CLOSED\"}} # matter: no message expects lift",
        "{\"matter\":\"lift\"} # expect: missing",
        "{\"matter\":\"lift\",\"expect\":{\"reporters\":1.5}} # reporters: not a whole number",
      })
  void wrongLineIsNamedWithItsReason(String line, String reason) throws Exception {
    BurstException refusal = refused(line.strip() + "\n");

    assertThat(refusal.errors())
        .singleElement()
        .asString()
        .startsWith("line 2: ")
        .contains(reason.strip());
  }

  @Test
  void everyWrongLineIsNamed() throws Exception {
    BurstException refusal = refused("\n{\n{\"at\":\"x\"}\nnonsense\n");

    assertThat(refusal.errors()).hasSize(3);
    assertThat(refusal.errors().get(2)).startsWith("line 5: ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      quoteCharacter = '`',
      value = {
        "{\"burst\":\"b\",\"platform\":\"wecom\",\"start\":\"2026-06-29T08:00:00+08:00\"} # tenant: missing",
        "{\"burst\":\"b\",\"tenant\":\"t\",\"platform\":\"w\",\"start\":\"yesterday\"} # start: not an instant",
        "{\"burst\":\"b\",\"tenant\":\"t\",\"platform\":\"w\",\"start\":\"2026-06-29T08:00:00+08:00\",\"speed\":0} # speed",
        "{\"at\":\"0:00:01\",\"chat\":\"g\",\"id\":\"m\",\"sender\":\"u\",\"text\":\"x\"} # the first line must be",
      })
  void wrongHeaderIsNamed(String header, String reason) throws Exception {
    Path file = file(header.strip() + "\n");

    assertThatThrownBy(() -> BurstParser.parse(file))
        .isInstanceOf(BurstException.class)
        .hasMessageContaining("line 1: " + reason.strip());
  }

  @Test
  void missingUntilIsAnHourAfterTheLastLine() throws Exception {
    Path file =
        file(
            """
            {"burst":"b","tenant":"t","platform":"w","start":"2026-06-29T08:00:00Z"}
            {"at":"2:00:00","chat":"g","id":"m","sender":"u","text":"x"}
            """);

    assertThat(BurstParser.parse(file).until()).isEqualTo(Duration.ofHours(3));
  }

  @Test
  void emptyFileIsRefused() throws Exception {
    Path file = file("");

    assertThatThrownBy(() -> BurstParser.parse(file)).hasMessageContaining("the file is empty");
  }

  @Test
  void brokenEncodingIsNamedWithItsLine() throws Exception {
    byte[] good = HEADER.getBytes(StandardCharsets.UTF_8);
    byte[] all = new byte[good.length + 2];
    System.arraycopy(good, 0, all, 0, good.length);
    all[good.length] = (byte) 0xC3;
    all[good.length + 1] = (byte) 0x28;
    Path file = Files.write(directory.resolve("broken.ndjson"), all);

    assertThatThrownBy(() -> BurstParser.parse(file)).hasMessageContaining("line 2: not UTF-8");
  }
}
