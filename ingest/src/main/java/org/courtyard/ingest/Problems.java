package org.courtyard.ingest;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.runtime.configuration.MemorySize;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Gives every refusal one form, whoever refused: our checks, the HTTP framework, or the server. */
@ApplicationScoped
class Problems {
  private static final Logger LOG = Logger.getLogger(Problems.class);
  private static final String PROBLEM_JSON = "application/problem+json";
  private static final ObjectMapper JSON =
      new ObjectMapper().setDefaultPropertyInclusion(JsonInclude.Include.NON_NULL);

  /** Before everything that Quarkus puts on the way of a request. */
  private static final int FIRST = Integer.MIN_VALUE;

  /** Seconds after which a sender should try again. */
  private static final int RETRY_AFTER_BUSY = 1;

  private static final int RETRY_AFTER_OUTAGE = 5;

  @Inject Counters counters;
  @Inject Access access;

  @ConfigProperty(name = "quarkus.http.limits.max-body-size")
  MemorySize wall;

  @ServerExceptionMapper
  Response refused(Problem problem) {
    counters.refused(problem.refusal);
    Response.ResponseBuilder answer =
        Response.status(problem.refusal.status)
            .type(PROBLEM_JSON)
            .entity(json(problem.body).getBytes(StandardCharsets.UTF_8));
    switch (problem.refusal) {
      case BUSY -> answer.header("Retry-After", RETRY_AFTER_BUSY);
      case UNAVAILABLE -> answer.header("Retry-After", RETRY_AFTER_OUTAGE);
      case UNAUTHENTICATED -> answer.header("WWW-Authenticate", "Bearer");
      default -> {}
    }
    return answer.build();
  }

  @ServerExceptionMapper
  Response refused(WebApplicationException refusal) {
    Response original = refusal.getResponse();
    Refusal reason = Refusal.ofStatus(original.getStatus());
    Response answer = refused(Problem.of(reason, reason.title));
    String allowed = original.getHeaderString("Allow");
    return allowed == null
        ? answer
        : Response.fromResponse(answer).header("Allow", allowed).build();
  }

  /** Reading the body is the only thing that fails like this in a request. */
  @ServerExceptionMapper
  Response cutShort(IOException failure) {
    return refused(Problem.of(Refusal.MALFORMED, "The body ends too early or breaks its own form"));
  }

  @ServerExceptionMapper
  Response failed(Throwable failure) {
    LOG.errorf(failure, "request failed error=%s", failure.getClass().getSimpleName());
    return refused(Problem.of(Refusal.FAILED, "The failure is in the log of this service"));
  }

  /** What never reaches our resources: unknown paths, and bodies that the server itself refuses. */
  void outside(@Observes Router router) {
    router.route("/v1/*").order(FIRST).handler(this::entrance);
    for (Refusal refusal : Refusal.values()) {
      router.errorHandler(refusal.status, request -> refused(request, refusal));
    }
  }

  /** Turns away what the framework would refuse without a word, or choose a meaning for. */
  private void entrance(RoutingContext request) {
    String length = request.request().getHeader(HttpHeaders.CONTENT_LENGTH);
    boolean writes =
        request.request().method() == HttpMethod.POST
            || request.request().method() == HttpMethod.PUT;
    if (length != null && Long.parseLong(length) > wall.asLongValue()) {
      request.response().putHeader(HttpHeaders.CONNECTION, "close");
      refused(request, Refusal.TOO_LARGE);
    } else if (writes && !isMediaType(request.request().getHeader(HttpHeaders.CONTENT_TYPE))) {
      refused(request, Refusal.UNSUPPORTED_TYPE);
    } else if (!known(request)) {
      request.response().putHeader("WWW-Authenticate", "Bearer");
      refused(request, Refusal.UNAUTHENTICATED);
    } else {
      request.next();
    }
  }

  /**
   * Before a byte of the body is read: forms are taken into memory before any resource sees them.
   */
  private boolean known(RoutingContext request) {
    try {
      access.of(request.request().getHeader(HttpHeaders.AUTHORIZATION));
      return true;
    } catch (Problem _) {
      return false;
    }
  }

  private static boolean isMediaType(String text) {
    try {
      return text != null && MediaType.valueOf(text) != null;
    } catch (IllegalArgumentException _) {
      return false;
    }
  }

  private void refused(RoutingContext request, Refusal refusal) {
    if (request.response().ended()) {
      return;
    }
    counters.refused(refusal);
    request
        .response()
        .setStatusCode(refusal.status)
        .putHeader(HttpHeaders.CONTENT_TYPE, PROBLEM_JSON)
        .end(json(Problem.of(refusal, refusal.title).body));
  }

  private static String json(Problem.Body body) {
    try {
      return JSON.writeValueAsString(body);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a problem is plain data", e);
    }
  }
}
