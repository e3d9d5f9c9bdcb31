package org.courtyard.notifier;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import java.time.InstantSource;
import org.courtyard.schemas.SteadyClock;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.health.Readiness;

/** Starts and stops the notifier and says how it is. */
@ApplicationScoped
class NotifierApp {
  private final Notifier notifier;

  @Inject
  NotifierApp(NotifierConfig config, MeterRegistry registry) {
    SteadyClock.install();
    notifier = new Notifier(config, registry, InstantSource.system(), () -> Quarkus.asyncExit(1));
  }

  void start(@Observes StartupEvent event) {
    notifier.start();
  }

  void stop(@Observes ShutdownEvent event) {
    notifier.close();
  }

  /** Reference data read, planner a member of its group, outbox read, destinations known. */
  @Produces
  @Readiness
  @ApplicationScoped
  HealthCheck ready() {
    return () -> {
      HealthCheckResponseBuilder response = HealthCheckResponse.named("notifier");
      notifier.readiness().forEach(response::withData);
      return response.status(!notifier.readiness().containsValue(false)).build();
    };
  }

  /** Every loop runs, be it only waiting for the broker. */
  @Produces
  @Liveness
  @ApplicationScoped
  HealthCheck live() {
    return () -> HealthCheckResponse.named("notifier").status(notifier.alive()).build();
  }
}
