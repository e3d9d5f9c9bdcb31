package org.courtyard.bench.training;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import org.courtyard.router.triage.PlainText;
import org.courtyard.router.triage.TextModel;
import org.courtyard.schemas.Intent;

/**
 * Models that have each not seen one part of a corpus: what is said of a text comes from the one
 * that did not see it, nor anything nearly the same. Lines of chat that several people wrote are
 * parted by writer.
 */
public final class CrossValidation {
  private static final int FOLDS = 5;

  /** How much likelier a line of a group is about here than a text of a corpus, in log-odds. */
  private static final float AT_HOME = 2.9f;

  private final Corpus corpus;
  private final Map<String, Integer> folds;
  private final List<TextModel> models = new ArrayList<>();

  private CrossValidation(Corpus corpus) {
    this.corpus = corpus;
    this.folds = folds(corpus);
  }

  /**
   * Trains a model for each fold.
   *
   * @param progress told what is being done
   */
  public static CrossValidation of(Corpus corpus, Consumer<String> progress) {
    CrossValidation validation = new CrossValidation(corpus);
    for (int fold = 0; fold < FOLDS; fold++) {
      progress.accept("cross-validation %d/%d".formatted(fold + 1, FOLDS));
      int left = fold;
      List<Document> seen =
          corpus.documents().stream().filter(d -> validation.fold(d) != left).toList();
      validation.models.add(new Trainer(corpus.sources(), Map.of()).train(seen));
    }
    return validation;
  }

  /** The model that has not seen this document of the corpus. */
  public TextModel notHavingSeen(Document document) {
    return models.get(fold(document));
  }

  /** The calibrations that its scores of unseen texts call for, by head. */
  public Map<String, Calibration> calibrations() {
    Map<String, Calibration> calibrations = new HashMap<>();
    calibrations.put(TextModel.ACT, Calibration.logistic(actScores()));
    List<Calibration.Scored> here = hereScores();
    if (here.stream().map(Calibration.Scored::yes).distinct().count() == 2) {
      calibrations.put(TextModel.HERE, Calibration.logistic(here).shifted(AT_HOME));
    }
    Map<String, Function<Document, String>> heads =
        Map.of(
            TextModel.KIND, d -> d.kind() == null ? null : d.kind().name(),
            TextModel.MAIN_CLASS, Document::mainClass,
            TextModel.CATEGORY, Document::category);
    heads.forEach(
        (head, label) -> {
          List<Calibration.Ranked> ranked = ranked(head, label);
          if (!ranked.isEmpty()) {
            calibrations.put(head, Calibration.softmax(ranked));
          }
        });
    return calibrations;
  }

  /** Takes on these calibrations in every model. */
  public void calibrate(Map<String, Calibration> calibrations) {
    models.replaceAll(model -> Trainer.calibrated(model, calibrations));
  }

  /** On chat where there is any: that is what will be judged. */
  private List<Calibration.Scored> actScores() {
    List<Document> chat = corpus.documents().stream().filter(Document::isChat).toList();
    List<Document> judged = chat.isEmpty() ? corpus.documents() : chat;
    return judged.stream()
        .map(d -> new Calibration.Scored(scores(d, TextModel.ACT)[0], d.act()))
        .toList();
  }

  /** Chat that somebody must act on, where there is any, next to all that is said elsewhere. */
  private List<Calibration.Scored> hereScores() {
    boolean chat = corpus.documents().stream().anyMatch(d -> d.act() && d.isChat());
    return corpus.documents().stream()
        .filter(d -> d.isElsewhere() || d.act() && d.isChat() == chat)
        .map(d -> new Calibration.Scored(scores(d, TextModel.HERE)[0], d.act()))
        .toList();
  }

  private List<Calibration.Ranked> ranked(String head, Function<Document, String> label) {
    List<Calibration.Ranked> ranked = new ArrayList<>();
    for (Document document : corpus.documents()) {
      boolean chatter = document.kind() == Intent.CHATTER && document.row() % 20 != 0;
      String right = label.apply(document);
      if (right != null && !chatter) {
        int index = notHavingSeen(document).head(head).labels().indexOf(right);
        if (index >= 0) {
          ranked.add(new Calibration.Ranked(scores(document, head), index));
        }
      }
    }
    return ranked;
  }

  private float[] scores(Document document, String head) {
    return notHavingSeen(document).read(PlainText.of(document.full())).scores(head);
  }

  private int fold(Document document) {
    return folds.get(document.file() + "#" + document.row());
  }

  private static Map<String, Integer> folds(Corpus corpus) {
    List<Document> documents = corpus.documents();
    List<String> authors =
        List.copyOf(new TreeSet<>(documents.stream().map(Document::author).toList()));
    int[] groups = NearDuplicates.groups(documents.stream().map(Document::full).toList());
    Map<String, Integer> folds = new HashMap<>();
    for (int i = 0; i < documents.size(); i++) {
      Document document = documents.get(i);
      boolean byAuthor = !document.author().isEmpty() && authors.size() > FOLDS;
      int fold =
          byAuthor
              ? authors.indexOf(document.author()) % FOLDS
              : Math.floorMod(groups[i] * 0x9E3779B1 >>> 7, FOLDS);
      folds.put(document.file() + "#" + document.row(), fold);
    }
    return folds;
  }
}
