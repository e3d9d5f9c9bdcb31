package org.courtyard.stack;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code ./courtyard status} */
@Command(
    name = "status",
    description = "Say what runs, whether it really works, and where; exit 0 only when all does.")
public final class StatusCommand implements Callable<Integer> {
  @Override
  public Integer call() {
    Stack stack = Stack.attach(StackOptions.usual());
    boolean allReady = true;
    System.out.printf("%-12s %-10s %8s   %s%n", "", "state", "pid", "address");
    for (String name : Stack.NAMES) {
      var process = stack.process(name);
      boolean ready = process.isPresent() && stack.ready(name);
      allReady &= ready;
      System.out.printf(
          "%-12s %-10s %8s   %s%n",
          name,
          ready ? "ready" : process.isPresent() ? "not ready" : "stopped",
          process.map(p -> Long.toString(p.pid())).orElse("-"),
          stack.url(name));
    }
    System.out.println("Logs: " + stack.log("*"));
    return allReady ? 0 : 1;
  }
}
