package org.courtyard.stack;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./courtyard labels --out FILE} */
@Command(
    name = "labels",
    description =
        "Write what people corrected as CSV for the next training: id,text,kind,category,urgent,place.")
public final class LabelsCommand implements Callable<Integer> {
  @Option(names = "--out", paramLabel = "FILE", required = true, description = "where to write it")
  private Path out;

  @Override
  public Integer call() throws IOException {
    Stack stack = Stack.attach(StackOptions.usual());
    if (!stack.ready(Stack.BROKER) || !stack.ready(Stack.REGISTRY)) {
      throw new StackException("The stack does not run. Start it: ./courtyard up");
    }
    Labels labels = Labels.read(stack.bootstrapServers(), stack.registryUrl());
    Path file = out.toAbsolutePath();
    AtomicFile.write(
        file, labels.csv().getBytes(java.nio.charset.StandardCharsets.UTF_8), "rw-r--r--");
    System.out.println("labels: " + labels.size() + " written to " + out);
    return 0;
  }
}
