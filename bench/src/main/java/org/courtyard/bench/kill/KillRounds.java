package org.courtyard.bench.kill;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.courtyard.bench.kill.KillPlan.Round;
import org.courtyard.stack.Stack;

/** Carries out what the plan says. */
final class KillRounds {
  private static final Duration REBALANCE_WITHIN = Duration.ofSeconds(20);

  private final Stack stack;
  private final Ward ward;

  KillRounds(Stack stack, Ward ward) {
    this.stack = stack;
    this.ward = ward;
  }

  /** One round, until all works again. */
  Recovery run(Round round) {
    Ward.pause(round.lead().toMillis());
    String first = round.victims().getFirst();
    return switch (round.moment()) {
      case WORKING -> kill(round, round.victims());
      case STARTING -> {
        stack.kill(first);
        stack.restart(first);
        if (KillPlan.SHARING.contains(first) && !first.equals(Stack.NOTIFIER)) {
          ward.awaitRebalance(first, REBALANCE_WITHIN);
          Ward.pause(round.further().toMillis() / 4);
        } else {
          Ward.pause(500 + round.further().toMillis());
        }
        yield kill(round, round.victims());
      }
      case REBALANCE, JOINING -> {
        String newcomer = stack.startAnother(first);
        ward.awaitRebalance(newcomer, REBALANCE_WITHIN);
        Ward.pause(round.further().toMillis());
        boolean joining = round.moment() == KillPlan.Moment.JOINING;
        Recovery recovery = kill(round, List.of(joining ? newcomer : first));
        stack.stop(newcomer);
        Instant since = Instant.now();
        ward.recovery("", List.of(), since, System.nanoTime());
        yield recovery;
      }
    };
  }

  private Recovery kill(Round round, List<String> victims) {
    long nanos = System.nanoTime();
    victims.forEach(stack::kill);
    Instant since = Instant.now();
    victims.forEach(stack::restart);
    String what = String.join(" + ", victims) + " " + round.moment().words();
    return ward.recovery(what, victims, since, nanos);
  }
}
