package org.courtyard.bench.quality;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.courtyard.ingest.snapshot.RuleSheets;
import org.courtyard.ingest.validation.Checked;
import org.courtyard.ingest.validation.Fault;
import org.courtyard.schemas.Rules;
import org.courtyard.stack.StackException;

/** The rules of a directory as it would be imported. */
public final class SampleRules {
  private SampleRules() {}

  /**
   * Reads the rules.
   *
   * @throws StackException when they are missing or not valid; the message says what is wrong
   */
  public static Rules read(Path directory) {
    Map<String, String> texts = new LinkedHashMap<>();
    for (String sheet : RuleSheets.SHEETS.keySet()) {
      Path file = directory.resolve(sheet + ".csv");
      try {
        if (Files.exists(file)) {
          texts.put(sheet, Files.readString(file));
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    String tenant = directory.toAbsolutePath().normalize().getFileName().toString();
    return switch (RuleSheets.read(tenant, null, texts)) {
      case Checked.Good<Rules>(Rules rules) -> rules;
      case Checked.Bad<Rules>(List<Fault> faults) ->
          throw new StackException(directory + ": " + faults.getFirst());
    };
  }
}
