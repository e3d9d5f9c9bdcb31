package org.courtyard.bench.training;

import org.courtyard.schemas.Intent;

/**
 * One row of a file and what is known of it.
 *
 * @param file name of its file, the directory before it: grievances/labelled.csv
 * @param row number of the row, from 0 on
 * @param author who wrote it, where the file's rows were made by several; else empty
 * @param title headline, or empty; of what is nothing but a headline also the text
 * @param text what was said
 * @param kind of message; null where only {@code act} is known
 * @param act whether somebody must act or answer
 * @param mainClass main class of a grievance; null where unknown
 * @param category category code of a grievance; null where unknown
 * @param hard whether it was chosen because it sounds like what it is not; null where unknown
 */
public record Document(
    String file,
    int row,
    String author,
    String title,
    String text,
    Intent kind,
    boolean act,
    String mainClass,
    String category,
    Boolean hard) {

  /** Whether it is a line of a neighbourhood's chat. */
  boolean isChat() {
    return file.startsWith("chat/");
  }

  /** Whether it is talk from elsewhere, which nobody has to act on. */
  boolean isElsewhere() {
    return file.startsWith("chatter/");
  }

  /** Title and text together, or once where they are the same. */
  public String full() {
    return title.isEmpty() || title.equals(text) ? text : title + "。" + text;
  }
}
