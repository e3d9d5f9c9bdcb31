package org.courtyard.bench.quality;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.courtyard.router.triage.Triage;
import org.courtyard.schemas.Message;
import org.courtyard.schemas.Verdict;

/** What triage and category cost: one thread, warmed, messages of chat length. */
public final class TriageTiming {
  private TriageTiming() {}

  private static final int LONGEST = 60;
  private static final int MESSAGES = 20_000;
  private static final int WARMING = 15;
  private static final int RUNS = 9;

  /**
   * Microseconds a message, the median of several runs over the same messages.
   *
   * @param texts those of at most 60 characters count, 20,000 of them evenly spread, again from the
   *     beginning where there are fewer
   */
  public static double micros(Triage triage, List<String> texts) {
    List<String> chat = texts.stream().filter(text -> text.length() <= LONGEST).toList();
    if (chat.isEmpty()) {
      return 0;
    }
    int every = Math.max(1, chat.size() / MESSAGES);
    Message[] messages =
        IntStream.range(0, MESSAGES)
            .mapToObj(i -> Sayings.message(chat.get(i * every % chat.size())))
            .toArray(Message[]::new);
    double[] micros = new double[RUNS];
    int cases = 0;
    for (int run = -WARMING; run < RUNS; run++) {
      long began = System.nanoTime();
      for (Message message : messages) {
        Verdict verdict = triage.judge(message, false);
        cases += verdict.getCategory() == null ? 0 : 1;
      }
      if (run >= 0) {
        micros[run] = (System.nanoTime() - began) / 1000.0 / messages.length;
      }
    }
    if (cases == 0) {
      throw new IllegalStateException("nothing was judged to be a case");
    }
    Arrays.sort(micros);
    return micros[RUNS / 2];
  }
}
