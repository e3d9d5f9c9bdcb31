package org.courtyard.stack;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ./courtyard watch TOPIC} */
@Command(
    name = "watch",
    description = "Show the records of a topic as they arrive, decoded, one JSON object a line.")
public final class WatchCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "TOPIC",
      description =
          "breaches, warnings, events, cases, commands, rejections, labels, or a topic's name")
  private String topic;

  @Option(names = "--from-beginning", description = "also what is there already")
  private boolean fromBeginning;

  @Override
  public Integer call() {
    Watch watch = Watch.of(topic);
    Stack stack = Stack.attach(StackOptions.usual());
    if (!stack.ready(Stack.BROKER) || !stack.ready(Stack.REGISTRY)) {
      throw new StackException("The stack does not run. Start it: ./courtyard up");
    }
    watch.run(stack.bootstrapServers(), stack.registryUrl(), fromBeginning, System.out::println);
    return 0;
  }
}
