package org.courtyard.ingest;

import static org.courtyard.schemas.Topics.MESSAGES;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.courtyard.ingest.message.Intake;
import org.courtyard.ingest.message.Submission;
import org.courtyard.ingest.validation.Checked;
import org.courtyard.ingest.validation.Checks;
import org.courtyard.ingest.validation.Fault;
import org.courtyard.schemas.Message;

/** What was said: one message as JSON, or many, one a line. */
@Path("/v1/messages")
@RunOnVirtualThread
@Produces(MediaType.APPLICATION_JSON)
public class MessagesResource {
  private static final Json<Submission> JSON = Json.of(Submission.class);
  private static final int MULTI_STATUS = 207;
  private static final String UNKNOWN_LENGTH = "-1";

  @Inject IngestConfig config;
  @Inject Access access;
  @Inject Backbone backbone;
  @Inject MemoryBudget budget;
  @Inject Acceptance acceptance;
  @Inject Intake intake;
  @Inject TopicWriter writer;
  @Inject Counters counters;

  /** Where a message went. */
  record Taken(String id, String group) {}

  /**
   * What became of many.
   *
   * @param errors at most {@link Problem#MOST_FAULTS} of them
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record TakenMany(int accepted, int rejected, List<Fault> errors) {}

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  public Response one(
      @HeaderParam("Authorization") String authorization,
      @HeaderParam("Content-Type") String contentType,
      @HeaderParam("Content-Length") @DefaultValue(UNKNOWN_LENGTH) long length,
      InputStream body)
      throws IOException {
    Access.Rights rights = access.of(authorization);
    Body.requireUtf8(contentType);
    backbone.requireStarted();
    long limit = config.limits().message().asLongValue();
    try (var _ = budget.reserve(Body.footprint(length, limit))) {
      long began = System.nanoTime();
      Submission said =
          Problem.unless(JSON.read(Body.read(body, length, limit), null), Refusal.MALFORMED);
      Acceptance.Moment now = acceptance.now();
      Message message =
          Problem.unless(intake.take(said, Checks.ofWhole(), now.domain()), Refusal.INVALID);
      rights.require(message.getTenant());
      TopicWriter.await(writer.write(MESSAGES, message.getGroup(), message, now.wall()));
      counters.messagesAccepted(1, System.nanoTime() - began);
      return Response.accepted(new Taken(message.getId(), message.getGroup())).build();
    }
  }

  @POST
  @Consumes("application/x-ndjson")
  public Response many(
      @HeaderParam("Authorization") String authorization,
      @HeaderParam("Content-Type") String contentType,
      @HeaderParam("Content-Length") @DefaultValue(UNKNOWN_LENGTH) long length,
      InputStream body)
      throws IOException {
    Access.Rights rights = access.of(authorization);
    Body.requireUtf8(contentType);
    backbone.requireStarted();
    long limit = config.limits().bulk().asLongValue();
    Body.requireWithin(length, limit);
    try (var _ = budget.reserve(Bulk.FOOTPRINT)) {
      return new Bulk(rights).take(body, limit);
    }
  }

  /** One body with many messages under way. */
  private final class Bulk {
    /** Records that wait for Kafka, one line being read, and faults to be told. */
    static final long FOOTPRINT = Acknowledgements.WINDOW + 4L * 1024 * 1024;

    private final Access.Rights rights;
    private final Acknowledgements acknowledgements = new Acknowledgements();
    private final List<Fault> faults = new ArrayList<>();
    private final long began = System.nanoTime();
    private int accepted;
    private int rejected;

    Bulk(Access.Rights rights) {
      this.rights = rights;
    }

    Response take(InputStream body, long limit) throws IOException {
      int longestLine = Math.toIntExact(config.limits().message().asLongValue());
      Lines lines = new Lines(body, limit, longestLine);
      while (lines.next()) {
        if (!lines.blank()) {
          take(lines, longestLine);
        }
      }
      acknowledgements.await();
      counters.messagesAccepted(accepted, System.nanoTime() - began);
      counters.linesRefused(rejected);
      return answer();
    }

    private void take(Lines lines, int longestLine) {
      Acceptance.Moment now = acceptance.now();
      Checked<Message> checked =
          lines.tooLong()
              ? Checked.bad(lines.number(), "body", "is longer than " + longestLine + " bytes")
              : JSON.read(lines.bytes(), lines.number())
                  .then(said -> message(said, lines.number(), now));
      switch (checked) {
        case Checked.Good<Message>(Message message) -> {
          acknowledgements.add(
              writer.write(MESSAGES, message.getGroup(), message, now.wall()),
              lines.bytes().length);
          accepted++;
        }
        case Checked.Bad<Message>(List<Fault> found) -> {
          rejected++;
          found.stream().limit(Problem.MOST_FAULTS - faults.size()).forEach(faults::add);
        }
      }
    }

    private Checked<Message> message(Submission said, int line, Acceptance.Moment now) {
      Checks checks = Checks.ofLine(line);
      if (said.tenant() != null && !rights.cover(said.tenant())) {
        checks.fault("tenant", "is not one that this token speaks for");
      }
      return intake.take(said, checks, now.domain());
    }

    private Response answer() {
      if (accepted == 0 && rejected == 0) {
        throw Problem.of(Refusal.MALFORMED, "The body has no lines");
      }
      if (accepted == 0) {
        throw Problem.of(Refusal.INVALID, "No line was good", accepted, rejected, faults);
      }
      return Response.status(
              rejected == 0 ? Response.Status.ACCEPTED.getStatusCode() : MULTI_STATUS)
          .entity(new TakenMany(accepted, rejected, faults))
          .build();
    }
  }
}
