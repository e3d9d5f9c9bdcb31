package org.courtyard.slamonitor;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.Map;
import org.courtyard.stack.TestStack;

/** Broker and registry for the application under test. */
public final class RunningStack implements QuarkusTestResourceLifecycleManager {
  private TestStack stack;

  @Override
  public Map<String, String> start() {
    stack = TestStack.start();
    Map<String, String> configuration = new HashMap<>(stack.configuration());
    try {
      configuration.put(
          "courtyard.state-dir", Files.createTempDirectory("sla-monitor-test-").toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return configuration;
  }

  @Override
  public void stop() {
    stack.close();
  }
}
