package org.courtyard.bench.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.courtyard.stack.StackException;

/** The load generator wrk, with a script that says what is sent. */
final class Wrk {
  static final String HOW_TO_INSTALL =
      "This bench sends its load with wrk, which is not installed. On Debian or Ubuntu:"
          + " apt-get install wrk; on macOS: brew install wrk.";
  private static final String MARK = "COURTYARD ";

  /** What is under way when no more is sent has so long to be answered. */
  private static final int LAST_SECONDS = 6;

  private final Path script;
  private final String url;
  private final String token;
  private final int threads;

  /**
   * What wrk saw.
   *
   * @param accepted messages in answers of 2xx
   * @param p50 milliseconds from sending a request to its answer
   * @param unanswered requests without an answer
   * @param statuses answers by status
   * @param bySecond messages accepted in each second of the wall clock
   */
  record Result(
      long accepted,
      double p50,
      double p99,
      double max,
      long unanswered,
      Map<Integer, Long> statuses,
      TreeMap<Long, Long> bySecond) {}

  /**
   * What is sent.
   *
   * @param lines messages a request
   * @param characters bytes that each text has at least
   */
  record Load(String name, int connections, int lines, int characters, int seconds) {}

  Wrk(Path directory, String url, String token, int threads) {
    this.url = url;
    this.token = token;
    this.threads = threads;
    this.script = directory.resolve("load.lua");
    try (InputStream in = Wrk.class.getResourceAsStream("load.lua")) {
      Files.createDirectories(directory);
      Files.write(script, in.readAllBytes());
    } catch (IOException e) {
      throw new StackException("Cannot write " + script + ": " + e.getMessage(), e);
    }
  }

  /** Its version; empty where it is not installed. */
  static Optional<String> version() {
    try {
      Process wrk = new ProcessBuilder("wrk", "-v").redirectErrorStream(true).start();
      String said = new String(wrk.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return said.lines().findFirst().map(line -> line.replaceAll(" \\[.*", ""));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Sends for so many seconds, then waits for the answers that are still missing. */
  Result run(Load load, long seed) throws InterruptedException {
    List<String> command =
        List.of(
            "wrk",
            "--threads",
            Integer.toString(threads),
            "--connections",
            Integer.toString(load.connections()),
            "--duration",
            (load.seconds() + LAST_SECONDS) + "s",
            "--timeout",
            "30s",
            "--script",
            script.toString(),
            url,
            "--",
            token,
            load.name(),
            Long.toString(seed),
            Integer.toString(load.lines()),
            Integer.toString(load.characters()),
            Integer.toString(load.seconds()));
    try {
      Process wrk = new ProcessBuilder(command).redirectErrorStream(true).start();
      String said = new String(wrk.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      wrk.waitFor();
      return said.lines()
          .filter(line -> line.startsWith(MARK))
          .findFirst()
          .map(line -> result(line.substring(MARK.length())))
          .orElseThrow(() -> new StackException("wrk did not finish:\n" + said));
    } catch (IOException e) {
      throw new StackException(HOW_TO_INSTALL, e);
    }
  }

  private static Result result(String json) {
    try {
      JsonNode told = new ObjectMapper().readTree(json);
      Map<Integer, Long> statuses = new TreeMap<>();
      told.path("statuses")
          .properties()
          .forEach(each -> statuses.put(Integer.valueOf(each.getKey()), each.getValue().asLong()));
      TreeMap<Long, Long> bySecond = new TreeMap<>();
      told.path("bySecond")
          .properties()
          .forEach(each -> bySecond.put(Long.valueOf(each.getKey()), each.getValue().asLong()));
      return new Result(
          told.path("accepted").asLong(),
          told.path("p50").asDouble(),
          told.path("p99").asDouble(),
          told.path("max").asDouble(),
          told.path("unanswered").asLong(),
          statuses,
          bySecond);
    } catch (IOException e) {
      throw new StackException("wrk said what nobody understands: " + json, e);
    }
  }
}
