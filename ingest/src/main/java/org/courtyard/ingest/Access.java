package org.courtyard.ingest;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;
import java.util.Set;
import org.courtyard.ingest.access.Tokens;

/**
 * Lets senders in: with a token where there is a tokens file, and everybody where there is none.
 */
@ApplicationScoped
class Access {
  private static final String SCHEME = "Bearer ";

  private final Optional<Tokens> tokens;

  /** The tenants that a sender may write for; empty means every one. */
  record Rights(Optional<Set<String>> tenants) {
    boolean cover(String tenant) {
      return tenants.isEmpty() || tenants.get().contains(tenant);
    }

    /**
     * @throws Problem when this tenant is not covered
     */
    void require(String tenant) {
      if (!cover(tenant)) {
        throw Problem.of(Refusal.FORBIDDEN, "Not for tenant " + tenant);
      }
    }
  }

  @Inject
  Access(IngestApp app) {
    this.tokens = app.tokens();
  }

  /**
   * What the sender with this Authorization header may do.
   *
   * @throws Problem when a token is needed and nobody knows this one
   */
  Rights of(String authorization) {
    if (tokens.isEmpty()) {
      return new Rights(Optional.empty());
    }
    if (authorization == null
        || !authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      throw Problem.of(Refusal.UNAUTHENTICATED, "The header Authorization: Bearer is missing");
    }
    Optional<Set<String>> tenants =
        tokens.get().tenants(authorization.substring(SCHEME.length()).strip());
    if (tenants.isEmpty()) {
      throw Problem.of(Refusal.UNAUTHENTICATED, "Nobody knows this token");
    }
    return new Rights(tenants);
  }
}
