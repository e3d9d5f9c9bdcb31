package org.courtyard.bench.table;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A table for people: columns as wide as their widest cell, figures to the right. */
public final class Table {
  private static final String GAP = "  ";

  private final List<String> header;
  private final List<List<String>> rows = new ArrayList<>();

  public Table(String... header) {
    this.header = List.of(header);
  }

  /**
   * Adds a row.
   *
   * @throws IllegalArgumentException when it has not as many cells as the header
   */
  public Table row(Object... cells) {
    if (cells.length != header.size()) {
      throw new IllegalArgumentException(
          cells.length + " cells under " + header.size() + " headings");
    }
    rows.add(Arrays.stream(cells).map(cell -> cell == null ? "" : cell.toString()).toList());
    return this;
  }

  public boolean isEmpty() {
    return rows.isEmpty();
  }

  /** Every line with its indent and line break. */
  public String render(String indent) {
    int columns = header.size();
    int[] widths = new int[columns];
    boolean[] figures = new boolean[columns];
    for (int i = 0; i < columns; i++) {
      int column = i;
      widths[i] =
          Math.max(
              Width.of(header.get(i)),
              rows.stream().mapToInt(row -> Width.of(row.get(column))).max().orElse(0));
      figures[i] =
          !rows.isEmpty() && rows.stream().allMatch(row -> row.get(column).matches("[\\d.,%-]*"));
    }
    StringBuilder out = new StringBuilder();
    line(out, indent, header, widths, figures);
    out.append(indent);
    for (int i = 0; i < columns; i++) {
      out.append(i == 0 ? "" : GAP).append("─".repeat(widths[i]));
    }
    out.append('\n');
    rows.forEach(row -> line(out, indent, row, widths, figures));
    return out.toString();
  }

  private static void line(
      StringBuilder out, String indent, List<String> cells, int[] widths, boolean[] figures) {
    StringBuilder line = new StringBuilder(indent);
    for (int i = 0; i < cells.size(); i++) {
      String cell = cells.get(i);
      line.append(i == 0 ? "" : GAP)
          .append(figures[i] ? Width.right(cell, widths[i]) : Width.left(cell, widths[i]));
    }
    out.append(line.toString().stripTrailing()).append('\n');
  }
}
