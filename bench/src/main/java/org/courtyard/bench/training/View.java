package org.courtyard.bench.training;

import java.util.ArrayList;
import java.util.List;

/**
 * One way to look at a document, and how often it counts: people say in a line what they write in a
 * letter of a page, so letters are also shown by their title, their beginning and a slice from
 * their middle.
 *
 * @param text what the model sees
 * @param act how often it counts for whether somebody must act; 0 for not at all
 * @param here likewise for whether it is not talk from elsewhere
 * @param mainClass likewise for the main class
 * @param kind likewise for the kind
 * @param category likewise for the category
 */
record View(
    Document document, String text, int act, int here, int mainClass, int kind, int category) {

  /** How often it counts for whether somebody must act, and for whether it is of here. */
  private record Counts(int act, int here) {}

  private static final Counts LINE = new Counts(20, 4);
  private static final Counts TALK_ELSEWHERE = new Counts(6, 2);

  /** A letter's title differs from a headline in little: here learns from titles alone. */
  private static final Counts HEADLINE = new Counts(6, 0);

  private static final Counts TITLE = new Counts(5, 4);
  private static final Counts BEGINNING = new Counts(5, 1);
  private static final Counts MIDDLE = new Counts(5, 1);
  private static final Counts NONE = new Counts(0, 0);

  /** What is no longer than this is said at a glance. */
  private static final int LINE_LENGTH = 30;

  /** Of texts whose kind is all the same, a few are enough to know it. */
  private static final int LINE_FOR_KIND = 24;

  private static final int LETTER_FOR_KIND = 12;

  static List<View> of(Document document) {
    if (document.kind() == null) {
      return letter(document);
    }
    if (document.isChat()) {
      int here = document.act() ? LINE.here : 0;
      int category = document.category() == null ? 0 : 1;
      return List.of(new View(document, document.text(), LINE.act, here, 0, 1, category));
    }
    Counts counts = document.title().isEmpty() ? TALK_ELSEWHERE : HEADLINE;
    int kind = document.row() % LINE_FOR_KIND == 0 ? 1 : 0;
    return List.of(new View(document, document.text(), counts.act, counts.here, 0, kind, 0));
  }

  private static List<View> letter(Document letter) {
    String text = letter.text();
    boolean line = text.length() <= LINE_LENGTH;
    int kind = letter.row() % LETTER_FOR_KIND == 0 ? 1 : 0;
    List<View> views = new ArrayList<>();
    if (letter.mainClass() != null || line) {
      views.add(letter(letter, letter.full(), NONE, 0));
    }
    Counts beginning = line && letter.title().isEmpty() ? TITLE : BEGINNING;
    views.add(letter(letter, cut(text, 0, LINE_LENGTH), beginning, kind));
    if (!letter.title().isEmpty()) {
      views.add(letter(letter, letter.title(), TITLE, kind));
    }
    if (text.length() > 40) {
      views.add(letter(letter, cut(text, 0, 80), NONE, 0));
    }
    if (text.length() > 80) {
      views.add(letter(letter, cut(text, 40, 75), MIDDLE, 0));
    }
    if (text.length() > 150) {
      views.add(letter(letter, cut(text, 75, 200), NONE, 0));
    }
    return views;
  }

  private static View letter(Document letter, String text, Counts counts, int kind) {
    int main = letter.mainClass() == null ? 0 : 1;
    return new View(letter, text, counts.act, counts.here, main, kind, 0);
  }

  private static String cut(String text, int from, int to) {
    return text.substring(from, Math.min(to, text.length()));
  }
}
