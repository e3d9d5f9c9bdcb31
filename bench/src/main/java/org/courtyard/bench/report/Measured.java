package org.courtyard.bench.report;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.courtyard.stack.Tuning;
import picocli.CommandLine.Option;

/** How the service that a bench measures is run differently from the usual. */
public final class Measured {
  private static final String USUAL = "-XX:+UseSerialGC -XX:+UseCompactObjectHeaders";

  @Option(
      names = "--jfr",
      paramLabel = "DIR",
      description = "Record a JFR profile of the service there.")
  private Path jfr;

  @Option(
      names = "--jvm",
      split = " ",
      paramLabel = "FLAG",
      description = "Further JVM flags of the service, and of what it is compared with.")
  private List<String> flags = List.of();

  @Option(
      names = "--env",
      paramLabel = "NAME=VALUE",
      description = "Further settings of the service, as COURTYARD_….")
  private List<String> environment = List.of();

  /** Further JVM flags. */
  public List<String> flags() {
    return flags;
  }

  /** With this much heap, and its profile recorded under this name where that was asked for. */
  public Tuning tuning(String heap, String recording) {
    List<String> all = new ArrayList<>(flags);
    if (jfr != null) {
      jfr.toFile().mkdirs();
      all.add(
          "-XX:StartFlightRecording=settings=profile,jdk.CPUTimeSample#enabled=true,filename="
              + jfr.toAbsolutePath().resolve(recording + "-%p.jfr"));
    }
    Tuning tuning = Tuning.heap(heap).flagged(all);
    for (String each : environment) {
      String[] parts = each.split("=", 2);
      tuning = tuning.with(parts[0], parts[1]);
    }
    return tuning;
  }

  /** Writes down how it is run. */
  public void describe(Report report) {
    report.setting("JVM flags", (USUAL + " " + String.join(" ", flags)).strip());
    if (!environment.isEmpty()) {
      report.setting("environment", String.join(" ", environment));
    }
  }
}
