package org.courtyard.bench.verify;

import java.util.Map;
import java.util.stream.Collectors;
import org.courtyard.bench.table.Table;
import org.courtyard.bench.table.Width;

/** Shows people what the checks found. */
public final class FindingsTable {
  private FindingsTable() {}

  private static final int LINE = 140;

  /** A table of all checks, and below it the first offenders of each that does not hold. */
  public static String render(Map<String, Finding> findings) {
    Table table = new Table("check", "claim", "examined", "broken", "", "figures");
    findings.forEach(
        (name, finding) ->
            table.row(
                name,
                finding.claim(),
                finding.examined(),
                finding.offenders(),
                finding.holds() ? "holds" : "BROKEN",
                figures(finding.counts())));
    StringBuilder out = new StringBuilder(table.render("  "));
    findings.forEach(
        (name, finding) ->
            finding
                .first()
                .forEach(
                    offender ->
                        out.append("  ! ")
                            .append(name)
                            .append(": ")
                            .append(Width.cut(offender, LINE))
                            .append('\n')));
    return out.toString();
  }

  private static String figures(Map<String, Long> counts) {
    return counts.entrySet().stream()
        .filter(count -> count.getValue() != 0)
        .sorted(Map.Entry.comparingByKey())
        .map(count -> count.getKey() + " " + count.getValue())
        .collect(Collectors.joining(", "));
  }
}
