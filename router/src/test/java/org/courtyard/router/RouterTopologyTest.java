package org.courtyard.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.courtyard.router.World.GARDEN;
import static org.courtyard.router.World.STARS;
import static org.courtyard.router.World.building;
import static org.courtyard.router.World.command;
import static org.courtyard.router.World.group;
import static org.courtyard.router.World.id;
import static org.courtyard.router.World.key;
import static org.courtyard.router.World.says;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.courtyard.schemas.Action;
import org.courtyard.schemas.Actor;
import org.courtyard.schemas.CaseCommand;
import org.courtyard.schemas.CaseEvent;
import org.courtyard.schemas.CaseState;
import org.courtyard.schemas.CommandRejection;
import org.courtyard.schemas.ContentType;
import org.courtyard.schemas.DeliveryPurpose;
import org.courtyard.schemas.DomainTime;
import org.courtyard.schemas.EventType;
import org.courtyard.schemas.Group;
import org.courtyard.schemas.Message;
import org.courtyard.schemas.OfflineSerdes;
import org.courtyard.schemas.Outcome;
import org.courtyard.schemas.OutcomeKind;
import org.courtyard.schemas.Place;
import org.courtyard.schemas.PlaceUnit;
import org.courtyard.schemas.Rating;
import org.courtyard.schemas.Receipt;
import org.courtyard.schemas.RejectionCode;
import org.courtyard.schemas.Roster;
import org.courtyard.schemas.Rules;
import org.courtyard.schemas.Tier;
import org.courtyard.schemas.Topic;
import org.courtyard.schemas.Topics;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RouterTopologyTest {
  @TempDir Path state;

  private final OfflineSerdes serdes = new OfflineSerdes();
  private TopologyTestDriver driver;
  private TestInputTopic<String, Message> messages;
  private TestInputTopic<String, Place> places;
  private TestInputTopic<String, Group> groups;
  private TestInputTopic<String, CaseCommand> commands;
  private TestOutputTopic<String, Outcome> outcomes;
  private TestOutputTopic<String, CaseEvent> events;
  private TestOutputTopic<String, CommandRejection> rejections;

  private static Topology topology() {
    return RouterTopology.build(settings(), new OfflineSerdes(), RouterMeters.NONE);
  }

  private static RouterSettings settings() {
    return new RouterSettings(
        4,
        DomainTime.REAL,
        Duration.ofDays(7),
        Duration.ofDays(14),
        3,
        Duration.ofDays(7),
        java.util.Optional.empty());
  }

  @BeforeEach
  void start() {
    Properties config = new Properties();
    config.put(StreamsConfig.APPLICATION_ID_CONFIG, "router-test");
    config.put(StreamsConfig.STATE_DIR_CONFIG, state.toString());
    driver = new TopologyTestDriver(topology(), config, World.MORNING);
    messages = input(Topics.MESSAGES);
    places = input(Topics.PLACES);
    groups = input(Topics.GROUPS);
    commands = input(Topics.CASE_COMMANDS);
    outcomes = output(Topics.OUTCOMES);
    events = output(Topics.CASE_EVENTS);
    rejections = output(Topics.COMMAND_REJECTIONS);
    TestInputTopic<String, Rules> rules = input(Topics.RULES);
    rules.pipeInput(World.TENANT, World.rules());
    TestInputTopic<String, Roster> rosters = input(Topics.ROSTERS);
    rosters.pipeInput(World.TENANT, World.roster());
    place(building("B1", GARDEN));
    place(building("B2", GARDEN));
    place(building("B3", STARS));
    Stream.of("1", "2", "3").forEach(n -> join(group("g" + n, "B" + n)));
  }

  @AfterEach
  void stop() {
    driver.close();
  }

  private <T extends SpecificRecord> TestInputTopic<String, T> input(Topic<T> topic) {
    return driver.createInputTopic(
        topic.name(), Serdes.String().serializer(), serdes.of(topic.value()).serializer());
  }

  private <T extends SpecificRecord> TestOutputTopic<String, T> output(Topic<T> topic) {
    return driver.createOutputTopic(
        topic.name(), Serdes.String().deserializer(), serdes.of(topic.value()).deserializer());
  }

  private void place(Place place) {
    places.pipeInput(World.TENANT + "|" + place.getId(), place);
  }

  private void join(Group group) {
    groups.pipeInput(group.getKey(), group);
  }

  private Outcome say(String chat, String sender, String messageId, int minute, String text) {
    return say(says(chat, sender, messageId, minute, text));
  }

  private Outcome say(Message message) {
    messages.pipeInput(message.getGroup(), message);
    return outcomes.readValue();
  }

  private List<EventType> newEvents() {
    return events.readValuesToList().stream().map(CaseEvent::getType).toList();
  }

  private CaseEvent lastEvent() {
    return events.readValuesToList().getLast();
  }

  /** An intended change: copy target/topology.txt over the file on record. */
  @Test
  void theTopologyIsTheOneOnRecord() throws IOException {
    String now = topology().describe().toString().strip() + "\n";
    Files.writeString(Path.of("target/topology.txt"), now);
    try (InputStream golden = getClass().getResourceAsStream("/expected_topology.txt")) {
      assertThat(now).isEqualTo(new String(golden.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  @Test
  void chatterLeavesOneOutcomeAndNothingElse() {
    // When
    Outcome outcome = say("g1", "li", "m1", 0, "今天天气真好");
    // Then
    assertThat(outcome.getKind()).isEqualTo(OutcomeKind.CHATTER);
    assertThat(events.isEmpty()).isTrue();
    assertThat(driver.<String, String>getWindowStore(KafkaCaseStore.MESSAGE_MEMORY).all().hasNext())
        .isFalse();
  }

  @Test
  void aGrievanceOpensACaseAtTheLowestCompetentTier() {
    // When
    Outcome outcome = say("g1", "li", "m1", 0, "3单元电梯坏了");
    // Then
    assertThat(outcome.getKind()).isEqualTo(OutcomeKind.OPENED);
    assertThat(outcome.getCaseId()).startsWith("FY-").hasSize(9);
    List<CaseEvent> told = events.readValuesToList();
    assertThat(told)
        .extracting(CaseEvent::getType)
        .containsExactly(EventType.OPENED, EventType.DISPATCHED);
    assertThat(told).extracting(CaseEvent::getSeq).containsExactly(1L, 2L);
    assertThat(told.getLast().getAfter().getTier()).isEqualTo(Tier.BUILDING);
    assertThat(told.getLast().getAfter().getHandler().getPerson()).isEqualTo("head");
    assertThat(told.getLast().getAfter().getOccurredAt()).isEqualTo(World.MORNING);
    assertThat(told.getFirst().getReason().getBy()).isEqualTo("lift");
    assertThat(told.getFirst().getReason().getRulesVersion()).isEqualTo("rules-1");
  }

  @Test
  void aCategoryThatABuildingCannotSettleStartsHigher() {
    // When
    say("g1", "li", "m1", 0, "又停水了");
    // Then
    assertThat(lastEvent().getAfter().getTier()).isEqualTo(Tier.COMMUNITY);
  }

  @Test
  void theSameLiftInTheSameBuildingIsOneMatterUnlessTheEntranceDiffers() {
    // Given
    String first = say("g1", "li", "m1", 0, "3单元电梯坏了").getCaseId();
    // When
    Outcome neighbour = say("g1", "wang", "m2", 5, "电梯停了，等了半天");
    Outcome elsewhere = say("g1", "zhao", "m3", 6, "1单元电梯困人了");
    Outcome otherBuilding = say("g2", "qian", "m4", 7, "电梯坏了");
    // Then
    assertThat(neighbour.getKind()).isEqualTo(OutcomeKind.JOINED);
    assertThat(neighbour.getCaseId()).isEqualTo(first);
    assertThat(elsewhere.getKind()).isEqualTo(OutcomeKind.OPENED);
    assertThat(otherBuilding.getKind()).isEqualTo(OutcomeKind.OPENED);
  }

  @Test
  void oneWaterMainInTwoBuildingsIsOneMatterWithTwoGroupsToAnswer() {
    // Given
    String first = say("g1", "li", "m1", 0, "停水了吗").getCaseId();
    // When
    Outcome other = say("g2", "wang", "m2", 5, "我们楼没水");
    Outcome otherCommunity = say("g3", "zhao", "m3", 5, "没水了");
    // Then
    assertThat(other.getKind()).isEqualTo(OutcomeKind.JOINED);
    assertThat(other.getCaseId()).isEqualTo(first);
    assertThat(otherCommunity.getKind()).isEqualTo(OutcomeKind.OPENED);
    List<CaseEvent> told = events.readValuesToList();
    assertThat(told.get(2).getAfter().getAudience()).hasSize(2);
  }

  @Test
  void aSendersBurstIsOneMatterWithItsPictures() {
    // Given
    String first = say("g1", "li", "m1", 0, "垃圾没人收").getCaseId();
    Message picture = says("g1", "li", "m2", 1, "");
    picture.setType(ContentType.IMAGE);
    // When
    Outcome photo = say(picture);
    Outcome more = say("g1", "li", "m3", 2, "垃圾臭死了");
    // Then
    assertThat(List.of(photo.getKind(), more.getKind())).containsOnly(OutcomeKind.ATTACHED);
    assertThat(List.of(photo.getCaseId(), more.getCaseId())).containsOnly(first);
  }

  @Test
  void aHandlersAnswerInTheGroupIsItsOwnProofOfDelivery() {
    // Given
    say("g1", "li", "m1", 0, "电梯坏了");
    // When
    say("g1", "head", "m2", 10, "收到，马上去看");
    Outcome done = say("g1", "head", "m3", 50, "电梯修好了");
    // Then
    assertThat(done.getKind()).isEqualTo(OutcomeKind.HANDLED);
    List<CaseEvent> told = events.readValuesToList();
    assertThat(told)
        .extracting(CaseEvent::getType)
        .containsExactly(
            EventType.OPENED,
            EventType.DISPATCHED,
            EventType.CLAIMED,
            EventType.ANSWERED,
            EventType.FEEDBACK_GIVEN);
    assertThat(told.getLast().getAfter().getFeedbackAt())
        .isEqualTo(World.MORNING.plus(Duration.ofMinutes(50)));
  }

  @Test
  void anAnswerByCommandCountsOnlyOnceEveryGroupHasProof() {
    // Given
    String caseId = say("g1", "li", "m1", 0, "停水了").getCaseId();
    say("g2", "wang", "m2", 5, "没水");
    CaseCommand feedback = command("c1", caseId, Action.FEEDBACK, 60);
    feedback.setText("管道已抢修，恢复供水");
    // When
    commands.pipeInput(caseId, feedback);
    events.readValuesToList();
    commands.pipeInput(caseId, receipt("c2", caseId, "g1", 61));
    List<EventType> afterOne = newEvents();
    commands.pipeInput(caseId, receipt("c3", caseId, "g2", 65));
    // Then
    assertThat(afterOne).containsExactly(EventType.DELIVERED);
    List<CaseEvent> told = events.readValuesToList();
    assertThat(told)
        .extracting(CaseEvent::getType)
        .containsExactly(EventType.DELIVERED, EventType.FEEDBACK_GIVEN);
    assertThat(told.getLast().getAfter().getState()).isEqualTo(CaseState.FEEDBACK_GIVEN);
    assertThat(told.getLast().getAfter().getFeedbackAt())
        .isEqualTo(World.MORNING.plus(Duration.ofMinutes(65)));
  }

  private static CaseCommand receipt(String id, String caseId, String chat, int minute) {
    CaseCommand command = command(id, caseId, Action.RECEIPT, minute);
    command.setReceipt(
        new Receipt(
            "d-" + id,
            key(chat),
            DeliveryPurpose.RESULT,
            true,
            0,
            id("bot-" + id),
            command.getOccurredAt(),
            null));
    return command;
  }

  @Test
  void aRepeatedMessageOrCommandChangesNothing() {
    // Given
    String caseId = say("g1", "li", "m1", 0, "电梯坏了").getCaseId();
    commands.pipeInput(caseId, command("c1", caseId, Action.CLAIM, 5));
    events.readValuesToList();
    // When
    Outcome again = say("g1", "li", "m1", 0, "电梯坏了");
    commands.pipeInput(caseId, command("c1", caseId, Action.CLAIM, 5));
    // Then
    assertThat(again.getKind()).isEqualTo(OutcomeKind.REPEATED);
    assertThat(again.getCaseId()).isEqualTo(caseId);
    assertThat(events.isEmpty()).isTrue();
    assertThat(rejections.isEmpty()).isTrue();
  }

  @Test
  void aCommandThatTheStateDoesNotAllowIsRejectedWithAReason() {
    // Given
    String caseId = say("g1", "li", "m1", 0, "电梯坏了").getCaseId();
    // When
    commands.pipeInput(caseId, command("c1", caseId, Action.CLOSE, 5));
    commands.pipeInput("FY-ZZZZZZ", command("c2", "FY-ZZZZZZ", Action.CLAIM, 5));
    // Then
    List<CommandRejection> told = rejections.readValuesToList();
    assertThat(told)
        .extracting(CommandRejection::getCode)
        .containsExactly(RejectionCode.NOT_IN_THIS_STATE, RejectionCode.UNKNOWN_CASE);
  }

  @Test
  void escalationGoesUpTheLadderAndEndsAtTheTop() {
    // Given
    String caseId = say("g1", "li", "m1", 0, "电梯坏了").getCaseId();
    // When
    for (int i = 1; i <= 3; i++) {
      commands.pipeInput(caseId, command("up" + i, caseId, Action.ESCALATE, i));
    }
    // Then
    assertThat(
            events.readValuesToList().stream()
                .filter(e -> e.getType() == EventType.ESCALATED)
                .map(e -> e.getAfter().getTier()))
        .containsExactly(Tier.COMMUNITY, Tier.STREET);
    assertThat(rejections.readValue().getCode()).isEqualTo(RejectionCode.NO_HIGHER_TIER);
  }

  @Test
  void anEscalationMeantForATierThatTheCaseHasLeftIsOutdated() {
    // Given
    String caseId = say("g1", "li", "m1", 0, "电梯坏了").getCaseId();
    commands.pipeInput(caseId, command("up1", caseId, Action.ESCALATE, 1));
    CaseCommand late = command("up2", caseId, Action.ESCALATE, 2);
    late.setFromTier(Tier.BUILDING);
    // When
    commands.pipeInput(caseId, late);
    // Then
    assertThat(rejections.readValue().getCode()).isEqualTo(RejectionCode.OUTDATED);
  }

  @Test
  void neverMindWithdrawsOnlyWhatNobodyElseReports() {
    // Given
    say("g1", "li", "m1", 0, "电梯坏了");
    say("g1", "wang", "m2", 1, "电梯停了");
    // When
    Outcome one = say("g1", "li", "m3", 2, "算了");
    Outcome two = say("g1", "wang", "m4", 3, "不用了");
    // Then
    assertThat(List.of(one.getKind(), two.getKind())).containsOnly(OutcomeKind.WITHDRAWN);
    assertThat(newEvents())
        .endsWith(EventType.JOINED, EventType.REPORTER_LEFT, EventType.WITHDRAWN);
  }

  @Test
  void aRecallWithdrawsEvenWhenItOvertakesItsMessage() {
    // Given
    Message recall = says("g1", "li", "r1", 1, "");
    recall.setType(ContentType.RECALL);
    recall.setRecalledId(id("m1"));
    Message second = says("g1", "li", "r2", 11, "");
    second.setType(ContentType.RECALL);
    second.setRecalledId(id("m2"));
    // When
    Outcome overtaking = say(recall);
    Outcome overtaken = say("g1", "li", "m1", 0, "电梯坏了");
    say("g1", "li", "m2", 10, "电梯坏了");
    Outcome inOrder = say(second);
    // Then
    assertThat(overtaking.getKind()).isEqualTo(OutcomeKind.RECALLED);
    assertThat(overtaken.getKind()).isEqualTo(OutcomeKind.RECALLED);
    assertThat(inOrder.getKind()).isEqualTo(OutcomeKind.WITHDRAWN);
    assertThat(newEvents())
        .containsExactly(EventType.OPENED, EventType.DISPATCHED, EventType.WITHDRAWN);
  }

  @Test
  void aFollowUpAttachesThenReopensAfterTheAnswer() {
    // Given
    String caseId = say("g1", "li", "m1", 0, "电梯坏了").getCaseId();
    // When
    Outcome before = say("g1", "li", "m2", 30, "还没修？");
    say("g1", "head", "m3", 40, "修好了");
    Outcome satisfied = say("g1", "li", "m4", 45, "满意");
    events.readValuesToList();
    Outcome after = say("g1", "li", "m5", 90, "还没修好啊");
    // Then
    assertThat(before.getKind()).isEqualTo(OutcomeKind.ATTACHED);
    assertThat(satisfied.getKind()).isEqualTo(OutcomeKind.EVALUATED);
    assertThat(after.getCaseId()).isEqualTo(caseId);
    CaseEvent reopened = lastEvent();
    assertThat(reopened.getType()).isEqualTo(EventType.REOPENED);
    assertThat(reopened.getAfter().getRound()).isEqualTo(1);
    assertThat(reopened.getAfter().getTier()).isEqualTo(Tier.COMMUNITY);
    assertThat(reopened.getAfter().getOccurredAt())
        .isEqualTo(World.MORNING.plus(Duration.ofMinutes(90)));
  }

  @Test
  void satisfactionIsRecordedWithItsRating() {
    // Given
    say("g1", "li", "m1", 0, "电梯坏了");
    say("g1", "head", "m2", 10, "修好了");
    // When
    say("g1", "li", "m3", 20, "很满意");
    // Then
    assertThat(lastEvent().getAfter().getRating()).isEqualTo(Rating.SATISFIED);
  }

  @Test
  void aQuoteOfOurOwnMessageFindsTheCase() {
    // Given
    String caseId = say("g1", "li", "m1", 0, "垃圾没人收").getCaseId();
    say("g1", "li", "m2", 40, "电梯坏了");
    CaseCommand receipt = receipt("c9", caseId, "g1", 1);
    receipt.getReceipt().setPurpose(DeliveryPurpose.RECEIVED);
    commands.pipeInput(caseId, receipt);
    Message quoting = says("g1", "head", "m3", 50, "马上去看");
    quoting.setQuotedId(id("bot-c9"));
    // When
    Outcome outcome = say(quoting);
    // Then
    assertThat(outcome.getKind()).isEqualTo(OutcomeKind.HANDLED);
    assertThat(outcome.getCaseId()).isEqualTo(caseId);
  }

  @Test
  void aHandlersNeverMindIsNotTheResidents() {
    // Given
    say("g1", "li", "m1", 0, "电梯坏了");
    say("g1", "head", "m2", 1, "马上去看");
    // When
    Outcome outcome = say("g1", "head", "m3", 2, "算了");
    // Then
    assertThat(outcome.getKind()).isEqualTo(OutcomeKind.CHATTER);
    assertThat(newEvents()).doesNotContain(EventType.WITHDRAWN);
  }

  @Test
  void whatCouldNotBeDeliveredIsHeardOnceAHandlerSaysItThere() {
    // Given
    String caseId = say("g1", "li", "m1", 0, "电梯坏了").getCaseId();
    CaseCommand feedback = command("c1", caseId, Action.FEEDBACK, 60);
    feedback.setText("已修复");
    commands.pipeInput(caseId, feedback);
    CaseCommand failed = receipt("c2", caseId, "g1", 61);
    failed.getReceipt().setDelivered(false);
    commands.pipeInput(caseId, failed);
    events.readValuesToList();
    // When
    say("g1", "head", "m2", 90, "电梯修好了");
    // Then
    assertThat(newEvents()).containsExactly(EventType.DELIVERED, EventType.FEEDBACK_GIVEN);
  }

  @Test
  void aFollowUpThatArrivesLateDoesNotReopenWhatWasAnsweredSince() {
    // Given
    say("g1", "li", "m1", 0, "电梯坏了");
    say("g1", "head", "m2", 40, "修好了");
    events.readValuesToList();
    // When
    Outcome late = say("g1", "li", "m3", 30, "还没修？");
    // Then
    assertThat(late.getKind()).isEqualTo(OutcomeKind.ATTACHED);
    assertThat(newEvents()).containsExactly(EventType.ATTACHED);
  }

  @Test
  void aCommandWithdrawsOnlyForItsOwnReporter() {
    // Given
    String caseId = say("g1", "li", "m1", 0, "电梯坏了").getCaseId();
    say("g1", "wang", "m2", 1, "电梯停了");
    CaseCommand withdraw = command("c1", caseId, Action.WITHDRAW, 5);
    withdraw.setActor(new Actor("li", "resident"));
    // When
    commands.pipeInput(caseId, withdraw);
    // Then
    assertThat(newEvents()).endsWith(EventType.REPORTER_LEFT);
  }

  @Test
  void anotherTenantsBuildingOfTheSameNameMovesNothingHere() {
    // Given
    say("g1", "li", "m1", 0, "又没水了");
    events.readValuesToList();
    Place foreign = building("B1", STARS);
    foreign.setTenant("other");
    foreign.setShard("QT");
    // When
    places.pipeInput("other|B1", foreign);
    driver.advanceWallClockTime(Duration.ofSeconds(1));
    // Then
    assertThat(events.isEmpty()).isTrue();
  }

  @Test
  void anUnknownGroupWaitsInOrderUntilItIsKnown() {
    // When
    List<OutcomeKind> before = new ArrayList<>();
    before.add(say("g9", "li", "m1", 0, "电梯坏了").getKind());
    before.add(say("g9", "li", "m2", 1, "你好").getKind());
    before.add(say("g9", "li", "m3", 2, "算了").getKind());
    before.add(say("g9", "li", "m4", 3, "太多了").getKind());
    join(group("g9", "B1"));
    driver.advanceWallClockTime(Duration.ofSeconds(1));
    // Then
    assertThat(before)
        .containsExactly(
            OutcomeKind.PARKED, OutcomeKind.PARKED, OutcomeKind.PARKED, OutcomeKind.EXPIRED);
    List<Outcome> after = outcomes.readValuesToList();
    assertThat(after)
        .extracting(Outcome::getMessageId, Outcome::getKind)
        .containsExactlyInAnyOrder(
            org.assertj.core.groups.Tuple.tuple(id("m1"), OutcomeKind.OPENED),
            org.assertj.core.groups.Tuple.tuple(id("m2"), OutcomeKind.CHATTER),
            org.assertj.core.groups.Tuple.tuple(id("m3"), OutcomeKind.WITHDRAWN));
  }

  @Test
  void whatWaitsTooLongExpiresAndCanBeSentAgain() {
    // Given
    say("g9", "li", "m1", 0, "电梯坏了");
    // When
    driver.advanceWallClockTime(Duration.ofDays(7).plusMinutes(1));
    // Then
    assertThat(outcomes.readValue().getKind()).isEqualTo(OutcomeKind.EXPIRED);
    TestOutputTopic<String, Message> dead =
        driver.createOutputTopic(
            Topics.ROUTER_DLQ.name(),
            Serdes.String().deserializer(),
            serdes.of(Message.class).deserializer());
    assertThat(dead.readValue().getId()).isEqualTo(id("m1"));
  }

  @Test
  void openCasesFollowABuildingThatMovesAndKeepTheirClock() {
    // Given
    String caseId = say("g1", "li", "m1", 0, "又没水了").getCaseId();
    events.readValuesToList();
    Place moved = building("B1", STARS);
    moved.setShard("FY");
    // When
    place(moved);
    driver.advanceWallClockTime(Duration.ofSeconds(1));
    // Then
    CaseEvent rerouted = lastEvent();
    assertThat(rerouted.getType()).isEqualTo(EventType.REROUTED);
    assertThat(rerouted.getCaseId()).isEqualTo(caseId);
    assertThat(rerouted.getAfter().getPath()).extracting(PlaceUnit::getId).contains("C2");
    assertThat(rerouted.getAfter().getOccurredAt()).isEqualTo(World.MORNING);
  }

  @Test
  void aSettledCaseIsClosedAndArchivedAfterItsTime() {
    // Given
    String caseId = say("g1", "li", "m1", 0, "电梯坏了").getCaseId();
    say("g1", "head", "m2", 10, "修好了");
    events.readValuesToList();
    // When
    driver.advanceWallClockTime(Duration.ofDays(13));
    boolean tooEarly = events.isEmpty();
    driver.advanceWallClockTime(Duration.ofDays(2));
    // Then
    assertThat(tooEarly).isTrue();
    assertThat(newEvents()).containsExactly(EventType.CLOSED, EventType.ARCHIVED);
    commands.pipeInput(caseId, command("late", caseId, Action.REOPEN, 1));
    assertThat(rejections.readValue().getCode()).isEqualTo(RejectionCode.UNKNOWN_CASE);
  }

  @Test
  void newRulesApplyFromTheNextMessageOn() {
    // Given
    assertThat(say("g1", "li", "m1", 0, "路灯不亮").getKind()).isEqualTo(OutcomeKind.CHATTER);
    Rules more = World.rules();
    more.setVersion("rules-2");
    var triage = new ArrayList<>(more.getTriage());
    var lamp = org.courtyard.schemas.TriageRule.newBuilder(triage.getFirst()).build();
    lamp.setId("lamp");
    lamp.setCategory("OTHER");
    lamp.setAll(List.of("路灯"));
    lamp.setAny(List.of("不亮"));
    triage.add(lamp);
    more.setTriage(triage);
    // When
    this.<Rules>input(Topics.RULES).pipeInput(World.TENANT, more);
    Outcome outcome = say("g1", "li", "m2", 1, "路灯不亮");
    // Then
    assertThat(outcome.getKind()).isEqualTo(OutcomeKind.OPENED);
    assertThat(outcome.getVerdict().getRulesVersion()).isEqualTo("rules-2");
  }

  @Test
  void aDifferentTenantsCommandDoesNotTouchTheCase() {
    // Given
    String caseId = say("g1", "li", "m1", 0, "电梯坏了").getCaseId();
    CaseCommand foreign = command("c1", caseId, Action.CLAIM, 1);
    foreign.setTenant("other");
    this.<Rules>input(Topics.RULES).pipeInput("other", World.rules());
    // When
    commands.pipeInput(caseId, foreign);
    // Then
    assertThat(rejections.readValue().getCode()).isEqualTo(RejectionCode.UNKNOWN_CASE);
  }
}
