package org.courtyard.schemas;

import java.util.function.Supplier;

/**
 * Runs the registry client under the class loader that loaded it. The client finds its parts by
 * name through the thread's loader, which may be anybody's.
 */
final class OwnClassLoader {
  private OwnClassLoader() {}

  static <R> R during(Supplier<R> call) {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(OwnClassLoader.class.getClassLoader());
    try {
      return call.get();
    } finally {
      thread.setContextClassLoader(before);
    }
  }
}
