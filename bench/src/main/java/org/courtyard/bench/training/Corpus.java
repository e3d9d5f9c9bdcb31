package org.courtyard.bench.training;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.courtyard.router.triage.TextModel;
import org.courtyard.schemas.Intent;
import org.courtyard.stack.StackException;

/**
 * Labelled texts of one or more directories:
 *
 * <ul>
 *   <li>{@code grievances/labelled.csv} (title, time, text, label), {@code labelled_segmented.csv}
 *       (label, segmented_text), {@code titles.csv} (text, label): letters with their main class;
 *   <li>any other CSV in {@code grievances/} with a column {@code text}: letters without a class;
 *   <li>any CSV in {@code chatter/}: texts that nobody has to act on, in a column text, title or
 *       review;
 *   <li>any CSV in {@code chat/} with the columns text and kind: lines of chat with their kind; in
 *       a column hard, yes and no part what sounds like something else from what does not.
 * </ul>
 *
 * @param documents every row that says anything
 * @param sources every file that was read
 */
public record Corpus(List<Document> documents, List<TextModel.Source> sources) {

  /**
   * Reads directories.
   *
   * @throws StackException when none of them has anything to read, or a file has not the columns it
   *     needs
   */
  public static Corpus read(List<Path> directories) {
    List<Document> documents = new ArrayList<>();
    List<TextModel.Source> sources = new ArrayList<>();
    for (Path directory : directories) {
      for (String folder : List.of("grievances", "chatter", "chat")) {
        for (Path file : tables(directory.resolve(folder))) {
          String name = folder + "/" + file.getFileName();
          List<Document> rows = documents(name, CsvFile.read(file));
          if (!rows.isEmpty()) {
            documents.addAll(rows);
            sources.add(new TextModel.Source(name, rows.size(), CsvFile.sha256(file)));
          }
        }
      }
    }
    if (documents.isEmpty()) {
      throw new StackException(
          "No labelled texts in " + directories + ": expected grievances/, chatter/ or chat/");
    }
    return new Corpus(List.copyOf(documents), List.copyOf(sources));
  }

  /** Those of one file, in order. */
  public List<Document> of(String file) {
    return documents.stream().filter(document -> document.file().equals(file)).toList();
  }

  private static List<Path> tables(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".csv")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Document> documents(String file, List<Map<String, String>> rows) {
    if (rows.isEmpty()) {
      return List.of();
    }
    Function<Map<String, String>, Partial> reader = reader(file, rows.getFirst());
    List<Document> documents = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      Partial partial = reader == null ? null : reader.apply(rows.get(i));
      if (partial != null && !(partial.title + partial.text).isBlank()) {
        documents.add(partial.at(file, i));
      }
    }
    return documents;
  }

  /** How to read a row of this file; null when the file is none of labelled texts. */
  private static Function<Map<String, String>, Partial> reader(
      String file, Map<String, String> first) {
    if (file.startsWith("chat/")) {
      return first.containsKey("kind") && first.containsKey("text") ? Corpus::line : null;
    }
    if (file.startsWith("chatter/")) {
      return Corpus::chatter;
    }
    if (first.containsKey("segmented_text")) {
      return row -> letter("", row.get("segmented_text").replace(" ", ""), row.get("label"));
    }
    return first.containsKey("text")
        ? row -> letter(row.getOrDefault("title", ""), row.get("text"), row.get("label"))
        : null;
  }

  private static Partial letter(String title, String text, String label) {
    return new Partial("", title.strip(), text.strip(), null, true, label, null, null);
  }

  private static Partial chatter(Map<String, String> row) {
    String headline = row.containsKey("text") ? "" : row.getOrDefault("title", "").strip();
    String text = row.getOrDefault("text", row.getOrDefault("title", row.get("review")));
    return text == null
        ? null
        : new Partial("", headline, text.strip(), Intent.CHATTER, false, null, null, null);
  }

  private static Partial line(Map<String, String> row) {
    Intent kind = kind(row.get("kind"));
    boolean act = kind == Intent.GRIEVANCE || kind == Intent.QUESTION || kind == Intent.SUGGESTION;
    String category = row.getOrDefault("category", "");
    return new Partial(
        row.getOrDefault("id", "").replaceAll("[0-9]+$", ""),
        "",
        row.get("text").strip(),
        kind,
        act,
        null,
        act && !category.isBlank() ? category : null,
        hard(row.getOrDefault("hard", "")));
  }

  private static Boolean hard(String cell) {
    return cell.isBlank() ? null : cell.strip().equals("yes");
  }

  /**
   * The intent of a kind as the files name it.
   *
   * @throws StackException when there is none of this name
   */
  public static Intent kind(String name) {
    return switch (name) {
      case "handler_reply" -> Intent.REPLY;
      case "grievance",
          "question",
          "suggestion",
          "praise",
          "chatter",
          "commercial",
          "mutual_help",
          "evaluation",
          "withdrawal" ->
          Intent.valueOf(name.toUpperCase(Locale.ROOT));
      default -> throw new StackException("unknown kind of message: " + name);
    };
  }

  private record Partial(
      String author,
      String title,
      String text,
      Intent kind,
      boolean act,
      String mainClass,
      String category,
      Boolean hard) {

    Document at(String file, int row) {
      return new Document(file, row, author, title, text, kind, act, mainClass, category, hard);
    }
  }
}
