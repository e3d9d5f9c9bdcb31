package org.courtyard.ingest;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Waits for many writes, of which only so many bytes may be under way at a time: a sender that is
 * faster than Kafka is slowed down by not being read.
 */
final class Acknowledgements {
  /** Bytes under way. */
  static final int WINDOW = 4 * 1024 * 1024;

  private final Semaphore window = new Semaphore(WINDOW);
  private final AtomicReference<Throwable> failure = new AtomicReference<>();

  /**
   * Adds a write, once there is room.
   *
   * @throws Problem when an earlier one has failed
   */
  void add(CompletableFuture<Void> write, int bytes) {
    int permits = Math.clamp(bytes, 1, WINDOW);
    window.acquireUninterruptibly(permits);
    var unused =
        write.whenComplete(
            (_, thrown) -> {
              if (thrown != null) {
                failure.compareAndSet(null, thrown);
              }
              window.release(permits);
            });
    throwFailure();
  }

  /**
   * Waits until all of them are acknowledged.
   *
   * @throws Problem when one has failed
   */
  void await() {
    window.acquireUninterruptibly(WINDOW);
    throwFailure();
  }

  private void throwFailure() {
    switch (failure.get()) {
      case null -> {}
      case Problem problem -> throw problem;
      case Throwable thrown -> throw new CompletionException(thrown);
    }
  }
}
