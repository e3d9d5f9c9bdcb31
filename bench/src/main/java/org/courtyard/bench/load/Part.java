package org.courtyard.bench.load;

import java.time.Duration;
import java.util.List;

/** A stretch of load of one mix. */
public record Part(Mix mix, int messages) {

  /** How many of its messages are the first word about a matter. */
  long opening() {
    return Math.round(messages * (1 - mix.chatter()) * mix.opening());
  }

  /** How many messages some parts have together. */
  public static int messages(List<Part> parts) {
    return parts.stream().mapToInt(Part::messages).sum();
  }

  /** Its share of a time in which matters come up evenly. */
  Duration of(Duration whole, List<Part> parts) {
    long all = parts.stream().mapToLong(Part::opening).sum();
    return all == 0 ? whole.dividedBy(parts.size()) : whole.multipliedBy(opening()).dividedBy(all);
  }
}
