package org.courtyard.ingest.csv;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.courtyard.ingest.validation.Checked;
import org.courtyard.ingest.validation.Checks;

/**
 * A CSV file with a header, read by column name.
 *
 * @param rows what follows the header, without blank lines
 */
public record Csv(List<Row> rows) {

  /**
   * One row.
   *
   * @param line line of the file on which it begins, counted from 1
   */
  public record Row(int line, Map<String, String> cells) {
    /** The cell in this column, stripped; empty when there is nothing. */
    public String get(String column) {
      return cells.getOrDefault(column, "");
    }

    /** The values of a cell that holds several, separated by semicolons. */
    public List<String> list(String column) {
      String cell = get(column);
      if (cell.isEmpty()) {
        return List.of();
      }
      List<String> values = new ArrayList<>();
      for (String value : cell.split(";", -1)) {
        values.add(value.strip());
      }
      return values;
    }
  }

  private static final char BYTE_ORDER_MARK = '\uFEFF';

  private static final ObjectReader READER =
      new CsvMapper()
          .readerFor(String[].class)
          .with(CsvParser.Feature.WRAP_AS_ARRAY)
          .with(CsvParser.Feature.FAIL_ON_MISSING_COLUMNS);

  /** Reads a file that must have exactly these columns, in any order, and at least one row. */
  public static Checked<Csv> read(String text, List<String> columns) {
    return read(text, columns, Set.of());
  }

  /**
   * The same, where the header may leave some of the columns out; their cells are empty then.
   *
   * @param columns all of them
   * @param optional those that may be missing
   */
  public static Checked<Csv> read(String text, List<String> columns, Set<String> optional) {
    String body = text.isEmpty() || text.charAt(0) != BYTE_ORDER_MARK ? text : text.substring(1);
    Checks checks = Checks.ofWhole();
    List<Row> rows = new ArrayList<>();
    try (MappingIterator<String[]> lines = READER.readValues(body)) {
      List<String> header = header(checks.atLine(1), lines, columns, optional);
      boolean headed = checks.clean();
      for (int line = line(lines); headed && lines.hasNextValue(); line = line(lines)) {
        row(checks, line, header, lines.nextValue(), rows);
      }
    } catch (JsonProcessingException e) {
      int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
      checks.atLine(line).fault("body", "is not CSV: " + e.getOriginalMessage());
    } catch (IOException e) {
      throw new UncheckedIOException("reading from memory", e);
    }
    if (checks.clean() && rows.isEmpty()) {
      checks.atLine(1).fault("body", "has no rows; an empty snapshot would remove everything");
    }
    return checks.result(() -> new Csv(rows));
  }

  /** The line that comes next: the one before was read together with its line break. */
  private static int line(MappingIterator<String[]> lines) {
    return lines.getCurrentLocation().getLineNr();
  }

  private static List<String> header(
      Checks checks, MappingIterator<String[]> lines, List<String> columns, Set<String> optional)
      throws IOException {
    List<String> header = new ArrayList<>();
    if (lines.hasNextValue()) {
      for (String name : lines.nextValue()) {
        header.add(name.strip());
      }
    }
    Set<String> known = new LinkedHashSet<>(columns);
    Set<String> found = new LinkedHashSet<>();
    for (String name : header) {
      if (!known.contains(name)) {
        checks.fault(name, "is not a column of this file");
      } else if (!found.add(name)) {
        checks.fault(name, "occurs twice in the header");
      }
    }
    for (String name : columns) {
      if (!found.contains(name) && !optional.contains(name)) {
        checks.fault(name, "is missing from the header");
      }
    }
    return header;
  }

  private static void row(
      Checks checks, int line, List<String> header, String[] cells, List<Row> rows) {
    if (cells.length == 0 || cells.length == 1 && cells[0].isBlank()) {
      return;
    }
    if (cells.length != header.size()) {
      checks
          .atLine(line)
          .fault("body", "has " + cells.length + " cells, the header has " + header.size());
      return;
    }
    Map<String, String> byName = new TreeMap<>();
    for (int i = 0; i < cells.length; i++) {
      byName.put(header.get(i), cells[i].strip());
    }
    rows.add(new Row(line, byName));
  }
}
