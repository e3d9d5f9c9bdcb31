package org.courtyard.ingest.snapshot;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What must be written so that what is there becomes what is wanted.
 *
 * @param added records under keys that are new
 * @param changed records under known keys whose content differs
 * @param removed keys that are wanted no more
 * @param unchanged how many stay as they are
 * @param <V> the record
 */
public record Diff<V>(
    Map<String, V> added, Map<String, V> changed, List<String> removed, int unchanged) {

  public static <V> Diff<V> between(Map<String, V> current, Map<String, V> wanted) {
    Map<String, V> added = new LinkedHashMap<>();
    Map<String, V> changed = new LinkedHashMap<>();
    wanted.forEach(
        (key, value) -> {
          V there = current.get(key);
          if (there == null) {
            added.put(key, value);
          } else if (!there.equals(value)) {
            changed.put(key, value);
          }
        });
    List<String> removed =
        current.keySet().stream().filter(key -> !wanted.containsKey(key)).sorted().toList();
    return new Diff<>(added, changed, removed, wanted.size() - added.size() - changed.size());
  }
}
