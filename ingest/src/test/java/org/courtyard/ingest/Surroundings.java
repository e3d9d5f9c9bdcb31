package org.courtyard.ingest;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.courtyard.stack.TestStack;

/** A real broker and a real registry around the service under test. */
public class Surroundings implements QuarkusTestResourceLifecycleManager {
  static final String KEY = "a key for tests, long enough";

  private TestStack stack;
  private Path key;

  @Override
  public Map<String, String> start() {
    stack = TestStack.start();
    Map<String, String> settings = new HashMap<>(stack.configuration());
    settings.put("courtyard.identity-key-file", keyFile().toString());
    return settings;
  }

  private Path keyFile() {
    try {
      key = Files.createTempFile("identity", ".key");
      return Files.writeString(key, KEY + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void stop() {
    if (stack != null) {
      stack.close();
    }
    try {
      Files.deleteIfExists(key);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
