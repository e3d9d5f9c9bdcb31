package org.courtyard.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.runtime.configuration.DurationConverter;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.runtime.configuration.MemorySizeConverter;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IngestAppTest {
  @TempDir Path directory;

  private final Map<String, String> settings = new HashMap<>();

  @BeforeEach
  void goodSettings() throws IOException {
    Path key = Files.writeString(directory.resolve("key"), Surroundings.KEY);
    settings.put("courtyard.identity-key-file", key.toString());
  }

  @Test
  void withoutAKeyItDoesNotStart() {
    settings.clear();
    assertThatThrownBy(() -> new IngestApp(config(), "127.0.0.1"))
        .hasMessageContaining("courtyard.identity-key-file is not set");
  }

  @Test
  void withAShortKeyItDoesNotStart() throws IOException {
    Files.writeString(directory.resolve("key"), "short");
    assertThatThrownBy(() -> new IngestApp(config(), "127.0.0.1"))
        .hasMessageContaining("at least 16 bytes");
  }

  @Test
  void openToOthersItDoesNotStartWithoutTokens() throws IOException {
    assertThatThrownBy(() -> new IngestApp(config(), "0.0.0.0"))
        .hasMessageContaining("courtyard.tokens-file is not set");
    assertThat(new IngestApp(config(), "localhost").tokens()).isEmpty();
    Path tokens =
        Files.writeString(
            directory.resolve("tokens"), "token_sha256,tenant\n" + "0".repeat(64) + ",fz\n");
    settings.put("courtyard.tokens-file", tokens.toString());
    assertThat(new IngestApp(config(), "0.0.0.0").tokens()).isPresent();
  }

  @Test
  void withUnreadableTokensItDoesNotStart() throws IOException {
    Path tokens =
        Files.writeString(directory.resolve("tokens"), "token_sha256,tenant\nsecret,fz\n");
    settings.put("courtyard.tokens-file", tokens.toString());
    assertThatThrownBy(() -> new IngestApp(config(), "127.0.0.1"))
        .hasMessageContaining("64 hexadecimal digits")
        .hasMessageNotContaining("secret");
  }

  @Test
  void domainTimeIsMappedWhereItIsSet() {
    settings.put("courtyard.time.start", "2026-01-01T00:00:00Z");
    settings.put("courtyard.time.speed", "600");
    assertThatThrownBy(() -> new IngestApp(config(), "127.0.0.1"))
        .hasMessageContaining("courtyard.time.origin");
    settings.put("courtyard.time.origin", "2026-06-29T00:00:00Z");
    assertThat(
            new IngestApp(config(), "127.0.0.1")
                .acceptance()
                .time()
                .at(Instant.parse("2026-01-01T00:00:01Z")))
        .isEqualTo(Instant.parse("2026-06-29T00:10:00Z"));
  }

  @Test
  void whatTheBudgetDoesNotHoldIsRefused() {
    // Given
    settings.put("courtyard.limits.under-way", "1M");
    MemoryBudget budget = new MemoryBudget(config());
    // When
    try (var _ = budget.reserve(700_000)) {
      assertThat(budget.taken()).isBetween(700_000L, 702_000L);
      assertThatThrownBy(() -> budget.reserve(700_000))
          .isInstanceOfSatisfying(
              Problem.class, problem -> assertThat(problem.refusal).isEqualTo(Refusal.BUSY));
    }
    // Then
    assertThat(budget.taken()).isZero();
    budget.reserve(700_000).close();
  }

  private IngestConfig config() {
    return new SmallRyeConfigBuilder()
        .withConverter(MemorySize.class, 100, new MemorySizeConverter())
        .withConverter(Duration.class, 100, new DurationConverter())
        .withMapping(IngestConfig.class)
        .withSources(new PropertiesConfigSource(settings, "test", 500))
        .build()
        .getConfigMapping(IngestConfig.class);
  }
}
