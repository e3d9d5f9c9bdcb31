package org.courtyard.stack;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.courtyard.schemas.DomainTime;

/**
 * What makes one stack differ from another.
 *
 * @param directory takes everything it keeps: data, logs, pids, secrets
 * @param ports where it listens
 * @param time domain time of its services
 * @param destinations file of destinations for the notifier; {@code {simulator}} in it becomes the
 *     simulator's address
 * @param detached whether the processes outlive this one
 * @param progress is told, in lines for people, how far it is
 * @param services which services start with it; the others can be started later
 * @param quickToReturn whether to be at work soon after a start comes first, and speed at a high
 *     load second: start-up caches are used where there are any
 * @param tunings what runs differently from the usual, by name
 */
public record StackOptions(
    Path directory,
    Ports ports,
    DomainTime time,
    Path destinations,
    boolean detached,
    Consumer<String> progress,
    Set<String> services,
    boolean quickToReturn,
    Map<String, Tuning> tunings) {

  /** Where a stack lives when nobody says otherwise: .courtyard in the project. */
  static final String DIRECTORY = "COURTYARD_DIR";

  public StackOptions {
    directory = directory.toAbsolutePath().normalize();
    destinations = destinations.toAbsolutePath().normalize();
    services = Set.copyOf(services);
    tunings = Map.copyOf(tunings);
  }

  /** From COURTYARD_DIR and COURTYARD_PORT_…; real time; the sample world's destinations. */
  public static StackOptions usual() {
    return from(System.getenv());
  }

  static StackOptions from(Map<String, String> environment) {
    Home home = Home.find();
    String told = environment.get(DIRECTORY);
    return new StackOptions(
        told == null ? home.root().resolve(".courtyard") : Path.of(told),
        Ports.from(environment),
        DomainTime.REAL,
        home.samples().resolve("destinations.csv"),
        false,
        System.out::println,
        Set.copyOf(Stack.SERVICES),
        false,
        Map.of());
  }

  public StackOptions in(Path directory) {
    return new StackOptions(
        directory, ports, time, destinations, detached, progress, services, quickToReturn, tunings);
  }

  public StackOptions on(Ports ports) {
    return new StackOptions(
        directory, ports, time, destinations, detached, progress, services, quickToReturn, tunings);
  }

  public StackOptions at(DomainTime time) {
    return new StackOptions(
        directory, ports, time, destinations, detached, progress, services, quickToReturn, tunings);
  }

  public StackOptions withDestinations(Path destinations) {
    return new StackOptions(
        directory, ports, time, destinations, detached, progress, services, quickToReturn, tunings);
  }

  /** With these services only. */
  public StackOptions only(String... services) {
    return new StackOptions(
        directory,
        ports,
        time,
        destinations,
        detached,
        progress,
        Set.of(services),
        quickToReturn,
        tunings);
  }

  public StackOptions returningQuickly() {
    return new StackOptions(
        directory, ports, time, destinations, detached, progress, services, true, tunings);
  }

  /** With one process run differently. */
  public StackOptions tuned(String name, Tuning tuning) {
    Map<String, Tuning> all = new HashMap<>(tunings);
    all.put(name, tuning);
    return new StackOptions(
        directory, ports, time, destinations, detached, progress, services, quickToReturn, all);
  }

  Tuning tuning(String name) {
    return tunings.getOrDefault(name, Tuning.NONE);
  }

  /** With time and destinations of the stack that was last started in this directory, if any. */
  StackOptions asKnown(StackDirectory directory) {
    return directory.known()
        ? at(directory.time()).withDestinations(directory.destinations().orElse(destinations))
        : this;
  }

  public StackOptions detach() {
    return new StackOptions(
        directory, ports, time, destinations, true, progress, services, quickToReturn, tunings);
  }

  public StackOptions telling(Consumer<String> progress) {
    return new StackOptions(
        directory, ports, time, destinations, detached, progress, services, quickToReturn, tunings);
  }
}
