package org.courtyard.bench;

import org.courtyard.bench.deadlines.DeadlinesCommand;
import org.courtyard.bench.ingest.IngestCommand;
import org.courtyard.bench.kill.KillCommand;
import org.courtyard.bench.latency.LatencyCommand;
import org.courtyard.bench.lifecycle.LifecycleCommand;
import org.courtyard.bench.replay.CityReplayCommand;
import org.courtyard.bench.report.ReportCommand;
import org.courtyard.bench.scale.ScaleCommand;
import org.courtyard.bench.throughput.ThroughputCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;

/** Everything that is measured: {@code ./courtyard bench NAME}. */
@Command(
    name = "bench",
    description = "Measures: every figure in docs comes from one of these.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "NAME",
    subcommands = {
      HelpCommand.class,
      QualityCommand.class,
      ThroughputCommand.class,
      LatencyCommand.class,
      IngestCommand.class,
      DeadlinesCommand.class,
      LifecycleCommand.class,
      CityReplayCommand.class,
      KillCommand.class,
      ScaleCommand.class,
      ReportCommand.class
    })
final class BenchCommand {}
