package org.courtyard.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.courtyard.bench.quality.BCubed;
import org.courtyard.bench.quality.ClueTrainer;
import org.courtyard.bench.quality.SampleRules;
import org.courtyard.bench.quality.ThreadReplay;
import org.courtyard.router.correlation.Weights;
import org.courtyard.router.triage.TextModel;
import org.courtyard.router.triage.Triage;
import org.courtyard.stack.StackException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ./courtyard train-clues}: learns what tells that two messages are about one matter. */
@Command(
    name = "train-clues",
    mixinStandardHelpOptions = true,
    description = {
      "Fits how much each clue counts for a message being about a case to threads of talk, and says"
          + " by cross-validation how well that puts together threads it has not seen.",
      "Reads chat/threads.csv of each directory. The same threads and model give the same weights.",
      "Run it again when the triage model has changed: clues rest on what that makes of words."
    })
final class TrainCluesCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      required = true,
      description = "Directory with chat/threads.csv; may be given several times.")
  private List<Path> data;

  @Option(names = "--out", paramLabel = "FILE", required = true, description = "Write it here.")
  private Path file;

  @Option(
      names = "--rules",
      paramLabel = "DIR",
      description = "Directory with the rules; by default those of the sample world.")
  private Path rules;

  @Option(
      names = "--model",
      paramLabel = "FILE",
      description = "The triage model; by default the one that comes with the router.")
  private Path model;

  @Option(
      names = "--folds",
      paramLabel = "N",
      defaultValue = "5",
      description = "Folds of the cross-validation; 0 for none (default: ${DEFAULT-VALUE}).")
  private int folds;

  @Override
  public Integer call() throws IOException {
    Figures.requireWritable(file);
    PrintWriter out = new PrintWriter(spec.commandLine().getOut(), true);
    List<ThreadReplay.Said> said = new ArrayList<>();
    for (Path directory : data) {
      said.addAll(ThreadReplay.read(directory.resolve("chat/threads.csv")));
    }
    var read = SampleRules.read(rules == null ? Home.resolve("samples/fangzhuang") : rules);
    ClueTrainer trainer = new ClueTrainer(read, Triage.compile(read, Optional.of(model())));
    if (folds > 1) {
      tell(trainer.crossValidated(said, folds), out);
    }
    Weights weights = trainer.fit(said);
    Files.writeString(file, weights.toString());
    out.printf("%s: weights fitted to %,d messages%n", file, said.size());
    return 0;
  }

  private static void tell(ThreadReplay.Figures figures, PrintWriter out) {
    out.println("threads that were not trained on, B-cubed precision, recall, F1:");
    tell("community", figures.community(), out);
    tell("building", figures.building(), out);
    out.printf(
        "of a matter, left out %.2f; of none, pulled in %.2f%n",
        figures.leftOut(), figures.pulledIn());
  }

  private static void tell(String name, BCubed measure, PrintWriter out) {
    out.printf("%-10s %.3f %.3f %.3f%n", name, measure.precision(), measure.recall(), measure.f1());
  }

  private TextModel model() throws IOException {
    if (model == null) {
      return TextModel.builtIn()
          .orElseThrow(() -> new StackException("No model is packed; train one first."));
    }
    try (InputStream in = Files.newInputStream(model)) {
      return TextModel.read(in);
    }
  }
}
