package org.courtyard.slamonitor;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import java.time.InstantSource;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.health.Readiness;

/** Starts the monitor with the process and stops it in time. */
@ApplicationScoped
public class SlaMonitorApp {
  private static final int REFUSED = 1;

  private final SlaMonitor monitor;

  SlaMonitorApp(SlaMonitorConfig config, MeterRegistry registry) {
    this.monitor = new SlaMonitor(config, registry, InstantSource.system());
  }

  void start(@Observes StartupEvent event) {
    monitor.start(() -> Quarkus.asyncExit(REFUSED));
  }

  void stop(@Observes ShutdownEvent event) {
    monitor.close();
  }

  @Produces
  @Liveness
  HealthCheck liveness() {
    return () -> HealthCheckResponse.named("monitor").status(monitor.alive()).build();
  }

  @Produces
  @Readiness
  HealthCheck readiness() {
    return () ->
        HealthCheckResponse.named("clocks")
            .status(monitor.ready())
            .withData("streams", monitor.state())
            .build();
  }
}
