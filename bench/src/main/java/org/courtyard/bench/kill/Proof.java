package org.courtyard.bench.kill;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.courtyard.bench.PlatformLog;
import org.courtyard.bench.Quiet;
import org.courtyard.bench.TopicReader;
import org.courtyard.bench.VerifyCommand;
import org.courtyard.bench.report.Report;
import org.courtyard.bench.verify.Chronicle;
import org.courtyard.bench.verify.Finding;
import org.courtyard.bench.verify.FindingsTable;
import org.courtyard.bench.verify.Verification;
import org.courtyard.schemas.AvroSerdes;
import org.courtyard.stack.Stack;

/** What the topics say in the end about everything that was acknowledged. */
final class Proof {
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final int SHOWN = 5;

  private final Stack stack;
  private final SteadyLoad load;
  private final Report report;
  private final Consumer<String> tell;

  Proof(Stack stack, SteadyLoad load, Report report, Consumer<String> tell) {
    this.stack = stack;
    this.load = load;
    this.report = report;
    this.tell = tell;
  }

  /** Waits until nothing is on its way, reads everything from its beginning and judges. */
  void give() throws InterruptedException, TimeoutException {
    load.finish();
    tell.accept(
        "load ended: %,d messages and %,d commands acknowledged, %,d of them sent again; waiting until nothing is on its way"
            .formatted(load.messages().size(), load.commands().size(), load.repeated()));
    List<String> missing =
        new Quiet(stack, load.messages().size()).await(PATIENCE, line -> tell.accept("  " + line));
    missing.forEach(each -> tell.accept("  still missing: " + each));
    Verification verification = new Verification(Instant.now());
    long records;
    try (TopicReader reader =
        new TopicReader(stack.bootstrapServers(), AvroSerdes.registry(stack.registryUrl()))) {
      records = reader.advance(verification::accept);
    }
    verification.compare(PlatformLog.fetch(stack.simulatorUrl()));
    Map<String, Finding> findings = verification.findings();
    tell.accept("%,d records read from offset 0".formatted(records));
    tell.accept(FindingsTable.render(findings));
    report.figures().set("verification", VerifyCommand.figures(verification));
    findings.forEach(
        (name, finding) ->
            report.check(
                finding.claim(),
                finding.holds(),
                "%,d examined, %,d broken %s"
                    .formatted(finding.examined(), finding.offenders(), finding.first())));
    acknowledged(verification.chronicle());
    letters(findings.get("dead letters"));
    check("nothing was refused that should be taken", load.refusals());
  }

  /** The verifier knows only what is in the topics; what was acknowledged must be there. */
  private void acknowledged(Chronicle chronicle) {
    check(
        "every acknowledged message has its outcome",
        load.messages().stream()
            .filter(
                id -> {
                  var story = chronicle.messages().get(id);
                  return story == null || story.records() == 0 || story.settled() == null;
                })
            .toList());
    Set<String> answered =
        chronicle.commands().stream()
            .filter(story -> story.command() != null)
            .filter(story -> story.isApplied() || story.rejection() != null)
            .map(story -> story.command().getId())
            .collect(Collectors.toCollection(HashSet::new));
    check(
        "every acknowledged command took effect or was rejected",
        load.commands().stream().filter(id -> !answered.contains(id)).toList());
    report.figures().put("acknowledgedMessages", load.messages().size());
    report.figures().put("acknowledgedCommands", load.commands().size());
    report.figures().put("sentAgain", load.repeated());
    report.figures().put("requests", load.tries());
  }

  private void letters(Finding letters) {
    report.check(
        "nothing became a dead letter", letters.examined() == 0, letters.counts().toString());
  }

  private void check(String what, List<String> broken) {
    report.check(
        what,
        broken.isEmpty(),
        "%,d broken %s".formatted(broken.size(), broken.stream().limit(SHOWN).toList()));
  }
}
