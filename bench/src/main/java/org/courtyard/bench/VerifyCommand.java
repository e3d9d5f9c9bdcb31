package org.courtyard.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeoutException;
import org.courtyard.bench.verify.FindingsTable;
import org.courtyard.bench.verify.TopicReader;
import org.courtyard.bench.verify.Verification;
import org.courtyard.schemas.AvroSerdes;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ./courtyard verify}: reads every topic from its beginning and proves what it can. */
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    description = {
      "Reads every topic from its beginning and proves: one outcome for each message, case events"
          + " without a gap, one effect for each command, one right verdict for each clock, every"
          + " answer delivered.",
      "Ends with 1 when anything does not hold."
    })
public final class VerifyCommand implements Callable<Integer> {
  private static final Duration STILL_ON_ITS_WAY = Duration.ofSeconds(15);

  @Spec private CommandSpec spec;

  @Option(
      names = "--bootstrap",
      paramLabel = "HOST:PORT",
      defaultValue = "127.0.0.1:9092",
      description = "The broker (${DEFAULT-VALUE}).")
  private String bootstrap;

  @Option(
      names = "--registry",
      paramLabel = "URL",
      defaultValue = "http://127.0.0.1:8081/apis/registry/v3",
      description = "The schema registry (${DEFAULT-VALUE}).")
  private String registry;

  @Option(
      names = "--simulator",
      paramLabel = "URL",
      description = "Compare receipts with the log of the chat simulator there, too.")
  private String simulator;

  @Option(names = "--json", paramLabel = "FILE", description = "Write the figures there as JSON.")
  private Path json;

  @Override
  public Integer call() throws IOException, InterruptedException, TimeoutException {
    PrintWriter out = spec.commandLine().getOut();
    Instant now = Instant.now();
    Verification verification = new Verification(now.minus(STILL_ON_ITS_WAY));
    long records;
    try (TopicReader reader = new TopicReader(bootstrap, AvroSerdes.registry(registry))) {
      records = reader.advance(verification::accept);
    }
    if (simulator != null) {
      verification.compare(PlatformLog.fetch(simulator));
    }
    out.printf("%d records read%n%n%s", records, FindingsTable.render(verification.findings()));
    out.println(verification.holds() ? "\nEverything holds." : "\nNot everything holds.");
    out.flush();
    if (json != null) {
      ObjectMapper mapper = new ObjectMapper();
      mapper.writerWithDefaultPrettyPrinter().writeValue(json.toFile(), figures(verification));
    }
    return verification.holds() ? 0 : 1;
  }

  /** The figures of a verification, and what each check found. */
  static ObjectNode figures(Verification verification) {
    ObjectMapper mapper = new ObjectMapper();
    ObjectNode figures = mapper.valueToTree(verification.summary());
    figures.put("holds", verification.holds());
    figures.set("checks", mapper.valueToTree(verification.findings()));
    return figures;
  }
}
