package org.courtyard.stack;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How one process of a stack is run differently from the usual.
 *
 * @param heap of the JVM, for example 512m; null for the usual
 * @param flags further JVM flags
 * @param environment further settings of the service, as COURTYARD_… variables; of the broker, in
 *     Kafka's own names
 */
public record Tuning(String heap, List<String> flags, Map<String, String> environment) {
  public static final Tuning NONE = new Tuning(null, List.of(), Map.of());

  public Tuning {
    flags = List.copyOf(flags);
    environment = Map.copyOf(environment);
  }

  /** The usual, with this much heap. */
  public static Tuning heap(String heap) {
    return new Tuning(heap, List.of(), Map.of());
  }

  public Tuning with(String variable, String value) {
    return with(Map.of(variable, value));
  }

  Tuning with(Map<String, String> settings) {
    Map<String, String> more = new HashMap<>(environment);
    more.putAll(settings);
    return new Tuning(heap, flags, more);
  }

  public Tuning flagged(List<String> flags) {
    return new Tuning(heap, flags, environment);
  }

  String heapOr(String usual) {
    return heap == null ? usual : heap;
  }
}
