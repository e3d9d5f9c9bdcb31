package org.courtyard.stack;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./courtyard down} */
@Command(name = "down", description = "Stop everything; what it knows is kept, unless --wipe.")
public final class DownCommand implements Callable<Integer> {
  @Option(
      names = "--wipe",
      description = "also delete topics, schemas, state, logs and secrets of this stack")
  private boolean wipe;

  @Override
  public Integer call() {
    Stack stack = Stack.attach(StackOptions.usual());
    List<String> running =
        Stack.NAMES.stream().filter(name -> stack.process(name).isPresent()).toList();
    stack.down();
    System.out.println(
        running.isEmpty() ? "Nothing was running." : "Stopped " + String.join(", ", running) + ".");
    if (wipe) {
      System.out.println(
          stack.wipe()
              ? "Forgot everything that this stack kept in " + stack.directory() + "."
              : "There is no stack in " + stack.directory() + "; nothing was deleted.");
    }
    return 0;
  }
}
