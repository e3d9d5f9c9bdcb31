package org.courtyard.ingest;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.io.InputStream;

/** Publishes openapi.yaml, word for word, at /q/openapi. */
@ApplicationScoped
class Contract {

  void publish(@Observes Router router) throws IOException {
    try (InputStream file = Contract.class.getResourceAsStream("/openapi.yaml")) {
      Buffer text = Buffer.buffer(file.readAllBytes());
      router
          .get("/q/openapi")
          .handler(
              request ->
                  request
                      .response()
                      .putHeader(HttpHeaders.CONTENT_TYPE, "application/yaml")
                      .end(text));
    }
  }
}
