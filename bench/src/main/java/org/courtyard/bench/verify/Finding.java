package org.courtyard.bench.verify;

import java.util.List;
import java.util.Map;

/**
 * What a check found.
 *
 * @param claim the sentence that was put to the test
 * @param examined how many things it was tested on
 * @param offenders how many of them broke it
 * @param first the first few offenders, in words
 * @param counts figures that are worth knowing and break nothing
 */
public record Finding(
    String claim, long examined, long offenders, List<String> first, Map<String, Long> counts) {

  public boolean holds() {
    return offenders == 0;
  }
}
