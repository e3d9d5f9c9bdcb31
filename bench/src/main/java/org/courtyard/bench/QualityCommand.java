package org.courtyard.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.courtyard.bench.quality.Judges;
import org.courtyard.bench.quality.QualityTable;
import org.courtyard.bench.quality.SampleRules;
import org.courtyard.bench.quality.TextQuality;
import org.courtyard.bench.quality.TriageTiming;
import org.courtyard.bench.training.Corpus;
import org.courtyard.bench.training.CrossValidation;
import org.courtyard.bench.training.Document;
import org.courtyard.router.triage.TextModel;
import org.courtyard.router.triage.Triage;
import org.courtyard.schemas.Rules;
import org.courtyard.stack.StackException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ./courtyard bench quality}: how good the decisions are on labelled texts. */
@Command(
    name = "quality",
    mixinStandardHelpOptions = true,
    description = {
      "How good triage, category and correlation are on labelled texts, and what they cost.",
      "Files that the model was trained on are judged by cross-validation, with models that have"
          + " not seen the text in question; files that are absent are skipped."
    })
final class QualityCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      required = true,
      description = "Directory with grievances/, chatter/ and chat/; each of them may be absent.")
  private Path data;

  @Option(names = "--json", paramLabel = "FILE", description = "Write the figures here as well.")
  private Path json;

  @Option(
      names = "--rules",
      paramLabel = "DIR",
      description = "Directory with the rules; by default those of the sample world.")
  private Path rulesDirectory;

  @Option(
      names = "--model",
      paramLabel = "FILE",
      description = "The model; by default the one that comes with the router.")
  private Path modelFile;

  @Option(names = "--rules-alone", description = "Judge by the rules, without any model.")
  private boolean rulesAlone;

  @Override
  public Integer call() throws IOException {
    Figures.requireWritable(json);
    PrintWriter out = spec.commandLine().getOut();
    Rules rules = SampleRules.read(rulesDirectory());
    ObjectNode figures = new ObjectMapper().createObjectNode();
    Corpus corpus = Corpus.read(List.of(data));
    TextModel model = model();
    figures.put("model", model.version());
    new TextQuality(corpus.documents(), judges(corpus, model, rules, out), figures).measure();
    List<String> texts = corpus.documents().stream().map(Document::text).toList();
    figures
        .withObject("/micros")
        .put("triage", TriageTiming.micros(Triage.compile(rules, Optional.of(model)), texts));
    QualityTable.print(figures, out);
    Figures.write(json, figures);
    return 0;
  }

  private Judges judges(Corpus corpus, TextModel model, Rules rules, PrintWriter out) {
    Triage triage = Triage.compile(rules, rulesAlone ? Optional.empty() : Optional.of(model));
    Set<String> trainedOn =
        model.sources().stream().map(TextModel.Source::sha256).collect(Collectors.toSet());
    Set<String> seen =
        corpus.sources().stream()
            .filter(source -> trainedOn.contains(source.sha256()))
            .map(TextModel.Source::file)
            .collect(Collectors.toSet());
    if (seen.isEmpty() || rulesAlone) {
      return new Judges(document -> model, document -> triage, file -> false);
    }
    CrossValidation validation = CrossValidation.of(withOwnTexts(corpus), progress(out)::println);
    validation.calibrate(validation.calibrations());
    Map<TextModel, Triage> triages = new HashMap<>();
    return new Judges(
        document -> seen.contains(document.file()) ? validation.notHavingSeen(document) : model,
        document ->
            seen.contains(document.file())
                ? triages.computeIfAbsent(
                    validation.notHavingSeen(document),
                    fold -> Triage.compile(rules, Optional.of(fold)))
                : triage,
        seen::contains);
  }

  /** What comes with the project helps every fold, as it helped the model. */
  private static Corpus withOwnTexts(Corpus corpus) {
    Corpus own = Corpus.read(List.of(home().resolve("samples/corpus")));
    Set<String> known =
        corpus.sources().stream().map(TextModel.Source::sha256).collect(Collectors.toSet());
    Set<String> added =
        own.sources().stream()
            .filter(source -> !known.contains(source.sha256()))
            .map(TextModel.Source::file)
            .collect(Collectors.toSet());
    List<Document> documents = new ArrayList<>(corpus.documents());
    own.documents().stream().filter(d -> added.contains(d.file())).forEach(documents::add);
    return new Corpus(documents, corpus.sources());
  }

  private TextModel model() throws IOException {
    if (modelFile == null) {
      return TextModel.builtIn()
          .orElseThrow(() -> new StackException("No model is packed; train one first."));
    }
    try (InputStream in = Files.newInputStream(modelFile)) {
      return TextModel.read(in);
    }
  }

  private Path rulesDirectory() {
    return rulesDirectory != null ? rulesDirectory : home().resolve("samples/fangzhuang");
  }

  private static Path home() {
    return Path.of(System.getProperty("courtyard.home", "."));
  }

  private static PrintWriter progress(PrintWriter out) {
    return new PrintWriter(out, true);
  }
}
