package org.courtyard.stack;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.courtyard.schemas.DomainTime;

/**
 * A whole Courtyard on this machine: broker, registry, chat simulator and every service, each a
 * process of its own. Several can run side by side in different directories and on other ports.
 */
public final class Stack implements AutoCloseable {
  public static final String BROKER = "broker";
  public static final String REGISTRY = "registry";
  public static final String SIMULATOR = "simulator";
  public static final String INGEST = "ingest";
  public static final String ROUTER = "router";
  public static final String SLA_MONITOR = "sla-monitor";
  public static final String NOTIFIER = "notifier";

  /** All of them, in the order in which they start. */
  public static final List<String> NAMES =
      List.of(BROKER, REGISTRY, SIMULATOR, INGEST, ROUTER, SLA_MONITOR, NOTIFIER);

  private static final List<String> GROUND = NAMES.subList(0, 3);
  static final List<String> SERVICES = NAMES.subList(3, NAMES.size());
  private static final Duration PATIENCE = Duration.ofSeconds(120);
  private static final Duration GRACE = Duration.ofSeconds(20);

  private final StackDirectory directory;
  private StackOptions options;
  private final Map<String, Launch> launches = new LinkedHashMap<>();
  private final Map<String, Child> children = new ConcurrentHashMap<>();
  private final Map<String, Integer> seconds = new ConcurrentHashMap<>();
  private boolean stopping;

  private Stack(StackOptions options) {
    this.options = options;
    this.directory = new StackDirectory(options.directory());
  }

  /**
   * Starts what is not running yet and returns once everything really works. Unless detached, all
   * of it stops when this process ends.
   *
   * @throws StackException naming the port that is in use, or the process that died with the end of
   *     its log; then nothing is left running
   */
  public static Stack up(StackOptions options) {
    return up(options, options::time);
  }

  /**
   * As above, with a domain time that is decided when all but the services runs: how long that took
   * tells how long they will take.
   */
  public static Stack up(StackOptions options, Supplier<DomainTime> time) {
    Stack stack = new Stack(options);
    Thread hook = new Thread(stack::down, "stack-down");
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      stack.startAll(time);
    } catch (RuntimeException e) {
      if (stack.isStopping()) {
        throw new StackException("Stopped.", e);
      }
      stack.down();
      throw e;
    }
    if (options.detached()) {
      Runtime.getRuntime().removeShutdownHook(hook);
    }
    return stack;
  }

  /**
   * The stack that lives in this directory, as it is: running, in part, or not at all. Where there
   * never was one, whatever listens on the ports of the options: containers, for instance.
   */
  public static Stack attach(StackOptions options) {
    StackDirectory directory = new StackDirectory(options.directory());
    if (!directory.known()) {
      return new Stack(options);
    }
    Stack stack = new Stack(options.asKnown(directory).on(directory.ports()));
    stack.adopt();
    return stack;
  }

  private void startAll(Supplier<DomainTime> time) {
    adopt();
    requireFreePorts();
    directory.remember(options);
    prepare();
    Map<String, Long> began = startMissing(GROUND);
    awaitReady(GROUND, began);
    int topics = new TopicAdmin(bootstrapServers()).ensureAll().size();
    int schemas = new SchemaRegistrar(registryUrl()).registerAll().size();
    tell("topics and schemas ready: %d topics created, %d schemas".formatted(topics, schemas));
    options = options.at(time.get());
    directory.remember(options);
    prepare();
    List<String> wanted = SERVICES.stream().filter(options.services()::contains).toList();
    began = startMissing(wanted);
    awaitReady(wanted, began);
  }

  private void adopt() {
    for (String name : NAMES) {
      directory.running(name).ifPresent(child -> children.put(name, child));
    }
  }

  private void requireFreePorts() {
    Set<Port> wanted = EnumSet.allOf(Port.class);
    for (String name : children.keySet()) {
      wanted.removeAll(portsOf(name));
    }
    options.ports().requireFree(wanted);
  }

  private static Set<Port> portsOf(String name) {
    return switch (name) {
      case BROKER -> EnumSet.of(Port.BROKER, Port.CONTROLLER);
      case REGISTRY -> EnumSet.of(Port.REGISTRY, Port.REGISTRY_HEALTH);
      default -> EnumSet.of(portOf(name));
    };
  }

  private static Port portOf(String name) {
    return switch (name) {
      case BROKER -> Port.BROKER;
      case REGISTRY -> Port.REGISTRY;
      case SIMULATOR -> Port.SIMULATOR;
      case INGEST -> Port.INGEST;
      case ROUTER -> Port.ROUTER;
      case SLA_MONITOR -> Port.SLA_MONITOR;
      case NOTIFIER -> Port.NOTIFIER;
      default -> throw unknown(name);
    };
  }

  private void prepare() {
    Home home = Home.find();
    Ports ports = options.ports();
    Path destinations =
        directory.secrets().destinations(options.destinations(), ports.url(Port.SIMULATOR));
    launch(
        Broker.prepare(home, directory.data(BROKER), directory.log(BROKER), ports, brokerTuning()));
    launch(
        Registry.prepare(
            home,
            directory.data(REGISTRY),
            directory.log(REGISTRY),
            ports,
            options.tuning(REGISTRY)));
    launch(Services.simulator(directory, ports, destinations));
    for (String name : SERVICES) {
      Map<String, String> own =
          switch (name) {
            case INGEST ->
                Map.of("COURTYARD_IDENTITY_KEY_FILE", directory.secrets().identityKey().toString());
            case NOTIFIER -> Map.of("COURTYARD_DESTINATIONS_FILE", destinations.toString());
            default -> Map.of();
          };
      launch(
          Services.service(
              home,
              directory,
              name,
              ports,
              portOf(name),
              options.time(),
              own,
              options.tuning(name)));
    }
  }

  private Tuning brokerTuning() {
    Tuning tuning = options.tuning(BROKER);
    return options.quickToReturn() ? tuning.with(Broker.QUICK_TO_RETURN) : tuning;
  }

  private void launch(Launch launch) {
    launches.put(
        launch.name(), options.quickToReturn() ? StartCache.in(Home.find()).use(launch) : launch);
  }

  /** How this one is started. */
  Launch launchOf(String name) {
    return launches.get(name);
  }

  private Map<String, Long> startMissing(List<String> names) {
    Map<String, Long> began = new HashMap<>();
    for (String name : names) {
      if (process(name).isEmpty()) {
        began.put(name, System.nanoTime());
        start(name);
      }
    }
    return began;
  }

  private synchronized void start(String name) {
    if (stopping) {
      throw new StackException("Stopped while starting");
    }
    Child child = Child.start(launches.get(name));
    directory.remember(child);
    children.put(name, child);
  }

  private void awaitReady(List<String> names, Map<String, Long> began) {
    for (String name : names) {
      awaitReady(name);
      Long since = began.get(name);
      tell(
          since == null
              ? "%-12s was running   %s".formatted(name, url(name))
              : "%-12s ready %5.1f s   %s"
                  .formatted(name, (System.nanoTime() - since) / 1e9, url(name)));
    }
  }

  /**
   * Waits until this one really works.
   *
   * @throws StackException with the end of its log when it dies or takes too long
   */
  public void awaitReady(String name) {
    Readiness.await(children.get(name), () -> ready(name), PATIENCE);
  }

  /** Whether this one really works at this moment. */
  public boolean ready(String name) {
    String probe = readyUrl(name);
    return probe == null
        ? Readiness.listens(options.ports().of(Port.BROKER))
        : Readiness.answers(probe);
  }

  private String readyUrl(String name) {
    Ports ports = options.ports();
    return switch (name) {
      case BROKER -> null;
      case REGISTRY -> Registry.readyUrl(ports);
      case SIMULATOR -> ports.url(Port.SIMULATOR) + "/control";
      default -> url(name) + "/q/health/ready";
    };
  }

  /** SIGKILL: no chance to close anything. */
  public void kill(String name) {
    directory.forget(name);
    child(name).kill();
  }

  /** Kills it where it still runs, and starts it again where it was. Does not wait. */
  public synchronized void restart(String name) {
    if (launches.isEmpty()) {
      prepare();
    }
    process(name).ifPresent(running -> kill(name));
    start(name);
  }

  /** Starts a service that does not run, differently from the usual, and waits until it works. */
  public void start(String name, Tuning tuning) {
    options = options.tuned(name, tuning);
    prepare();
    start(name);
    awaitReady(name);
  }

  /**
   * Runs a class of this process's own next to the stack; it ends with the stack.
   *
   * @param name of its log; none of {@link #NAMES}
   */
  public ProcessHandle startGuest(
      String name, Class<?> main, Tuning tuning, List<String> arguments) {
    launch(Services.main(directory, name, main, tuning, arguments));
    start(name);
    return children.get(name).handle();
  }

  /**
   * Starts one more instance of a service, with a state of its own. Does not wait.
   *
   * @return what it is called from now on
   */
  public String startAnother(String service) {
    if (launches.isEmpty()) {
      prepare();
    }
    String name =
        IntStream.iterate(1, n -> n + 1)
            .mapToObj(n -> service + "-" + n)
            .filter(each -> !children.containsKey(each) || !children.get(each).alive())
            .findFirst()
            .orElseThrow();
    // What was free an instance ago may have become the port of somebody's connection.
    int port = Ports.anyFree();
    seconds.put(name, port);
    Launch first = launches.get(service);
    Map<String, String> environment = new HashMap<>(first.environment());
    environment.put("COURTYARD_INSTANCE", name);
    environment.put("COURTYARD_STATE_DIR", directory.data(name).toString());
    environment.put("QUARKUS_HTTP_PORT", Integer.toString(port));
    launch(new Launch(name, first.command(), environment, directory.log(name)));
    start(name);
    return name;
  }

  /** Stops one of them, with time to close what it has open; does nothing when it does not run. */
  public void stop(String name) {
    Child child = children.remove(name);
    if (child != null) {
      // Before it ends: a death on purpose.
      directory.forget(name);
      stop(child);
    }
  }

  /** What this one keeps on disk. */
  public Path data(String name) {
    return directory.data(name);
  }

  /** Stops everything in order; what it keeps on disk stays. Doing it again does no harm. */
  public void down() {
    synchronized (this) {
      stopping = true;
      // Also what another up has started here since.
      adopt();
    }
    stopTogether(children.keySet().stream().filter(name -> !NAMES.contains(name)).toList());
    // Services first, while what they depend on still answers.
    stopTogether(SERVICES);
    stopTogether(List.of(SIMULATOR, REGISTRY));
    stopTogether(List.of(BROKER));
  }

  private void stopTogether(List<String> names) {
    List<Thread> stops = new ArrayList<>();
    for (String name : names) {
      Child child = children.get(name);
      if (child != null) {
        stops.add(Thread.ofVirtual().start(() -> stop(child)));
      }
    }
    for (Thread stop : stops) {
      try {
        stop.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void stop(Child child) {
    if (child.alive()) {
      child.stop(GRACE);
    }
    directory.forget(child.name());
  }

  /** As {@link #down()}. */
  @Override
  public void close() {
    down();
  }

  /**
   * Stops everything and deletes what the stack kept, secrets included.
   *
   * @return whether there was a stack; without one nothing is deleted
   */
  public boolean wipe() {
    down();
    boolean known = directory.known();
    if (known) {
      directory.wipe();
    }
    return known;
  }

  /** The process of this name, if it runs. */
  public Optional<ProcessHandle> process(String name) {
    if (!NAMES.contains(name) && !launches.containsKey(name)) {
      throw unknown(name);
    }
    return Optional.ofNullable(children.get(name))
        .map(Child::handle)
        .filter(ProcessHandle::isAlive);
  }

  /** Those that died without being told to, with the end of their logs; each is reported once. */
  public List<String> deaths() {
    List<String> reports = new ArrayList<>();
    for (Child child : List.copyOf(children.values())) {
      if (!child.alive() && children.remove(child.name(), child)) {
        // Whoever stops one on purpose, also from another terminal, makes the directory forget it.
        boolean onPurpose = isStopping() || !directory.remembers(child.name());
        if (!onPurpose) {
          reports.add(Readiness.died(child).getMessage());
          directory.forget(child.name());
        }
      }
    }
    return reports;
  }

  private synchronized boolean isStopping() {
    return stopping;
  }

  /** Kafka, as host:port. */
  public String bootstrapServers() {
    return options.ports().address(Port.BROKER);
  }

  /** Base address of the registry's own API. */
  public String registryUrl() {
    return Registry.url(options.ports());
  }

  /** Base address of the registry's Confluent-compatible API. */
  public String compatibleRegistryUrl() {
    return options.ports().url(Port.REGISTRY) + "/apis/ccompat/v7";
  }

  public String ingestUrl() {
    return options.ports().url(Port.INGEST);
  }

  public String simulatorUrl() {
    return options.ports().url(Port.SIMULATOR);
  }

  /** Where this one listens: an address for the broker, a URL for the others. */
  public String url(String name) {
    if (seconds.containsKey(name)) {
      return "http://127.0.0.1:" + seconds.get(name);
    }
    return name.equals(BROKER) ? bootstrapServers() : options.ports().url(portOf(name));
  }

  /** Domain time of the services. */
  public DomainTime time() {
    return options.time();
  }

  /** Everything that this stack keeps. */
  public Path directory() {
    return options.directory();
  }

  /** What this one prints. */
  public Path log(String name) {
    return directory.log(name);
  }

  private Child child(String name) {
    Child child = children.get(name);
    if (child == null) {
      throw unknown(name);
    }
    return child;
  }

  private static StackException unknown(String name) {
    return new StackException("No process called " + name + "; there are " + NAMES);
  }

  private void tell(String line) {
    options.progress().accept(line);
  }
}
