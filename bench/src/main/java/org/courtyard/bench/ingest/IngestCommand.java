package org.courtyard.bench.ingest;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.courtyard.bench.load.District;
import org.courtyard.bench.report.BenchOutput;
import org.courtyard.bench.report.Report;
import org.courtyard.bench.report.Seed;
import org.courtyard.stack.Stack;
import org.courtyard.stack.StackOptions;
import org.courtyard.stack.Tuning;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ./courtyard bench ingest}. */
@Command(
    name = "ingest",
    description = {
      "How many messages a second ingest takes over HTTP, one and many in a request, with tokens as"
          + " beyond one machine; then far past what it can take.",
      "The load comes from wrk, which must be installed. About 3 minutes.",
      "Its stack lives in .courtyard/bench; ports as for up."
    })
public final class IngestCommand implements Callable<Integer> {
  private static final int WRONG_USAGE = 2;

  @Spec private CommandSpec spec;
  @Mixin private BenchOutput output;
  @Mixin private Seed seed;

  @Option(
      names = "--seconds",
      defaultValue = "12",
      description = "Of each load; by default ${DEFAULT-VALUE}.")
  private int seconds;

  @Option(
      names = "--connections",
      defaultValue = "64",
      description = "For single messages, an eighth of it for bulk; by default ${DEFAULT-VALUE}.")
  private int connections;

  @Option(
      names = "--bulk",
      paramLabel = "N",
      defaultValue = "100",
      description = "Messages in a bulk request; by default ${DEFAULT-VALUE}.")
  private int bulk;

  @Option(
      names = "--crowd",
      paramLabel = "N",
      defaultValue = "1000",
      description = "Connections past saturation; by default ${DEFAULT-VALUE}.")
  private int crowd;

  @Option(
      names = "--generator-threads",
      defaultValue = "1",
      description = "Threads of wrk; by default ${DEFAULT-VALUE}.")
  private int threads;

  @Option(names = "--heap", defaultValue = "256m", description = "Of ingest.")
  private String heap;

  @Override
  public Integer call() throws IOException, InterruptedException {
    output.requireWritable();
    Optional<String> version = Wrk.version();
    if (version.isEmpty()) {
      spec.commandLine().getErr().println(Wrk.HOW_TO_INSTALL);
      return WRONG_USAGE;
    }
    PrintWriter out = spec.commandLine().getOut();
    Report report = new Report("ingest", BenchOutput.command(spec, seed.value()), Instant.now());
    report.setting("load generator", version.get());
    report.setting("its threads", threads);
    report.setting("seconds of each load", seconds);
    report.setting("seed", seed.value());
    report.setting("heaps", "ingest " + heap + ", broker 512m");
    out.printf("seed %d%n", seed.value());
    StackOptions usual = StackOptions.usual();
    Path directory = usual.directory().resolve("bench");
    Stack.attach(usual.in(directory)).wipe();
    Path own = directory.resolve("ingest");
    String token = token();
    Path tokens = tokens(own, token);
    StackOptions options =
        usual
            .in(directory)
            .only(Stack.INGEST)
            .tuned(Stack.INGEST, Tuning.heap(heap).with("COURTYARD_TOKENS_FILE", tokens.toString()))
            .telling(BenchOutput.telling(out));
    try (Stack stack = Stack.up(options)) {
      new IngestBench(
              stack,
              new Wrk(own, stack.ingestUrl(), token, threads),
              new IngestBench.Settings(seconds, connections, bulk, crowd, seed.value()),
              report,
              BenchOutput.telling(out))
          .run();
    }
    report.note(
        "wrk sends the next request of a connection when the last was answered: its latencies are"
            + " those of a closed loop, and it shares the cores with what it measures. For"
            + " latencies on a fixed schedule see latency.");
    output.finish(report, out);
    return report.holds() ? 0 : 1;
  }

  private static String token() {
    byte[] secret = new byte[24];
    new SecureRandom().nextBytes(secret);
    return HexFormat.of().formatHex(secret);
  }

  /** As ingest wants them wherever it listens beyond its own machine. */
  private static Path tokens(Path directory, String token) throws IOException {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
      Files.createDirectories(directory);
      return Files.writeString(
          directory.resolve("tokens.csv"),
          "token_sha256,tenant\n%s,%s\n"
              .formatted(HexFormat.of().formatHex(hash), District.TENANT));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
