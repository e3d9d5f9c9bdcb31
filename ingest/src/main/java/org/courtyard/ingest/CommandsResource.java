package org.courtyard.ingest;

import static org.courtyard.schemas.Topics.CASE_COMMANDS;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.List;
import org.courtyard.ingest.command.CommandStatus;
import org.courtyard.ingest.command.CommandStatus.Happened;
import org.courtyard.ingest.command.Order;
import org.courtyard.ingest.command.Orders;
import org.courtyard.schemas.CaseCommand;
import org.courtyard.schemas.Shards;

/** What people want to happen to a case, and what became of it. */
@Path("/v1/cases/{caseId}/commands")
@RunOnVirtualThread
@Produces(MediaType.APPLICATION_JSON)
public class CommandsResource {
  private static final Json<Order> JSON = Json.of(Order.class);

  @Inject IngestConfig config;
  @Inject Access access;
  @Inject Backbone backbone;
  @Inject MemoryBudget budget;
  @Inject Acceptance acceptance;
  @Inject Orders orders;
  @Inject TopicWriter writer;
  @Inject RecentCommandsTail recent;
  @Inject Counters counters;

  /** What the sender of a command reads. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record View(String id, String status, List<Happened> events, String code, String detail) {
    static View of(String id, CommandStatus status) {
      return new View(
          id, status.status().toString(), status.events(), status.code(), status.detail());
    }
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  public Response give(
      @PathParam("caseId") String caseId,
      @HeaderParam("Authorization") String authorization,
      @HeaderParam("Idempotency-Key") String idempotencyKey,
      @HeaderParam("Content-Type") String contentType,
      @HeaderParam("Content-Length") @DefaultValue("-1") long length,
      InputStream body)
      throws IOException {
    Access.Rights rights = access.of(authorization);
    Body.requireUtf8(contentType);
    requirePossible(caseId);
    backbone.requireStarted();
    long limit = config.limits().message().asLongValue();
    try (var _ = budget.reserve(Body.footprint(length, limit))) {
      Order order =
          Problem.unless(JSON.read(Body.read(body, length, limit), null), Refusal.MALFORMED);
      Acceptance.Moment now = acceptance.now();
      CaseCommand command =
          Problem.unless(orders.take(caseId, order, idempotencyKey, now.domain()), Refusal.INVALID);
      rights.require(command.getTenant());
      int partition = Shards.partition(Shards.ofCase(caseId), backbone.shardPartitions());
      TopicWriter.await(writer.write(CASE_COMMANDS, partition, caseId, command, now.wall()));
      recent.accepted(command);
      counters.commandAccepted();
      return Response.accepted(view(caseId, command.getId()))
          .location(location(caseId, command.getId()))
          .build();
    }
  }

  @GET
  @Path("{id}")
  public View status(
      @PathParam("caseId") String caseId,
      @PathParam("id") String id,
      @HeaderParam("Authorization") String authorization) {
    Access.Rights rights = access.of(authorization);
    requirePossible(caseId);
    CommandStatus status = recent.status(caseId, id).orElseThrow(() -> unknown(id));
    if (!rights.cover(status.tenant())) {
      throw unknown(id);
    }
    return View.of(id, status);
  }

  private View view(String caseId, String id) {
    return View.of(id, recent.status(caseId, id).orElseThrow(() -> unknown(id)));
  }

  private Problem unknown(String id) {
    return recent.caughtUp()
        ? Problem.of(
            Refusal.NOT_FOUND,
            "No command " + id + " was given on this case, or so long ago that it is forgotten")
        : Problem.of(Refusal.UNAVAILABLE, "Recent commands are still being read");
  }

  private static void requirePossible(String caseId) {
    if (!Orders.canBeCase(caseId)) {
      throw Problem.of(Refusal.NOT_FOUND, "No case can have the number " + caseId);
    }
  }

  private static URI location(String caseId, String id) {
    return UriBuilder.fromPath("/v1/cases/{caseId}/commands/{id}").build(caseId, id);
  }
}
