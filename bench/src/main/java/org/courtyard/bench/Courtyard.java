package org.courtyard.bench;

import java.util.logging.Level;
import java.util.logging.Logger;
import org.courtyard.stack.CacheCommand;
import org.courtyard.stack.DownCommand;
import org.courtyard.stack.ImportCommand;
import org.courtyard.stack.LabelsCommand;
import org.courtyard.stack.ReplayCommand;
import org.courtyard.stack.SecretsCommand;
import org.courtyard.stack.SetupCommand;
import org.courtyard.stack.StackException;
import org.courtyard.stack.StatusCommand;
import org.courtyard.stack.UpCommand;
import org.courtyard.stack.WatchCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line behind {@code ./courtyard}. */
@Command(
    name = "courtyard",
    description = "Carries what residents say in their groups to whoever must answer, and back.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "The launcher itself also knows:",
      "  test     every test and check that CI runs",
      "  format   bring the sources into shape",
      "",
      "Each command explains itself with --help; up --help also names ports and directories."
    },
    subcommands = {
      CommandLine.HelpCommand.class,
      DemoCommand.class,
      UpCommand.class,
      DownCommand.class,
      StatusCommand.class,
      ImportCommand.class,
      ReplayCommand.class,
      WatchCommand.class,
      LabelsCommand.class,
      VerifyCommand.class,
      BenchCommand.class,
      ExplainCommand.class,
      TrainCommand.class,
      TrainCluesCommand.class,
      SetupCommand.class,
      SecretsCommand.class,
      CacheCommand.class
    })
public final class Courtyard {
  private Courtyard() {}

  /** Exit 0: done; 1: done with failures that were told; 2: wrong usage; 3: could not be done. */
  public static void main(String[] args) {
    // What libraries have to say is for logs, not for people at a prompt.
    Logger.getLogger("").setLevel(Level.SEVERE);
    CommandLine line = new CommandLine(new Courtyard());
    line.setExecutionExceptionHandler(Courtyard::explain);
    // Every subcommand, without each having to say so.
    line.getSubcommands().values().forEach(Courtyard::addHelp);
    System.exit(args.length == 0 ? line.execute("help") : line.execute(args));
  }

  private static int explain(Exception e, CommandLine line, CommandLine.ParseResult result)
      throws Exception {
    if (e instanceof StackException) {
      line.getErr().println(e.getMessage());
      return 3;
    }
    throw e;
  }

  private static void addHelp(CommandLine subcommand) {
    if (!subcommand.getCommandSpec().optionsMap().containsKey("--help")) {
      subcommand.getCommandSpec().mixinStandardHelpOptions(true);
    }
    subcommand.getSubcommands().values().forEach(Courtyard::addHelp);
  }
}
