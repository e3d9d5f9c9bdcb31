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
import org.courtyard.bench.quality.BCubed;
import org.courtyard.bench.quality.CorrelationTiming;
import org.courtyard.bench.quality.Judges;
import org.courtyard.bench.quality.PairReplay;
import org.courtyard.bench.quality.QualityTable;
import org.courtyard.bench.quality.SampleRules;
import org.courtyard.bench.quality.TextQuality;
import org.courtyard.bench.quality.ThreadReplay;
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
  private static final int OPEN_MATTERS = 1000;

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
    Triage triage = triage(rules, model);
    pairs(figures, out);
    threads(rules, triage, figures, out);
    List<String> texts = corpus.documents().stream().map(Document::text).toList();
    figures.withObject("/micros").put("triage", TriageTiming.micros(triage, texts));
    if (texts.size() > OPEN_MATTERS) {
      figures.withObject("/micros").put("correlate", CorrelationTiming.micros(texts, OPEN_MATTERS));
    } else {
      out.println("no time of correlation: that needs more than " + OPEN_MATTERS + " texts");
    }
    QualityTable.print(figures, out);
    Figures.write(json, figures);
    return 0;
  }

  private void pairs(ObjectNode figures, PrintWriter out) throws IOException {
    if (missing(out, "hot_messages", "dup_silver_pairs", "dup_exact_pairs")) {
      return;
    }
    PairReplay replay = PairReplay.of(data);
    pairs("strict", replay.strict(), figures);
    pairs("silver", replay.silver(), figures);
    pairs("exact", replay.exact(), figures);
  }

  private boolean missing(PrintWriter out, String... names) {
    for (String name : names) {
      Path file = data.resolve("grievances/" + name + ".csv");
      if (!Files.exists(file)) {
        out.println("no pairs: " + file + " is absent");
        return true;
      }
    }
    return false;
  }

  private static void pairs(String set, PairReplay.Figures pairs, ObjectNode figures) {
    figures
        .withObject("/pairs/" + set)
        .put("pairs", pairs.pairs())
        .put("found", pairs.found())
        .put("recall", pairs.recall())
        .put("precision", pairs.listed());
  }

  private void threads(Rules rules, Triage triage, ObjectNode figures, PrintWriter out)
      throws IOException {
    if (!Files.exists(data.resolve("chat/threads.csv"))) {
      out.println("no threads: chat/threads.csv is absent");
      return;
    }
    ThreadReplay.Figures talk = ThreadReplay.of(data, rules, triage);
    ThreadReplay.Figures known = ThreadReplay.knowingWhatIsAMatter(data, rules, triage);
    threads("threads", talk, figures);
    threads("threadsKnowingMatters", known, figures);
  }

  private static void threads(String name, ThreadReplay.Figures talk, ObjectNode figures) {
    ObjectNode node = figures.withObject("/" + name);
    bCubed(node.withObject("/building"), talk.building());
    bCubed(node.withObject("/community"), talk.community());
    node.put("messages", talk.messages());
    node.put("leftOut", talk.leftOut());
    node.put("pulledIn", talk.pulledIn());
  }

  private static void bCubed(ObjectNode node, BCubed measure) {
    node.put("precision", measure.precision());
    node.put("recall", measure.recall());
    node.put("f1", measure.f1());
  }

  private Triage triage(Rules rules, TextModel model) {
    return Triage.compile(rules, rulesAlone ? Optional.empty() : Optional.of(model));
  }

  private Judges judges(Corpus corpus, TextModel model, Rules rules, PrintWriter out) {
    Triage triage = triage(rules, model);
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
    Corpus own = Corpus.read(List.of(Home.resolve("samples/corpus")));
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
    return rulesDirectory != null ? rulesDirectory : Home.resolve("samples/fangzhuang");
  }

  private static PrintWriter progress(PrintWriter out) {
    return new PrintWriter(out, true);
  }
}
