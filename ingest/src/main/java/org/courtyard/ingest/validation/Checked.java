package org.courtyard.ingest.validation;

import java.util.List;
import java.util.function.Function;

/**
 * An input after it was looked at: either usable, or everything that is wrong with it.
 *
 * @param <T> what it is when it is usable
 */
public sealed interface Checked<T> {

  /** Usable as it is. */
  record Good<T>(T value) implements Checked<T> {}

  /** Not usable; at least one fault. */
  record Bad<T>(List<Fault> faults) implements Checked<T> {
    public Bad {
      faults = List.copyOf(faults);
    }

    /** The same faults, where something else was hoped for. */
    @SuppressWarnings("unchecked") // holds no T
    public <R> Bad<R> as() {
      return (Bad<R>) this;
    }
  }

  static <T> Checked<T> bad(Integer line, String field, String detail) {
    return new Bad<>(List.of(new Fault(line, field, detail)));
  }

  /** Looks further at a usable one. */
  default <R> Checked<R> then(Function<T, Checked<R>> further) {
    return switch (this) {
      case Good<T>(T value) -> further.apply(value);
      case Bad<T> bad -> bad.as();
    };
  }
}
