package org.courtyard.bench.verify;

import java.util.Map;
import org.courtyard.bench.verify.Entry.Unreadable;

/** Every record can be decoded with the schema that the registry holds for it. */
public final class ReadableCheck implements Check {
  private final Offenders offenders = new Offenders();
  private long records;

  @Override
  public void accept(Entry entry) {
    records++;
    if (entry.value() instanceof Unreadable(long offset, String error)) {
      offenders.add("%s-%d at %d: %s".formatted(entry.topic(), entry.partition(), offset, error));
    }
  }

  @Override
  public Finding finding() {
    return offenders.finding("every record can be decoded", records, Map.of());
  }
}
