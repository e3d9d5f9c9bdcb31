package org.courtyard.ingest;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Ready: the broker answers, the topics fit together, and every schema that is written is known.
 */
@Readiness
@ApplicationScoped
class IngestReadiness implements HealthCheck {
  @Inject Backbone backbone;

  @Override
  public HealthCheckResponse call() {
    Backbone.Seen seen = backbone.seen();
    return HealthCheckResponse.named("backbone")
        .status(seen.ready())
        .withData("broker", seen.broker())
        .withData("registry", seen.registry())
        .build();
  }
}
