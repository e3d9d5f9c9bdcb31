package org.courtyard.notifier.delivery;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import io.github.bucket4j.local.SynchronizationStrategy;
import java.time.Duration;
import java.time.Instant;

/**
 * How often one destination may be spoken to: never more than so many times in any minute.
 *
 * <p>A plain bucket of that size would let through twice as many in the minute after a pause. This
 * one holds a quarter and fills up slower by as much, so that both together keep the promise.
 */
final class Budget implements TimeMeter {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final Bucket bucket;
  private long nanos;

  Budget(int perMinute, Instant now) {
    nanos = nanos(now);
    int burst = Math.max(1, perMinute / 4);
    int refill = perMinute - burst + 1;
    bucket =
        Bucket.builder()
            .addLimit(limit -> limit.capacity(burst).refillGreedy(refill, MINUTE))
            .withCustomTimePrecision(this)
            .withSynchronizationStrategy(SynchronizationStrategy.NONE)
            .build();
  }

  /** Takes one turn, if there is one. */
  boolean take(Instant now) {
    nanos = nanos(now);
    return bucket.tryConsume(1);
  }

  /** When the next turn is there, if nobody takes it. */
  Instant nextTurn(Instant now) {
    nanos = nanos(now);
    return now.plusNanos(bucket.estimateAbilityToConsume(1).getNanosToWaitForRefill());
  }

  @Override
  public long currentTimeNanos() {
    return nanos;
  }

  @Override
  public boolean isWallClockBased() {
    return true;
  }

  private static long nanos(Instant now) {
    return Math.addExact(Math.multiplyExact(now.getEpochSecond(), 1_000_000_000L), now.getNano());
  }
}
