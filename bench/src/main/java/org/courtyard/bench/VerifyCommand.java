package org.courtyard.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.KafkaException;
import org.courtyard.bench.verify.FindingsTable;
import org.courtyard.bench.verify.Verification;
import org.courtyard.schemas.AvroSerdes;
import org.courtyard.stack.Stack;
import org.courtyard.stack.StackException;
import org.courtyard.stack.StackOptions;
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
      description = "The broker; by default that of the stack that was started here.")
  private String bootstrap;

  @Option(
      names = "--registry",
      paramLabel = "URL",
      description = "The schema registry, its address ending in /apis/registry/v3; likewise.")
  private String registry;

  @Option(
      names = "--simulator",
      paramLabel = "URL",
      description =
          "Compare receipts with the log of the chat simulator there, too; by default that of the"
              + " stack, where neither broker nor registry is given.")
  private String simulator;

  @Option(names = "--json", paramLabel = "FILE", description = "Write the figures there as JSON.")
  private Path json;

  @Override
  public Integer call() throws IOException, InterruptedException, TimeoutException {
    PrintWriter out = spec.commandLine().getOut();
    Figures.requireWritable(json);
    useStack();
    Verification verification = new Verification(Instant.now().minus(STILL_ON_ITS_WAY));
    long records;
    try (TopicReader reader = new TopicReader(bootstrap, AvroSerdes.registry(registry))) {
      records = reader.advance(verification::accept);
    } catch (KafkaException e) {
      throw new StackException("Cannot read from the broker at " + bootstrap + ": " + e, e);
    }
    if (simulator != null) {
      verification.compare(PlatformLog.fetch(simulator));
    }
    out.printf("%d records read%n%n%s", records, FindingsTable.render(verification.findings()));
    out.println(verification.holds() ? "\nEverything holds." : "\nNot everything holds.");
    out.flush();
    Figures.write(json, figures(verification));
    return verification.holds() ? 0 : 1;
  }

  /** Where nobody says which, it is the stack of this directory that is meant. */
  private void useStack() {
    Stack stack = Stack.attach(StackOptions.usual());
    boolean ownStack = bootstrap == null && registry == null;
    if (simulator == null && ownStack && stack.ready(Stack.SIMULATOR)) {
      simulator = stack.simulatorUrl();
    }
    bootstrap = bootstrap == null ? stack.bootstrapServers() : bootstrap;
    registry = registry == null ? stack.registryUrl() : registry;
    requireRegistry();
  }

  /** Without it every single record would be waited for. */
  private void requireRegistry() {
    try (HttpClient http = HttpClient.newHttpClient()) {
      var request = HttpRequest.newBuilder(URI.create(registry + "/system/info")).build();
      int status = http.send(request, BodyHandlers.discarding()).statusCode();
      if (status != 200) {
        throw new StackException(request.uri() + " answers " + status + ": no schema registry");
      }
    } catch (IOException | IllegalArgumentException e) {
      throw new StackException("No schema registry answers at " + registry, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StackException("Stopped.", e);
    }
  }

  /** The figures of a verification, and what each check found. */
  public static ObjectNode figures(Verification verification) {
    ObjectMapper mapper = new ObjectMapper();
    ObjectNode figures = mapper.valueToTree(verification.summary());
    figures.put("holds", verification.holds());
    figures.set("checks", mapper.valueToTree(verification.findings()));
    return figures;
  }
}
