package org.courtyard.notifier;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.jboss.logging.Logger;

/**
 * A thread that keeps one thing going: what fails is started again after a pause, so that a broker
 * or registry that is not there yet, or away, is waited for. A wrong setup or an {@link Error} ends
 * the process, as nobody would notice a part of it that stands still.
 */
final class Loop {
  private static final Logger LOG = Logger.getLogger(Loop.class);
  private static final Duration PAUSE = Duration.ofMillis(250);

  /** What is kept going: returns when the condition turns false. */
  @FunctionalInterface
  interface Body {
    void run(BooleanSupplier running) throws Exception;
  }

  private final Body body;
  private final Runnable fatal;
  private final Thread thread;
  private volatile boolean running = true;
  private String lastProblem = "";

  /**
   * @param fatal called when no waiting will help
   */
  Loop(String name, Body body, Runnable fatal) {
    this.body = body;
    this.fatal = fatal;
    this.thread = Thread.ofPlatform().name(name).unstarted(this::keepGoing);
  }

  void start() {
    thread.start();
  }

  boolean alive() {
    return thread.isAlive();
  }

  /** Asks it to end once it has finished what it is at. */
  void finish() {
    running = false;
  }

  /** Waits until it has ended, and interrupts it after the grace. */
  void stop(Duration grace) {
    running = false;
    try {
      if (!thread.join(grace)) {
        thread.interrupt();
        thread.join(Duration.ofSeconds(1));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void keepGoing() {
    while (running) {
      try {
        body.run(() -> running);
        lastProblem = "";
      } catch (KafkaAccess.WrongSetup e) {
        LOG.errorf("wrong setup loop=%s error=%s", thread.getName(), e.getMessage());
        running = false;
        fatal.run();
      } catch (InterruptedException e) {
        running = false;
      } catch (Exception e) {
        report(e);
        pause();
      } catch (Error e) {
        running = false;
        try {
          LOG.errorf(e, "cannot go on loop=%s", thread.getName());
        } finally {
          fatal.run();
        }
      }
    }
  }

  private void report(Exception e) {
    String problem = e.getClass().getSimpleName() + ": " + e.getMessage();
    if (running && !problem.equals(lastProblem)) {
      LOG.warnf("will try again loop=%s error=%s", thread.getName(), problem);
      LOG.debug("the error", e);
    }
    lastProblem = problem;
  }

  private void pause() {
    try {
      Thread.sleep(PAUSE);
    } catch (InterruptedException e) {
      running = false;
    }
  }
}
