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
 * @param mainClass likewise for the main class
 * @param kind likewise for the kind
 * @param category likewise for the category
 */
record View(Document document, String text, int act, int mainClass, int kind, int category) {
  private static final int CHAT = 20;
  private static final int POOL = 6;
  private static final int LETTER = 5;

  /** Of texts whose kind is all the same, a few are enough to know it. */
  private static final int LINE_FOR_KIND = 24;

  static List<View> of(Document document) {
    if (document.kind() == null) {
      return letter(document);
    }
    if (document.file().startsWith("chat/")) {
      int category = document.category() == null ? 0 : 1;
      return List.of(new View(document, document.text(), CHAT, 0, 1, category));
    }
    int kind = document.row() % LINE_FOR_KIND == 0 ? 1 : 0;
    return List.of(new View(document, document.text(), POOL, 0, kind, 0));
  }

  private static List<View> letter(Document letter) {
    int main = letter.mainClass() == null ? 0 : 1;
    int kind = letter.row() % 12 == 0 ? 1 : 0;
    int act = LETTER;
    String text = letter.text();
    List<View> views = new ArrayList<>();
    if (main > 0 || text.length() <= 30) {
      views.add(new View(letter, letter.full(), 0, main, 0, 0));
    }
    views.add(new View(letter, text.substring(0, Math.min(30, text.length())), act, main, kind, 0));
    if (!letter.title().isEmpty()) {
      views.add(new View(letter, letter.title(), act, main, kind, 0));
    }
    if (text.length() > 40) {
      views.add(new View(letter, cut(text, 0, 80), 0, main, 0, 0));
    }
    if (text.length() > 80) {
      views.add(new View(letter, cut(text, 40, 75), act, main, 0, 0));
    }
    if (text.length() > 150) {
      views.add(new View(letter, cut(text, 75, 200), 0, main, 0, 0));
    }
    return views;
  }

  private static String cut(String text, int from, int to) {
    return text.substring(from, Math.min(to, text.length()));
  }
}
