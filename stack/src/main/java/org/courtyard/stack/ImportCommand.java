package org.courtyard.stack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ./courtyard import DIR} */
@Command(
    name = "import",
    description = {
      "Give ingest whole snapshots of places, groups, people and rules.",
      "DIR may hold places.csv, groups.csv, people.csv; and for the rules, all or none of",
      "tiers.csv, categories.csv, triage.csv, clocks.csv, templates.csv,",
      "and with them, if you like, decisions.csv."
    })
public final class ImportCommand implements Callable<Integer> {
  @Parameters(paramLabel = "DIR", description = "directory with the sheets")
  private Path directory;

  @Option(
      names = "--tenant",
      description = "whose they are; by default the directory's name",
      paramLabel = "T")
  private String tenant;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (!Files.isDirectory(directory)) {
      throw new StackException(directory + " is no directory");
    }
    String of = tenant == null ? directory.toRealPath().getFileName().toString() : tenant;
    IngestClient ingest =
        new IngestClient(Stack.attach(StackOptions.usual()).ingestUrl(), Duration.ofSeconds(20));
    List<Importer.Imported> imported = new Importer(ingest, of).directory(directory);
    Importer.table(imported).forEach(System.out::println);
    return imported.stream().allMatch(one -> one.answer().taken()) ? 0 : 1;
  }
}
