package org.courtyard.bench.replay;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.courtyard.bench.training.CsvFile;
import org.courtyard.stack.StackException;

/**
 * What a city was asked in a day.
 *
 * @param requests in the order in which they came
 * @param withoutPoint rows that say no point; they are left out
 */
record CityDay(List<Request> requests, int withoutPoint) {

  /**
   * One request.
   *
   * @param at after the first of the day
   * @param type as the city calls it
   * @param point latitude and longitude as they stand in the file
   */
  record Request(Duration at, String type, String point, String zip, String borough) {
    /** What makes a repeat: the same point, the same type. */
    String pointAndType() {
      return point + " " + type;
    }
  }

  private record Row(LocalDateTime created, Map<String, String> cells) {}

  /**
   * Reads {@code created_date, complaint_type, incident_zip, borough, latitude, longitude} by name.
   *
   * @throws StackException when the file is not there or not of this shape
   */
  static CityDay read(Path csv) {
    if (!Files.isReadable(csv)) {
      throw new StackException("There is no " + csv);
    }
    List<Row> rows = new ArrayList<>();
    int withoutPoint = 0;
    for (Map<String, String> cells : CsvFile.read(csv)) {
      if (cells.get("latitude").isBlank()) {
        withoutPoint++;
      } else {
        rows.add(new Row(LocalDateTime.parse(cells.get("created_date")), cells));
      }
    }
    rows.sort(Comparator.comparing(Row::created));
    LocalDateTime first = rows.getFirst().created();
    return new CityDay(rows.stream().map(row -> request(row, first)).toList(), withoutPoint);
  }

  private static Request request(Row row, LocalDateTime first) {
    Map<String, String> cells = row.cells();
    return new Request(
        Duration.between(first, row.created()),
        cells.get("complaint_type"),
        cells.get("latitude") + "," + cells.get("longitude"),
        cells.get("incident_zip"),
        cells.get("borough"));
  }

  /** The stretch of this length in which most was asked. */
  List<Request> busiest(Duration length) {
    int from = 0;
    int bestFrom = 0;
    int bestTo = 0;
    for (int to = 1; to <= requests.size(); to++) {
      while (requests.get(to - 1).at().minus(requests.get(from).at()).compareTo(length) > 0) {
        from++;
      }
      if (to - from > bestTo - bestFrom) {
        bestFrom = from;
        bestTo = to;
      }
    }
    return requests.subList(bestFrom, bestTo);
  }
}
