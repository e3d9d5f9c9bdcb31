package org.courtyard.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.courtyard.bench.demo.Burst;
import org.courtyard.bench.demo.BurstParser;
import org.courtyard.stack.Home;
import org.courtyard.stack.Ports;
import org.courtyard.stack.Replay;
import org.courtyard.stack.Stack;
import org.courtyard.stack.StackOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** The whole product as separate processes, each of which dies without warning at its work. */
class EndToEndTest {
  /** Broker last: everything else must then be on its feet again by itself. */
  private static final List<String> VICTIMS =
      List.of(
          Stack.ROUTER,
          Stack.SLA_MONITOR,
          Stack.NOTIFIER,
          Stack.INGEST,
          Stack.REGISTRY,
          Stack.BROKER);

  private static final Duration FIRST_KILL = Duration.ofMinutes(85);
  private static final Duration PATIENCE = Duration.ofMinutes(4);

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private Path directory;

  @Test
  void whatWasAcknowledgedIsHandledOnceThroughKillsOfEveryProcess() throws Exception {
    // Given
    Path file = Path.of(EndToEndTest.class.getResource("/kill-rounds.ndjson").toURI());
    Burst burst = BurstParser.parse(file);
    StackOptions options = StackOptions.usual().in(directory).on(Ports.free());
    Path sampleWorld = Home.find().root().resolve("samples/fangzhuang");
    StringWriter said = new StringWriter();
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
        Demo demo =
            new Demo(file, burst, sampleWorld, options, PATIENCE, new PrintWriter(said, true))) {
      demo.begin();

      // When
      Callable<List<Replay.Sent>> replay = demo::replay;
      Future<List<Replay.Sent>> sent = executor.submit(replay);
      awaitDomainTime(demo.stack(), burst.at(FIRST_KILL));
      for (String victim : VICTIMS) {
        demo.stack().kill(victim);
        demo.stack().restart(victim);
        demo.stack().awaitReady(victim);
      }
      Demo.Result result = demo.prove(sent.get());

      // Then
      ObjectNode figures = result.figures();
      assertThat(sent.get()).as(said.toString()).allMatch(Replay.Sent::taken);
      assertThat(figures.get("lostMessages").asLong()).as(said.toString()).isZero();
      assertThat(figures.get("duplicatedCases").asLong()).as(said.toString()).isZero();
      assertThat(figures.get("cases").asLong()).as(said.toString()).isEqualTo(12);
      assertThat(result.proven()).as(said.toString()).isTrue();
    }
  }

  private static void awaitDomainTime(Stack stack, Instant domain) {
    await()
        .atMost(Duration.ofMinutes(5))
        .until(() -> !Instant.now().isBefore(stack.time().wallAt(domain)));
  }
}
