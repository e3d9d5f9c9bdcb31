package org.courtyard.schemas;

import com.microsoft.kiota.ApiException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.concurrent.TimeoutException;

/**
 * Tells a registry that cannot be reached from a record that cannot be read. The first passes and
 * the record must be tried again; the second is a dead letter.
 */
public final class RegistryOutage {
  private RegistryOutage() {}

  /** Whether this failure comes from the registry being away rather than from the record. */
  public static boolean causes(Throwable failure) {
    for (Throwable t = failure; t != null; t = t.getCause() == t ? null : t.getCause()) {
      boolean away =
          switch (t) {
            case SocketException e -> true;
            case UnknownHostException e -> true;
            case TimeoutException e -> true;
            case ApiException e -> e.getResponseStatusCode() >= 500;
            default -> t.getClass().getName().startsWith("io.vertx.");
          };
      if (away) {
        return true;
      }
    }
    return false;
  }
}
