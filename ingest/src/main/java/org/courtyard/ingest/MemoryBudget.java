package org.courtyard.ingest;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.concurrent.Semaphore;

/**
 * Memory that requests may take together. Each reserves the most it can need before its body is
 * read; when nothing is left, senders are told to come back instead of the heap being filled.
 */
@ApplicationScoped
class MemoryBudget {
  private static final int BLOCK = 1_024;

  private final int blocks;
  private final Semaphore free;

  /** Gives the memory back when closed. */
  interface Reservation extends AutoCloseable {
    @Override
    void close();
  }

  @Inject
  MemoryBudget(IngestConfig config) {
    this.blocks = Math.toIntExact(config.limits().underWay().asLongValue() / BLOCK);
    this.free = new Semaphore(blocks);
  }

  /**
   * @throws Problem when there is not so much left
   */
  Reservation reserve(long bytes) {
    int needed = Math.toIntExact(Math.min(blocks, bytes / BLOCK + 1));
    if (!free.tryAcquire(needed)) {
      throw Problem.of(Refusal.BUSY, "Too many requests are under way");
    }
    return () -> free.release(needed);
  }

  /** Bytes that are reserved now. */
  long taken() {
    return (long) (blocks - free.availablePermits()) * BLOCK;
  }
}
