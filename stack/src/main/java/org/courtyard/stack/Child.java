package org.courtyard.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A running process of the stack.
 *
 * @param name as people call it
 * @param handle the process
 * @param log what it prints
 */
record Child(String name, ProcessHandle handle, Path log) {
  private static final Path SETSID = Path.of("/usr/bin/setsid");
  private static final long TAIL_BYTES = 16_384;

  /** Starts it, appending to its log. */
  static Child start(Launch launch) {
    try {
      ProcessBuilder builder = launch.builder();
      if (Files.isExecutable(SETSID)) {
        // A session of its own: Ctrl-C in the terminal must reach the launcher only, which then
        // stops its children in order. Together, they would wait for a broker that is gone already.
        List<String> command = new ArrayList<>(launch.command());
        command.addFirst(SETSID.toString());
        builder.command(command);
      }
      Process process = builder.start();
      process.getOutputStream().close();
      return new Child(launch.name(), process.toHandle(), launch.log());
    } catch (IOException e) {
      throw new StackException("Could not start " + launch.name() + ": " + e.getMessage(), e);
    }
  }

  boolean alive() {
    return handle.isAlive();
  }

  /** SIGTERM, then SIGKILL for what is still there after the grace. */
  void stop(Duration grace) {
    handle.destroy();
    if (!ended(grace)) {
      kill();
    }
  }

  /** SIGKILL: no chance to close anything. */
  void kill() {
    handle.destroyForcibly();
    if (!ended(Duration.ofSeconds(10))) {
      throw new StackException(name + " survived SIGKILL: pid " + handle.pid());
    }
  }

  private boolean ended(Duration within) {
    try {
      handle.onExit().get(within.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The last lines of its log. */
  String tail(int lines) {
    try (var file = Files.newByteChannel(log)) {
      file.position(Math.max(0, file.size() - TAIL_BYTES));
      var bytes = java.nio.channels.Channels.newInputStream(file).readAllBytes();
      List<String> all = new String(bytes, StandardCharsets.UTF_8).lines().toList();
      return String.join("\n", all.subList(Math.max(0, all.size() - lines), all.size()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
