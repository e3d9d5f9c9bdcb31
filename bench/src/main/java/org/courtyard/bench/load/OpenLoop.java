package org.courtyard.bench.load;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntToLongFunction;
import org.courtyard.schemas.Message;
import org.courtyard.stack.StackException;

/**
 * Sends messages to ingest at the moments of a plan, whatever became of those before: who is late
 * because an answer was late still counts from when it should have been sent. What is refused for
 * the moment is sent again, as every sender must.
 */
public final class OpenLoop implements AutoCloseable {
  private static final int TOO_MANY = 429;
  private static final long AGAIN_NANOS = 50_000_000;
  private static final long PATIENCE_NANOS = 60_000_000_000L;

  private final List<IngestLane> lanes = new ArrayList<>();
  private final AtomicInteger refusals = new AtomicInteger();

  /** Hears of every message that was taken. */
  public interface Listener {
    /**
     * @param index in the list that was sent
     * @param plannedNanos when it should have been sent, as {@link System#nanoTime()}
     * @param acceptedNanos when the answer was there
     */
    void accepted(int index, long plannedNanos, long acceptedNanos);
  }

  /**
   * @param lanes connections, and so requests that can be under way at a time
   */
  public OpenLoop(String ingestUrl, int lanes) {
    for (int i = 0; i < lanes; i++) {
      this.lanes.add(new IngestLane(URI.create(ingestUrl)));
    }
  }

  /** As an adapter of a chat platform sends it. */
  public static byte[] body(Message message) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("tenant", message.getTenant());
    body.put("platform", message.getPlatform());
    body.put("chat", last(message.getGroup()));
    body.put("id", last(message.getId()));
    body.put("sender", message.getSender());
    body.put("type", "text");
    body.put("text", message.getText());
    return body.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static String last(String id) {
    return id.substring(id.lastIndexOf('|') + 1);
  }

  /**
   * Sends all of them and returns when each was taken.
   *
   * @param planned nanoseconds after the beginning at which each should be sent, never falling
   * @return when it began, on the wall clock
   * @throws StackException when one is refused for good, or nobody answers for a minute
   */
  public Instant send(List<byte[]> bodies, IntToLongFunction planned, Listener listener) {
    AtomicInteger next = new AtomicInteger();
    List<StackException> failures = new ArrayList<>();
    Instant wall = Instant.now();
    long began = System.nanoTime();
    List<Thread> threads = new ArrayList<>();
    for (IngestLane lane : lanes) {
      Runnable work =
          () -> {
            int index = next.getAndIncrement();
            while (index < bodies.size()) {
              long at = began + planned.applyAsLong(index);
              awaitMoment(at);
              post(lane, bodies.get(index));
              listener.accepted(index, at, System.nanoTime());
              index = next.getAndIncrement();
            }
          };
      threads.add(
          Thread.ofPlatform()
              .name("sender")
              .start(
                  () -> {
                    try {
                      work.run();
                    } catch (StackException e) {
                      next.set(bodies.size());
                      synchronized (failures) {
                        failures.add(e);
                      }
                    }
                  }));
    }
    threads.forEach(OpenLoop::join);
    if (!failures.isEmpty()) {
      throw failures.getFirst();
    }
    return wall;
  }

  /** How often ingest asked for patience, or did not answer. */
  public int refusals() {
    return refusals.get();
  }

  private void post(IngestLane lane, byte[] body) {
    long giveUp = System.nanoTime() + PATIENCE_NANOS;
    while (true) {
      String problem;
      try {
        int status = lane.post(body);
        if (status / 100 == 2) {
          return;
        }
        problem = "ingest answered " + status;
        if (status != TOO_MANY && status < 500) {
          throw new StackException(problem);
        }
      } catch (IOException e) {
        problem = "ingest does not answer: " + e;
      }
      refusals.incrementAndGet();
      if (System.nanoTime() > giveUp) {
        throw new StackException(problem);
      }
      LockSupport.parkNanos(AGAIN_NANOS);
    }
  }

  private static void awaitMoment(long nanos) {
    for (long left = nanos - System.nanoTime(); left > 0; left = nanos - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StackException("Interrupted", e);
    }
  }

  @Override
  public void close() {
    lanes.forEach(IngestLane::close);
  }
}
