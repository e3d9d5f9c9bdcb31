package org.courtyard.bench.quality;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.courtyard.bench.training.Document;
import org.courtyard.router.triage.PlainText;
import org.courtyard.schemas.Intent;
import org.courtyard.schemas.Verdict;

/**
 * Triage and category on labelled texts, each file for itself. Somebody who is asked counts as a
 * miss where there is a grievance, and as a false case where there is none.
 */
public final class TextQuality {
  private static final int BEGINNING = 30;

  private final List<Document> documents;
  private final Judges judges;
  private final ObjectNode figures;

  public TextQuality(List<Document> documents, Judges judges, ObjectNode figures) {
    this.documents = documents;
    this.judges = judges;
    this.figures = figures;
  }

  public void measure() {
    Map<String, List<Document>> files =
        documents.stream()
            .collect(Collectors.groupingBy(Document::file, TreeMap::new, Collectors.toList()));
    files.forEach(
        (file, rows) -> {
          if (file.startsWith("chatter/")) {
            falseCases(name(file), rows, Document::text);
          } else if (!file.startsWith("chat/")) {
            letters(name(file), rows);
          }
          note(file, rows.size());
        });
    List<Document> chat = documents.stream().filter(d -> d.file().startsWith("chat/")).toList();
    if (!chat.isEmpty()) {
      lines(chat);
    }
  }

  private void note(String file, int rows) {
    figures
        .withArray("files")
        .addObject()
        .put("file", file)
        .put("rows", rows)
        .put("judgedBy", judges.seen().apply(file) ? "cross-validation" : "held out");
  }

  // ------------------------------------------------------------------ letters

  private void letters(String pool, List<Document> rows) {
    Map<String, Function<Document, String>> looks = new TreeMap<>();
    looks.put("full", Document::full);
    looks.put("title", Document::title);
    looks.put("first30", d -> beginning(d.text()));
    looks.forEach(
        (look, text) -> {
          List<Document> readable = rows.stream().filter(d -> !text.apply(d).isEmpty()).toList();
          if (!readable.isEmpty()) {
            recall(look.equals("full") ? pool : pool + "." + look, readable, text);
          }
          List<Document> labelled = readable.stream().filter(d -> d.mainClass() != null).toList();
          if (!labelled.isEmpty() && pool.equals("labelled")) {
            category(look, labelled, text);
          }
        });
  }

  private static String beginning(String text) {
    return text.substring(0, Math.min(BEGINNING, text.length()));
  }

  private void category(String look, List<Document> rows, Function<Document, String> text) {
    Confusion confusion = new Confusion();
    for (Document row : rows) {
      String plain = PlainText.of(text.apply(row));
      confusion.add(row.mainClass(), judges.model().apply(row).read(plain).mainClass().label());
    }
    ObjectNode node = figures.withObject("/category").withObject("/" + look);
    node.put("accuracy", round(confusion.accuracy()));
    node.put("macroF1", round(confusion.macroF1()));
    node.put("rows", confusion.size());
    ObjectNode byClass = node.putObject("f1");
    confusion.labels().forEach(label -> byClass.put(label, round(confusion.f1(label))));
  }

  // ------------------------------------------------------------------ cases and no cases

  private void recall(String pool, List<Document> rows, Function<Document, String> text) {
    figures
        .withObject("/triage/recall")
        .put(pool, round(share(rows, text, v -> concerns(v) && !v.getAsk())));
    asks(pool, rows, text);
  }

  private void falseCases(String pool, List<Document> rows, Function<Document, String> text) {
    figures
        .withObject("/triage/falseCases")
        .put(pool, round(share(rows, text, TextQuality::concerns)));
    asks(pool, rows, text);
  }

  /** What sounds like a case and what does not, where the rows say which they are. */
  private void falseCasesApart(String pool, List<Document> rows) {
    Map.of("hard", true, "ordinary", false)
        .forEach(
            (name, hard) -> {
              List<Document> of = rows.stream().filter(d -> hard.equals(d.hard())).toList();
              if (!of.isEmpty()) {
                falseCases(pool + "." + name, of, Document::text);
              }
            });
  }

  private void asks(String pool, List<Document> rows, Function<Document, String> text) {
    figures.withObject("/triage/asks").put(pool, round(share(rows, text, Verdict::getAsk)));
  }

  private double share(
      List<Document> rows, Function<Document, String> text, Predicate<Verdict> which) {
    return rows.stream().filter(row -> which.test(judge(row, text.apply(row)))).count()
        / (double) rows.size();
  }

  /** Whether it is a case, or belongs to one as "still not repaired?" does. */
  private static boolean concerns(Verdict verdict) {
    return switch (verdict.getIntent()) {
      case GRIEVANCE, QUESTION, SUGGESTION, FOLLOW_UP -> true;
      default -> false;
    };
  }

  private void lines(List<Document> rows) {
    Map<Intent, List<Document>> byKind =
        rows.stream()
            .collect(Collectors.groupingBy(Document::kind, TreeMap::new, Collectors.toList()));
    byKind.forEach(
        (kind, of) -> {
          String pool = kind == Intent.GRIEVANCE ? "chat" : "chat." + word(kind);
          if (of.getFirst().act()) {
            recall(pool, of, Document::text);
          } else {
            falseCases(pool, of, Document::text);
            falseCasesApart(pool, of);
          }
        });
    Confusion kinds = new Confusion();
    Confusion categories = new Confusion();
    for (Document row : rows) {
      Verdict verdict = judge(row, row.text());
      kinds.add(word(row.kind()), word(kind(verdict)));
      if (row.category() != null && concerns(verdict)) {
        categories.add(row.category(), String.valueOf(verdict.getCategory()));
      }
    }
    ObjectNode node = figures.withObject("/triage/kinds");
    node.put("macroF1", round(kinds.macroF1()));
    node.put("accuracy", round(kinds.accuracy()));
    ObjectNode byKindNode = node.putObject("f1");
    kinds.labels().forEach(kind -> byKindNode.put(kind, round(kinds.f1(kind))));
    ObjectNode lines = figures.withObject("/category/chat");
    lines.put("accuracy", round(categories.accuracy()));
    lines.put("macroF1", round(categories.macroF1()));
    lines.put("rows", categories.size());
  }

  /** The kind of message behind an intent, as the files name them. */
  private static Intent kind(Verdict verdict) {
    return switch (verdict.getIntent()) {
      case FOLLOW_UP -> Intent.GRIEVANCE;
      case SATISFIED, MOSTLY_SATISFIED, DISSATISFIED -> Intent.EVALUATION;
      case CLAIM, PROGRESS, DONE, ESCALATE -> Intent.REPLY;
      default -> verdict.getIntent();
    };
  }

  private static String word(Intent kind) {
    return kind == Intent.REPLY ? "handler_reply" : kind.name().toLowerCase(Locale.ROOT);
  }

  private Verdict judge(Document row, String text) {
    return judges.triage().apply(row).judge(Sayings.message(text), false);
  }

  private static String name(String file) {
    return file.substring(file.indexOf('/') + 1, file.length() - ".csv".length());
  }

  static double round(double figure) {
    return Math.round(figure * 10_000) / 10_000.0;
  }
}
