package org.courtyard.ingest;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.courtyard.ingest.access.Tokens;
import org.courtyard.ingest.command.Orders;
import org.courtyard.ingest.identity.Identity;
import org.courtyard.ingest.message.Intake;
import org.courtyard.ingest.validation.Checked;
import org.courtyard.ingest.validation.Fault;
import org.courtyard.schemas.AvroSerdes;
import org.courtyard.schemas.DomainTime;
import org.courtyard.schemas.SteadyClock;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** Puts the service together and refuses to start where it could not keep its promises. */
@ApplicationScoped
public class IngestApp {
  private static final Logger LOG = Logger.getLogger(IngestApp.class);

  private final IngestConfig config;
  private final Identity identity;
  private final Optional<Tokens> tokens;
  private final DomainTime time;

  @Inject
  IngestApp(IngestConfig config, @ConfigProperty(name = "quarkus.http.host") String host) {
    SteadyClock.install();
    this.config = config;
    this.identity = identity(config);
    this.tokens = config.tokensFile().map(IngestApp::tokens);
    this.time = time(config.time());
    if (tokens.isEmpty() && !isLoopback(host)) {
      throw new IllegalStateException(
          "quarkus.http.host is "
              + host
              + ", which others can reach, but courtyard.tokens-file is not set: anybody could"
              + " write. Set it, or listen on 127.0.0.1.");
    }
  }

  void start(@Observes StartupEvent event, Backbone backbone, RecentCommandsTail tail) {
    backbone.start();
    tail.start();
    LOG.infof(
        "ingest started instance=%s tokens=%s time=%s",
        config.instance(), tokens.isPresent() ? "required" : "none", time);
  }

  void stop(
      @Observes ShutdownEvent event,
      Backbone backbone,
      RecentCommandsTail tail,
      TopicWriter writer) {
    tail.stop();
    backbone.stop();
    writer.close();
  }

  Optional<Tokens> tokens() {
    return tokens;
  }

  @Produces
  @Singleton
  Identity identity() {
    return identity;
  }

  @Produces
  @Singleton
  Intake intake() {
    return new Intake(identity);
  }

  @Produces
  @Singleton
  Orders orders() {
    return new Orders(identity);
  }

  @Produces
  @Singleton
  AvroSerdes serdes() {
    return AvroSerdes.registry(config.registryUrl());
  }

  @Produces
  @Singleton
  Acceptance acceptance() {
    return new Acceptance(InstantSource.system(), time);
  }

  private static Identity identity(IngestConfig config) {
    Path file =
        config
            .identityKeyFile()
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "courtyard.identity-key-file is not set. It names a file with the key that"
                            + " turns people into keyed hashes; without it nothing can be taken."));
    try {
      return Identity.ofKeyFile(Files.readAllBytes(file));
    } catch (IOException | IllegalArgumentException e) {
      throw new IllegalStateException(
          "courtyard.identity-key-file=" + file + " cannot be used: " + e.getMessage(), e);
    }
  }

  private static Tokens tokens(Path file) {
    try {
      Checked<Tokens> read = Tokens.read(Files.readString(file, StandardCharsets.UTF_8));
      return switch (read) {
        case Checked.Good<Tokens>(Tokens tokens) -> tokens;
        case Checked.Bad<Tokens>(List<Fault> faults) ->
            throw new IllegalStateException(
                "courtyard.tokens-file=" + file + " cannot be used: " + faults);
      };
    } catch (IOException e) {
      throw new IllegalStateException("courtyard.tokens-file=" + file + " cannot be read", e);
    }
  }

  private static DomainTime time(IngestConfig.Time time) {
    if (time.start().isEmpty() && time.origin().isEmpty() && time.speed().isEmpty()) {
      return DomainTime.REAL;
    }
    if (time.start().isEmpty() || time.origin().isEmpty()) {
      throw new IllegalStateException(
          "courtyard.time.start and courtyard.time.origin are set together or not at all");
    }
    return new DomainTime(time.start().get(), time.origin().get(), time.speed().orElse(1.0));
  }

  private static boolean isLoopback(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException _) {
      return false;
    }
  }
}
