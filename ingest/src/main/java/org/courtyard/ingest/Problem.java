package org.courtyard.ingest;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.courtyard.ingest.validation.Checked;
import org.courtyard.ingest.validation.Fault;

/** A request is refused; carries what the sender gets to read (RFC 9457). */
final class Problem extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** Most faults told in one answer. */
  static final int MOST_FAULTS = 1_000;

  final transient Body body;
  final Refusal refusal;

  /** What the sender reads. Null fields are left out. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Body(
      String type,
      String title,
      int status,
      String detail,
      Integer accepted,
      Integer rejected,
      List<Fault> errors) {}

  private Problem(Refusal refusal, Body body) {
    super(body.detail(), null, false, false);
    this.refusal = refusal;
    this.body = body;
  }

  static Problem of(Refusal refusal, String detail) {
    return of(refusal, detail, null, null, null);
  }

  static Problem of(Refusal refusal, List<Fault> faults) {
    return of(refusal, summary(faults), null, null, faults);
  }

  /** Of a body with several lines, of which so many were taken. */
  static Problem of(
      Refusal refusal, String detail, Integer accepted, Integer rejected, List<Fault> faults) {
    return new Problem(
        refusal,
        new Body(
            "urn:courtyard:problem:" + refusal.label(),
            refusal.title,
            refusal.status,
            detail,
            accepted,
            rejected,
            faults == null ? null : first(faults)));
  }

  /** The value of a good input; a bad one is refused. */
  static <T> T unless(Checked<T> checked, Refusal refusal) {
    return switch (checked) {
      case Checked.Good<T>(T value) -> value;
      case Checked.Bad<T>(List<Fault> faults) -> throw of(refusal, faults);
    };
  }

  private static List<Fault> first(List<Fault> faults) {
    return faults.size() <= MOST_FAULTS ? faults : faults.subList(0, MOST_FAULTS);
  }

  private static String summary(List<Fault> faults) {
    Fault first = faults.getFirst();
    String where = first.line() == null ? "" : "line " + first.line() + ", ";
    String more = faults.size() == 1 ? "" : " (and " + (faults.size() - 1) + " more)";
    return where + first.field() + ": " + first.detail() + more;
  }
}
