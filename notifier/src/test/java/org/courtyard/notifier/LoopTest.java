package org.courtyard.notifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LoopTest {
  private final AtomicInteger runs = new AtomicInteger();
  private final CountDownLatch fatal = new CountDownLatch(1);

  @Test
  void anErrorEndsTheProcess() throws InterruptedException {
    // Given
    Loop loop =
        new Loop(
            "test",
            running -> {
              runs.incrementAndGet();
              throw new OutOfMemoryError("told to");
            },
            fatal::countDown);
    // When
    loop.start();
    // Then
    assertThat(fatal.await(10, TimeUnit.SECONDS)).isTrue();
    await().until(() -> !loop.alive());
    assertThat(runs).hasValue(1);
  }

  @Test
  void anExceptionIsTriedAgain() {
    // Given
    Loop loop =
        new Loop(
            "test",
            running -> {
              runs.incrementAndGet();
              throw new IllegalStateException("broker is away");
            },
            fatal::countDown);
    // When
    loop.start();
    // Then
    await().until(() -> runs.get() > 1);
    assertThat(fatal.getCount()).isEqualTo(1);
    loop.stop(Duration.ofSeconds(1));
    assertThat(loop.alive()).isFalse();
  }
}
