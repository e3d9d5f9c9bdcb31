package org.courtyard.ingest;

import java.util.Locale;

/** Why a request is refused: an HTTP status and the label that refusals are counted under. */
enum Refusal {
  MALFORMED(400, "The body cannot be read"),
  UNAUTHENTICATED(401, "A known bearer token is required"),
  FORBIDDEN(403, "This token does not speak for this tenant"),
  NOT_FOUND(404, "There is nothing here"),
  METHOD_NOT_ALLOWED(405, "This method does not apply here"),
  NOT_ACCEPTABLE(406, "The answer cannot be given in the form asked for"),
  CONFLICT(409, "Something else still needs this"),
  TOO_LARGE(413, "The body is too large"),
  UNSUPPORTED_TYPE(415, "This content type is not understood"),
  INVALID(422, "The content is not valid"),
  BUSY(429, "Too much is under way; try again shortly"),
  FAILED(500, "Something went wrong here"),
  UNAVAILABLE(503, "The request cannot be taken now; try again shortly");

  final int status;
  final String title;

  Refusal(int status, String title) {
    this.status = status;
    this.title = title;
  }

  static Refusal ofStatus(int status) {
    for (Refusal refusal : values()) {
      if (refusal.status == status) {
        return refusal;
      }
    }
    return status < 500 ? MALFORMED : FAILED;
  }

  String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
