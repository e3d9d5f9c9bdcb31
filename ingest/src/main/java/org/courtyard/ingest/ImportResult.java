package org.courtyard.ingest;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.courtyard.ingest.snapshot.Diff;

/**
 * What an import changed.
 *
 * @param version of the whole set, where it is one record
 * @param dryRun true when nothing was written
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record ImportResult(
    int added, int changed, int removed, int unchanged, String version, Boolean dryRun) {

  static ImportResult of(Diff<?> diff, String version, boolean dryRun) {
    return new ImportResult(
        diff.added().size(),
        diff.changed().size(),
        diff.removed().size(),
        diff.unchanged(),
        version,
        dryRun ? true : null);
  }
}
