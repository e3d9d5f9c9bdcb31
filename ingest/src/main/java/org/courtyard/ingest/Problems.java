package org.courtyard.ingest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Gives every refusal one form, whoever refused: our checks, the HTTP framework, or the server. */
@ApplicationScoped
class Problems {
  private static final Logger LOG = Logger.getLogger(Problems.class);
  private static final String PROBLEM_JSON = "application/problem+json";
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Seconds after which a sender should try again. */
  private static final int RETRY_AFTER_BUSY = 1;

  private static final int RETRY_AFTER_OUTAGE = 5;

  @Inject Counters counters;

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

  @ServerExceptionMapper
  Response failed(Throwable failure) {
    LOG.errorf(failure, "request failed error=%s", failure.getClass().getSimpleName());
    return refused(Problem.of(Refusal.FAILED, "The failure is in the log of this service"));
  }

  /** What never reaches our resources: unknown paths, and bodies that the server itself refuses. */
  void outside(@Observes Router router) {
    for (Refusal refusal : Refusal.values()) {
      router.errorHandler(refusal.status, request -> refused(request, refusal));
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
