package org.courtyard.router;

import static org.courtyard.router.World.GARDEN;
import static org.courtyard.router.World.STARS;
import static org.courtyard.router.World.building;
import static org.courtyard.router.World.group;
import static org.courtyard.router.World.id;
import static org.courtyard.router.World.key;
import static org.courtyard.router.World.says;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.courtyard.schemas.Action;
import org.courtyard.schemas.CaseCommand;
import org.courtyard.schemas.CaseEvent;
import org.courtyard.schemas.CommandRejection;
import org.courtyard.schemas.DeliveryPurpose;
import org.courtyard.schemas.DomainTime;
import org.courtyard.schemas.EventType;
import org.courtyard.schemas.Group;
import org.courtyard.schemas.Intent;
import org.courtyard.schemas.Label;
import org.courtyard.schemas.Message;
import org.courtyard.schemas.OfflineSerdes;
import org.courtyard.schemas.Outcome;
import org.courtyard.schemas.Place;
import org.courtyard.schemas.Receipt;
import org.courtyard.schemas.Rules;
import org.courtyard.schemas.ShardInput;
import org.courtyard.schemas.Topic;
import org.courtyard.schemas.Topics;
import org.courtyard.schemas.TriagedMessage;
import org.courtyard.schemas.Verdict;

/**
 * A whole router over one street: community C1 (shard FY) with eight buildings B1 to B8 and a group
 * g1 to g8 each, community C2 with B9 and g9.
 */
final class TestRouter implements AutoCloseable {
  private final OfflineSerdes serdes = new OfflineSerdes();
  private final TopologyTestDriver driver;
  private final TestInputTopic<String, Message> messages;
  private final TestInputTopic<String, ShardInput> triaged;
  private final TestInputTopic<String, CaseCommand> commands;
  private final TestInputTopic<String, Rules> rules;
  private final TestOutputTopic<String, Outcome> outcomes;
  private final TestOutputTopic<String, CaseEvent> events;
  private final TestOutputTopic<String, CommandRejection> rejections;
  private final TestOutputTopic<String, Label> labels;
  private int commandIds;

  TestRouter(Path state) {
    RouterSettings settings =
        new RouterSettings(
            4,
            DomainTime.REAL,
            Duration.ofDays(7),
            Duration.ofDays(14),
            3,
            Duration.ofDays(7),
            java.util.Optional.empty());
    Properties config = new Properties();
    config.put(StreamsConfig.APPLICATION_ID_CONFIG, "router-test");
    config.put(StreamsConfig.STATE_DIR_CONFIG, state.toString());
    driver =
        new TopologyTestDriver(
            RouterTopology.build(settings, new OfflineSerdes(), RouterMeters.NONE),
            config,
            World.MORNING);
    messages = input(Topics.MESSAGES);
    triaged =
        driver.createInputTopic(
            "router-test-by-shard-repartition",
            Serdes.String().serializer(),
            serdes.of(ShardInput.class).serializer());
    commands = input(Topics.CASE_COMMANDS);
    rules = input(Topics.RULES);
    outcomes = output(Topics.OUTCOMES);
    events = output(Topics.CASE_EVENTS);
    rejections = output(Topics.COMMAND_REJECTIONS);
    labels = output(Topics.LABELS);
    rules(World.rules());
    input(Topics.ROSTERS).pipeInput(World.TENANT, World.roster());
    TestInputTopic<String, Place> places = input(Topics.PLACES);
    TestInputTopic<String, Group> groups = input(Topics.GROUPS);
    for (int n = 1; n <= 9; n++) {
      Place place = place(n);
      places.pipeInput(World.TENANT + "|" + place.getId(), place);
      Group group = group("g" + n, "B" + n);
      groups.pipeInput(group.getKey(), group);
    }
  }

  private static Place place(int n) {
    return building("B" + n, n <= 8 ? GARDEN : STARS);
  }

  private <T extends SpecificRecord> TestInputTopic<String, T> input(Topic<T> topic) {
    return driver.createInputTopic(
        topic.name(), Serdes.String().serializer(), serdes.of(topic.value()).serializer());
  }

  private <T extends SpecificRecord> TestOutputTopic<String, T> output(Topic<T> topic) {
    return driver.createOutputTopic(
        topic.name(), Serdes.String().deserializer(), serdes.of(topic.value()).deserializer());
  }

  @Override
  public void close() {
    driver.close();
  }

  void rules(Rules now) {
    rules.pipeInput(World.TENANT, now);
  }

  Outcome say(String chat, String sender, String messageId, int minute, String text) {
    return say(says(chat, sender, messageId, minute, text));
  }

  Outcome say(Message message) {
    messages.pipeInput(message.getGroup(), message);
    return outcomes.readValue();
  }

  /** A message of which triage is not sure that it is a grievance. */
  Outcome perhaps(
      String chat, String sender, String messageId, int minute, String category, String text) {
    return unsure(chat, says(chat, sender, messageId, minute, text), Intent.GRIEVANCE, category);
  }

  /** Says what triage takes for chatter, but nearly for a report. */
  Outcome nearly(
      String chat, String sender, String messageId, int minute, String category, String text) {
    return unsure(chat, says(chat, sender, messageId, minute, text), Intent.CHATTER, category);
  }

  private Outcome unsure(String chat, Message message, Intent intent, String category) {
    Verdict verdict =
        Verdict.newBuilder()
            .setIntent(intent)
            .setCategory(category)
            .setRule("model")
            .setRulesVersion("rules-1")
            .setAsk(intent != Intent.CHATTER)
            .setScore(0.45)
            .setThreshold(0.5)
            .build();
    int n = Integer.parseInt(chat.substring(1));
    Place place = place(n);
    triaged.pipeInput(
        place.getShard(), new ShardInput(new TriagedMessage(message, place, verdict)));
    return outcomes.readValue();
  }

  void command(CaseCommand command) {
    commands.pipeInput(command.getCaseId(), command);
  }

  CaseCommand order(String caseId, Action action, int minute) {
    return World.command("c" + ++commandIds, caseId, action, minute);
  }

  void answer(String caseId, int minute, String text) {
    CaseCommand feedback = order(caseId, Action.FEEDBACK, minute);
    feedback.setText(text);
    command(feedback);
  }

  /** Proof that something we said reached a group. */
  void delivered(String caseId, String chat, DeliveryPurpose purpose, int minute, String sentId) {
    CaseCommand receipt = order(caseId, Action.RECEIPT, minute);
    receipt.setReceipt(
        new Receipt(
            "d-" + receipt.getId(),
            key(chat),
            purpose,
            true,
            0,
            id(sentId),
            receipt.getOccurredAt(),
            null));
    command(receipt);
  }

  void advance(Duration time) {
    driver.advanceWallClockTime(time);
  }

  List<CaseEvent> events() {
    return events.readValuesToList();
  }

  List<EventType> eventTypes() {
    return events().stream().map(CaseEvent::getType).toList();
  }

  List<CommandRejection> rejections() {
    return rejections.readValuesToList();
  }

  List<Label> labels() {
    return new ArrayList<>(labels.readValuesToList());
  }
}
