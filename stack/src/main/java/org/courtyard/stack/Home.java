package org.courtyard.stack;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where the project lies, with what its build has left there.
 *
 * @param root the directory that holds the modules
 */
public record Home(Path root) {

  /**
   * The project that this process belongs to: the system property {@code courtyard.home}, otherwise
   * the nearest directory upwards from the working directory that holds the stack.
   *
   * @throws StackException when neither leads to the project
   */
  public static Home find() {
    String told = System.getProperty("courtyard.home");
    Path from = Path.of(told == null ? "" : told).toAbsolutePath().normalize();
    for (Path dir = from; dir != null; dir = dir.getParent()) {
      if (Files.exists(dir.resolve("stack/pom.xml"))) {
        return new Home(dir);
      }
    }
    throw new StackException(
        "This is not inside the Courtyard project: "
            + from
            + ". Change into it, or set the system property courtyard.home.");
  }

  /** The unpacked schema registry. */
  Path registry() {
    return built("stack/target/registry/quarkus-run.jar");
  }

  /** The runnable jar of one of the services. */
  Path service(String name) {
    return built(name + "/target/quarkus-app/quarkus-run.jar");
  }

  /** What gives the broker's log a voice. */
  Path brokerLogging() {
    return built("stack/target/broker/slf4j-simple.jar");
  }

  /** The sample world. */
  Path samples() {
    return root.resolve("samples/fangzhuang");
  }

  private Path built(String relative) {
    Path file = root.resolve(relative);
    if (!Files.exists(file)) {
      throw new StackException(
          "Not built yet: "
              + file
              + ". Run: mvn -B package -DskipTests (or ./courtyard, which does)");
    }
    return file;
  }
}
