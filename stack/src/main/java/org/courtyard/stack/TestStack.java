package org.courtyard.stack;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.DockerClientException;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.kafka.KafkaContainer;

/**
 * A real broker and a real registry for tests, on free ports, with the topics of the catalogue and
 * every schema. The broker is a container where a Docker engine has its image or can get it,
 * otherwise a process.
 */
public final class TestStack implements AutoCloseable {
  static final String BROKER_IMAGE = "apache/kafka:4.3.1";
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final Path directory;
  private final Ports ports = Ports.free();
  private final Launch registryLaunch;
  private Child registry;
  private Child broker;
  private KafkaContainer container;
  private String bootstrapServers;

  private TestStack(Path directory) {
    this.directory = directory;
    this.registryLaunch =
        Registry.prepare(
            Home.find(),
            directory.resolve("registry"),
            directory.resolve("logs/registry.log"),
            ports,
            Tuning.NONE);
  }

  /** Starts one; takes a few seconds. Close it afterwards. */
  @SuppressWarnings("MustBeClosedChecker")
  public static TestStack start() {
    try {
      TestStack stack = new TestStack(Files.createTempDirectory("courtyard-test-"));
      Runtime.getRuntime().addShutdownHook(new Thread(stack::close));
      try {
        stack.run();
        return stack;
      } catch (RuntimeException e) {
        stack.close();
        throw e;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void run() {
    registry = Child.start(registryLaunch);
    if (containerCanRun()) {
      startContainer();
    } else {
      startProcess();
    }
    new TopicAdmin(bootstrapServers).ensureAll();
    awaitRegistry();
    new SchemaRegistrar(registryUrl()).registerAll();
  }

  private void startContainer() {
    container = new KafkaContainer(BROKER_IMAGE);
    Broker.SINGLE_NODE.forEach(
        (name, value) -> container.withEnv(Broker.environmentName(name), value));
    container.start();
    bootstrapServers = container.getBootstrapServers();
  }

  private void startProcess() {
    Path log = directory.resolve("logs/broker.log");
    broker =
        Child.start(
            Broker.prepare(
                Home.find(), directory.resolve("broker"), log, ports, Tuning.heap("384m")));
    Readiness.await(broker, () -> Readiness.listens(ports.of(Port.BROKER)), PATIENCE);
    bootstrapServers = ports.address(Port.BROKER);
  }

  private void awaitRegistry() {
    Readiness.await(registry, () -> Readiness.answers(Registry.readyUrl(ports)), PATIENCE);
  }

  /** Asking Testcontainers takes seconds where there is no engine at all. */
  private static boolean containerCanRun() {
    boolean likely =
        System.getenv("DOCKER_HOST") != null || Files.exists(Path.of("/var/run/docker.sock"));
    return likely && DockerClientFactory.instance().isDockerAvailable() && hasImage();
  }

  /** An engine may be cut off from where images come from: one try tells. */
  private static boolean hasImage() {
    DockerClient docker = DockerClientFactory.lazyClient();
    try {
      docker.inspectImageCmd(BROKER_IMAGE).exec();
      return true;
    } catch (NotFoundException e) {
      return pull(docker);
    }
  }

  private static boolean pull(DockerClient docker) {
    try {
      docker.pullImageCmd(BROKER_IMAGE).start().awaitCompletion();
      return true;
    } catch (DockerException | DockerClientException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  public String bootstrapServers() {
    return bootstrapServers;
  }

  /** Base address of the registry's own API. */
  public String registryUrl() {
    return Registry.url(ports);
  }

  /** Base address of the registry's Confluent-compatible API. */
  public String compatibleRegistryUrl() {
    return ports.url(Port.REGISTRY) + "/apis/ccompat/v7";
  }

  /** What services of this stack need in their configuration. */
  public Map<String, String> configuration() {
    return Map.of(
        "courtyard.bootstrap-servers", bootstrapServers, "courtyard.registry-url", registryUrl());
  }

  /** SIGKILL. */
  public void killRegistry() {
    registry.kill();
  }

  /** Starts it again where it was and waits until it answers. */
  public void restartRegistry() {
    registry = Child.start(registryLaunch);
    awaitRegistry();
  }

  @Override
  public synchronized void close() {
    Stream.of(registry, broker)
        .filter(child -> child != null && child.alive())
        .forEach(Child::kill);
    if (container != null) {
      container.stop();
    }
    deleteTree(directory);
  }

  static void deleteTree(Path directory) {
    if (!Files.exists(directory)) {
      return;
    }
    try (Stream<Path> files = Files.walk(directory)) {
      List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
      for (Path file : deepestFirst) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
