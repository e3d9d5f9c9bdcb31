package org.courtyard.router;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.courtyard.router.triage.TextModel;
import org.courtyard.schemas.AvroSerdes;
import org.courtyard.schemas.Topic;
import org.courtyard.schemas.Topics;
import org.courtyard.streams.StreamsService;
import org.courtyard.streams.StreamsSettings;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.health.Readiness;

/** Starts and stops the router, and says how it is. */
@ApplicationScoped
public class RouterApp {
  private static final List<Topic<?>> TOPICS =
      List.of(
          Topics.MESSAGES,
          Topics.PLACES,
          Topics.GROUPS,
          Topics.ROSTERS,
          Topics.RULES,
          Topics.CASE_COMMANDS,
          Topics.CASE_EVENTS,
          Topics.OUTCOMES,
          Topics.COMMAND_REJECTIONS,
          Topics.LABELS,
          Topics.ROUTER_DLQ);

  private final StreamsService service;

  RouterApp(RouterConfig config, MeterRegistry registry) {
    AvroSerdes serdes = AvroSerdes.registry(config.registryUrl());
    RouterMeters meters = new PrometheusMeters(registry);
    service =
        new StreamsService(
            streams(config),
            TOPICS,
            serdes,
            partitions -> RouterTopology.build(settings(config, partitions), serdes, meters),
            registry);
  }

  private static RouterSettings settings(RouterConfig config, int partitions) {
    return new RouterSettings(
        partitions,
        config.time().mapping(),
        config.reopenWindow(),
        config.keepClosed(),
        config.parking().perGroup(),
        config.parking().atMost(),
        model(config));
  }

  /** Read again whenever the topology is built: a new file counts from the next start on. */
  private static Optional<TextModel> model(RouterConfig config) {
    if (config.model().isEmpty()) {
      return TextModel.builtIn();
    }
    Path file = config.model().get();
    try (InputStream in = Files.newInputStream(file)) {
      return Optional.of(TextModel.read(in));
    } catch (IOException e) {
      throw new IllegalStateException("courtyard.model=" + file + " cannot be used: " + e, e);
    }
  }

  private static StreamsSettings streams(RouterConfig config) {
    return new StreamsSettings(
        "router",
        config.bootstrapServers(),
        config.instance(),
        config.stateDir(),
        config.threads(),
        config.commitInterval(),
        config.standbys(),
        config.groupProtocol(),
        config.rocksdbBytes(),
        Set.of(Topics.RULES.name(), Topics.ROSTERS.name()),
        Set.of(KafkaCaseStore.ARCHIVE_DUE));
  }

  void start(@Observes StartupEvent event) {
    service.start(partitions -> {}, () -> Quarkus.asyncExit(1));
  }

  void stop(@Observes ShutdownEvent event) {
    service.close();
  }

  /** Ready once it runs and all its state is restored. */
  @Readiness
  @ApplicationScoped
  HealthCheck ready() {
    return () -> check("streams", service.ready());
  }

  /** Alive while it can still recover by itself. */
  @Liveness
  @ApplicationScoped
  HealthCheck alive() {
    return () -> check("streams", service.alive());
  }

  private HealthCheckResponse check(String name, boolean up) {
    return HealthCheckResponse.named(name).status(up).withData("state", service.state()).build();
  }
}
