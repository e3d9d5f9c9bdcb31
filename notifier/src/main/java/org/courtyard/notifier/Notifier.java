package org.courtyard.notifier;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.courtyard.notifier.delivery.Destination;
import org.courtyard.schemas.AvroSerdes;

/**
 * The whole service without its container: reference data, planner and sender, each in a loop of
 * its own.
 */
final class Notifier implements AutoCloseable {
  private static final Duration GRACE = Duration.ofSeconds(10);

  private final ReferenceData reference;
  private final EventPlanner planner;
  private final DeliverySender sender;
  private final Destinations destinations;
  private final HttpPost http;
  private final List<Loop> loops;

  /**
   * @param fatal called when no waiting will help
   */
  Notifier(NotifierConfig config, MeterRegistry registry, InstantSource wall, Runnable fatal) {
    KafkaAccess kafka = new KafkaAccess(config.bootstrapServers(), config.instance());
    AvroSerdes serdes = AvroSerdes.registry(config.registryUrl());
    NotifierMeters meters = new NotifierMeters(registry);
    NotifierConfig.Sending sending = config.sending();
    http = new HttpPost(sending.connectTimeout(), sending.requestTimeout(), wall);
    Map<Destination.Type, Channel> channels =
        Map.of(
            Destination.Type.WEBHOOK, new WebhookChannel(http, wall),
            Destination.Type.WECOM_ROBOT, new WecomRobotChannel(http));
    destinations = new Destinations(config.destinationsFile(), sending.perMinute());
    reference = new ReferenceData(kafka, serdes, meters);
    planner = new EventPlanner(kafka, serdes, reference, config, wall, meters);
    sender = new DeliverySender(kafka, serdes, destinations, channels, config, wall, meters);
    loops =
        List.of(
            new Loop("reference", reference::follow, fatal),
            new Loop("planner", planner::plan, fatal),
            new Loop("sender", sender::send, fatal));
  }

  void start() {
    loops.forEach(Loop::start);
  }

  /** What readiness depends on, and whether it holds. */
  Map<String, Boolean> readiness() {
    return Map.of(
        "reference loaded", reference.loaded(),
        "planner assigned", planner.assigned(),
        "outbox loaded", sender.loaded(),
        "destinations read", destinations.loaded());
  }

  /** Whether everything that should run does, be it only waiting for the broker. */
  boolean alive() {
    return loops.stream().allMatch(Loop::alive);
  }

  @Override
  public void close() {
    loops.forEach(Loop::finish);
    loops.forEach(loop -> loop.stop(GRACE));
    http.close();
  }
}
