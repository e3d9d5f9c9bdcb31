package org.courtyard.stack;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./courtyard setup} */
@Command(
    name = "setup",
    description = "Create the topics and register the schemas in a broker and registry elsewhere.")
public final class SetupCommand implements Callable<Integer> {
  @Option(names = "--bootstrap-servers", required = true, description = "host:port")
  private String bootstrapServers;

  @Option(
      names = "--registry-url",
      required = true,
      description = "base address of the registry's own API, ending in /apis/registry/v3")
  private String registryUrl;

  @Override
  public Integer call() {
    var created = new TopicAdmin(bootstrapServers).ensureAll();
    System.out.println("Topics created: " + (created.isEmpty() ? "none missing" : created));
    int schemas = new SchemaRegistrar(registryUrl).registerAll().size();
    System.out.println("Schemas registered: " + schemas);
    return 0;
  }
}
