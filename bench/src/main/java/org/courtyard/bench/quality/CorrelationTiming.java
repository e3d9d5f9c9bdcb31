package org.courtyard.bench.quality;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.courtyard.router.correlation.Hearing;
import org.courtyard.router.correlation.MatterIndex;
import org.courtyard.schemas.Case;

/** What it costs to look one message up among the open matters of a community. */
public final class CorrelationTiming {
  private CorrelationTiming() {}

  /** What other processes take is not ours. */
  private static final ThreadMXBean CPU = ManagementFactory.getThreadMXBean();

  private static final int WARMED = 20_000;
  private static final int TIMED = 20_000;
  private static final int CATEGORIES = 36;

  /**
   * Microseconds of processor time a message: one thread, warmed.
   *
   * @param texts as different as what people say; the first {@code matters} of them are open
   * @throws IllegalArgumentException when there are not more texts than that
   */
  public static double micros(List<String> texts, int matters) {
    if (texts.size() <= matters) {
      throw new IllegalArgumentException("need more than " + matters + " texts");
    }
    MatterIndex index = new MatterIndex();
    for (int i = 0; i < matters; i++) {
      Case c = new Case();
      c.setId("T-" + i);
      c.setPlaceId("B" + i % 20);
      c.setSpots(List.of());
      c.setCategory("C" + i % CATEGORIES);
      c.setOccurredAt(Instant.EPOCH);
      index.put(Hearing.begins(c, texts.get(i)));
    }
    List<String> asked = new ArrayList<>(texts.subList(matters, texts.size()));
    Collections.shuffle(asked, new Random(1));
    look(index, asked, WARMED);
    long start = CPU.getCurrentThreadCpuTime();
    int found = look(index, asked, TIMED);
    double micros = (CPU.getCurrentThreadCpuTime() - start) / 1000.0 / TIMED;
    return found < 0 ? Double.NaN : micros;
  }

  private static int look(MatterIndex index, List<String> asked, int times) {
    int found = 0;
    for (int i = 0; i < times; i++) {
      found += index.alike(asked.get(i % asked.size())).isPresent() ? 1 : 0;
    }
    return found;
  }
}
