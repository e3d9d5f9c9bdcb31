package org.courtyard.bench;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.courtyard.bench.quality.SampleRules;
import org.courtyard.bench.quality.Sayings;
import org.courtyard.router.triage.Explanation;
import org.courtyard.router.triage.TextModel;
import org.courtyard.router.triage.Triage;
import org.courtyard.schemas.Category;
import org.courtyard.schemas.Rules;
import org.courtyard.schemas.Verdict;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ./courtyard explain TEXT}: why a message would be what it is. */
@Command(
    name = "explain",
    mixinStandardHelpOptions = true,
    description = {
      "Why a text would be a case, or not: the rules that fire and the words they fire on, the"
          + " model's probability and what weighed most, category and places.",
      "With --group also what it would belong to among the open cases of that group's community,"
          + " from the stack that runs."
    })
final class ExplainCommand implements Callable<Integer> {
  private static final int FEATURES = 8;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "TEXT", description = "What somebody says.")
  private String text;

  @Option(
      names = "--group",
      paramLabel = "CHAT",
      description = "Chat id of the group in which it is said; needs a running stack.")
  private String group;

  @Option(names = "--handler", description = "Said by somebody who answers for that place.")
  private boolean fromHandler;

  @Option(
      names = "--rules",
      paramLabel = "DIR",
      description = "Directory with the rules; by default those of the sample world.")
  private Path rulesDirectory;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    Rules rules =
        SampleRules.read(
            rulesDirectory != null ? rulesDirectory : Home.resolve("samples/fangzhuang"));
    Triage triage = Triage.compile(rules, TextModel.builtIn());
    print(triage.explain(Sayings.message(text), fromHandler, FEATURES), rules, out);
    if (group != null) {
      SimilarCases.print(group, text, out);
    }
    out.flush();
    return 0;
  }

  private void print(Explanation explained, Rules rules, PrintWriter out) {
    Verdict verdict = explained.verdict();
    line(out, "text", explained.plain());
    line(out, "outcome", outcome(verdict));
    line(out, "kind", verdict.getIntent().toString());
    if (verdict.getCategory() != null) {
      line(out, "category", category(verdict.getCategory(), rules));
      line(out, "urgency", verdict.getUrgency().toString());
    }
    line(
        out,
        "places",
        explained.places().isEmpty() ? "none" : String.join(" ", explained.places()));
    line(out, "decided by", verdict.getRule());
    if (verdict.getScore() != null) {
      line(
          out,
          "probability",
          "%.3f; a case from %.2f, asked from %.2f; a rule that fires counts %+.2f or %+.2f"
              .formatted(
                  verdict.getScore(),
                  rules.getThresholds().getCaseFrom(),
                  rules.getThresholds().getAskFrom(),
                  rules.getThresholds().getRuleWeight(),
                  -rules.getThresholds().getRuleWeight()));
    }
    for (Explanation.Fired fired : explained.fired()) {
      line(
          out,
          "rule",
          "%s says %s%s on %s"
              .formatted(
                  fired.rule(),
                  fired.intent(),
                  fired.category() == null ? "" : " " + fired.category(),
                  fired.words()));
    }
    explained.byModel().ifPresent(model -> print(model, out));
  }

  private static void print(Explanation.ByModel model, PrintWriter out) {
    line(out, "model " + model.version(), "%.3f that somebody must act".formatted(model.act()));
    line(out, "  for, against", features(model.forAndAgainst()));
    line(out, "  kind", guess(model.kind()));
    line(out, "  main class", guess(model.mainClass()));
    line(out, "  category", guess(model.category()));
    line(out, "  because of", features(model.forCategory()));
  }

  private static String outcome(Verdict verdict) {
    if (verdict.getAsk()) {
      return "ask";
    }
    return switch (verdict.getIntent()) {
      case GRIEVANCE, QUESTION, SUGGESTION -> "case";
      case CHATTER, PRAISE, COMMERCIAL, MUTUAL_HELP, UNRECOGNISED -> "not a case";
      default -> "judged next to the cases it may refer to";
    };
  }

  private static String category(String code, Rules rules) {
    return rules.getCategories().stream()
        .filter(category -> category.getCode().equals(code))
        .findFirst()
        .map(ExplainCommand::words)
        .orElse(code);
  }

  private static String words(Category category) {
    String grid = category.getGridCode().isEmpty() ? "" : ", grid code " + category.getGridCode();
    String main = category.getMainClass().isEmpty() ? "" : ", " + category.getMainClass();
    return "%s %s%s%s".formatted(category.getCode(), category.getZh(), main, grid);
  }

  private static String guess(TextModel.Guess guess) {
    return "%s %.2f".formatted(guess.label(), guess.probability());
  }

  private static String features(List<TextModel.Feature> features) {
    return features.stream().map(TextModel.Feature::toString).collect(Collectors.joining(", "));
  }

  private static void line(PrintWriter out, String name, String value) {
    out.printf("%-16s %s%n", name, value);
  }
}
