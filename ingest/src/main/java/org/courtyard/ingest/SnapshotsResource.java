package org.courtyard.ingest;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.courtyard.ingest.snapshot.RuleSheets;
import org.courtyard.ingest.validation.Checks;
import org.jboss.resteasy.reactive.server.multipart.FormValue;
import org.jboss.resteasy.reactive.server.multipart.MultipartFormDataInput;

/** Reference data of a tenant, each kind as one whole snapshot. */
@Path("/v1/tenants/{tenant}")
@RunOnVirtualThread
@Produces(MediaType.APPLICATION_JSON)
public class SnapshotsResource {
  private static final String CSV = "text/csv";
  private static final String ZONE = "zone";

  @Inject IngestConfig config;
  @Inject Access access;
  @Inject Backbone backbone;
  @Inject MemoryBudget budget;
  @Inject Imports imports;

  /** Takes the text of a sheet. */
  private interface Import {
    ImportResult of(String tenant, String text, boolean dryRun);
  }

  @PUT
  @Path("places")
  @Consumes(CSV)
  public ImportResult places(
      @PathParam("tenant") String tenant,
      @QueryParam("dryRun") boolean dryRun,
      @HeaderParam("Authorization") String authorization,
      @HeaderParam("Content-Type") String contentType,
      @HeaderParam("Content-Length") @DefaultValue("-1") long length,
      InputStream body)
      throws IOException {
    admit(tenant, authorization, contentType);
    return take(imports::places, tenant, dryRun, length, body);
  }

  @PUT
  @Path("groups")
  @Consumes(CSV)
  public ImportResult groups(
      @PathParam("tenant") String tenant,
      @QueryParam("dryRun") boolean dryRun,
      @HeaderParam("Authorization") String authorization,
      @HeaderParam("Content-Type") String contentType,
      @HeaderParam("Content-Length") @DefaultValue("-1") long length,
      InputStream body)
      throws IOException {
    admit(tenant, authorization, contentType);
    return take(imports::groups, tenant, dryRun, length, body);
  }

  @PUT
  @Path("people")
  @Consumes(CSV)
  public ImportResult people(
      @PathParam("tenant") String tenant,
      @QueryParam("dryRun") boolean dryRun,
      @HeaderParam("Authorization") String authorization,
      @HeaderParam("Content-Type") String contentType,
      @HeaderParam("Content-Length") @DefaultValue("-1") long length,
      InputStream body)
      throws IOException {
    admit(tenant, authorization, contentType);
    return take(imports::people, tenant, dryRun, length, body);
  }

  @PUT
  @Path("rules")
  @Consumes(MediaType.MULTIPART_FORM_DATA)
  public ImportResult rules(
      @PathParam("tenant") String tenant,
      @QueryParam("dryRun") boolean dryRun,
      @HeaderParam("Authorization") String authorization,
      MultipartFormDataInput form)
      throws IOException {
    admit(tenant, authorization, null);
    Map<String, String> parts = parts(form);
    String zone = parts.remove(ZONE);
    return imports.rules(tenant, zone, parts, dryRun);
  }

  private void admit(String tenant, String authorization, String contentType) {
    Access.Rights rights = access.of(authorization);
    Body.requireUtf8(contentType);
    Checks checks = Checks.ofWhole();
    String checked = checks.id("tenant", tenant);
    rights.require(Problem.unless(checks.result(() -> checked), Refusal.INVALID));
    backbone.requireStarted();
  }

  private ImportResult take(
      Import kind, String tenant, boolean dryRun, long length, InputStream body)
      throws IOException {
    long limit = config.limits().snapshot().asLongValue();
    try (var _ = budget.reserve(Body.footprint(length, limit))) {
      return kind.of(tenant, text(null, Body.read(body, length, limit)), dryRun);
    }
  }

  private Map<String, String> parts(MultipartFormDataInput form) throws IOException {
    Map<String, String> parts = new HashMap<>();
    Checks checks = Checks.ofWhole();
    long total = 0;
    for (Map.Entry<String, Collection<FormValue>> part : form.getValues().entrySet()) {
      String name = part.getKey();
      if (!name.equals(ZONE) && !RuleSheets.SHEETS.containsKey(name)) {
        checks.fault(name, "is not a part of rules");
      } else if (part.getValue().size() > 1) {
        checks.fault(name, "is there more than once");
      } else {
        String text = text(name, part.getValue().iterator().next());
        total += text.length();
        Body.requireWithin(total, config.limits().snapshot().asLongValue());
        parts.put(name, text);
      }
    }
    return Problem.unless(checks.result(() -> parts), Refusal.INVALID);
  }

  private String text(String part, FormValue value) throws IOException {
    if (!value.isFileItem()) {
      return value.getValue();
    }
    long limit = config.limits().snapshot().asLongValue();
    try (InputStream in = value.getFileItem().getInputStream()) {
      return text(part, Body.read(in, value.getFileItem().getFileSize(), limit));
    }
  }

  private static String text(String part, byte[] bytes) {
    Checks checks = part == null ? Checks.ofWhole() : Checks.ofWhole().ofPart(part);
    String text = checks.take(Utf8.read(bytes, null));
    return Problem.unless(checks.result(() -> text), Refusal.MALFORMED);
  }
}
