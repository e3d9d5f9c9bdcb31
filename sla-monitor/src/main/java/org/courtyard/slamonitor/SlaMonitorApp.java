package org.courtyard.slamonitor;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import java.time.Duration;
import java.time.InstantSource;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.health.Readiness;
import org.jboss.logging.Logger;

/** Starts the monitor with the process and stops it in time. */
@ApplicationScoped
public class SlaMonitorApp {
  private static final Logger LOG = Logger.getLogger(SlaMonitorApp.class);
  private static final Duration STOP_WITHIN = Duration.ofSeconds(12);
  private static final int REFUSED = 1;

  private final SlaMonitor monitor;
  private volatile boolean alive = true;

  SlaMonitorApp(SlaMonitorConfig config, MeterRegistry registry) {
    this.monitor = new SlaMonitor(config, registry, InstantSource.system());
  }

  void start(@Observes StartupEvent event) {
    Thread.ofPlatform().name("sla-monitor").start(this::run);
  }

  private void run() {
    try {
      monitor.run();
    } catch (RuntimeException e) {
      LOG.errorf("refusing to run: %s", e.getMessage());
      alive = false;
      Quarkus.asyncExit(REFUSED);
    }
  }

  void stop(@Observes ShutdownEvent event) throws InterruptedException {
    monitor.close();
    if (!monitor.awaitEnd(STOP_WITHIN)) {
      LOG.warn("did not stop in time; what was not committed is done again after the next start");
    }
  }

  @Produces
  @Liveness
  HealthCheck liveness() {
    return () -> HealthCheckResponse.named("monitor").status(alive).build();
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
