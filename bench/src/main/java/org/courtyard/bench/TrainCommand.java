package org.courtyard.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.courtyard.bench.quality.Judges;
import org.courtyard.bench.quality.QualityTable;
import org.courtyard.bench.quality.SampleRules;
import org.courtyard.bench.quality.TextQuality;
import org.courtyard.bench.training.Calibration;
import org.courtyard.bench.training.Corpus;
import org.courtyard.bench.training.CrossValidation;
import org.courtyard.bench.training.Trainer;
import org.courtyard.router.triage.TextModel;
import org.courtyard.router.triage.Triage;
import org.courtyard.schemas.Rules;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ./courtyard train}: learns a triage model from labelled texts. */
@Command(
    name = "train",
    mixinStandardHelpOptions = true,
    description = {
      "Learns a triage model from labelled texts, and says by cross-validation how well it judges"
          + " what it has not seen. The same input gives the same bytes.",
      "Each directory may have grievances/, chatter/ and chat/ (see samples/corpus/README.md)."
    })
final class TrainCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      required = true,
      description = "Labelled texts; may be given several times.")
  private List<Path> data;

  @Option(names = "--out", paramLabel = "MODEL", required = true, description = "Write it here.")
  private Path model;

  @Option(names = "--json", paramLabel = "FILE", description = "Write the report here as well.")
  private Path json;

  @Override
  public Integer call() throws IOException {
    Figures.requireWritable(json);
    Figures.requireWritable(model);
    PrintWriter out = new PrintWriter(spec.commandLine().getOut(), true);
    Corpus corpus = Corpus.read(data);
    corpus.sources().forEach(s -> out.printf("%-40s %,8d rows%n", s.file(), s.rows()));
    CrossValidation validation = CrossValidation.of(corpus, out::println);
    Map<String, Calibration> calibrations = validation.calibrations();
    validation.calibrate(calibrations);
    out.println("training on everything");
    TextModel trained = new Trainer(corpus.sources(), calibrations).train(corpus.documents());
    try (OutputStream file = Files.newOutputStream(model)) {
      trained.write(file);
    }
    ObjectNode figures = report(corpus, validation, trained);
    QualityTable.print(figures, out);
    Figures.write(json, figures);
    out.printf("%s: model %s, %,d bytes%n", model, trained.version(), Files.size(model));
    return 0;
  }

  private static ObjectNode report(Corpus corpus, CrossValidation validation, TextModel trained) {
    Rules rules = SampleRules.read(Home.resolve("samples/fangzhuang"));
    Map<TextModel, Triage> triages = new HashMap<>();
    Judges judges =
        new Judges(
            validation::notHavingSeen,
            document ->
                triages.computeIfAbsent(
                    validation.notHavingSeen(document),
                    fold -> Triage.compile(rules, Optional.of(fold))),
            file -> true);
    ObjectNode figures = new ObjectMapper().createObjectNode();
    figures.put("model", trained.version());
    new TextQuality(corpus.documents(), judges, figures).measure();
    return figures;
  }
}
