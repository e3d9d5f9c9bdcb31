package org.courtyard.notifier;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.courtyard.notifier.delivery.Destination;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DestinationsTest {
  private static final Instant NOW = Instant.parse("2026-06-29T08:00:00Z");

  @TempDir Path directory;

  private static final NotifierConfig.PerMinute BUDGETS =
      new NotifierConfig.PerMinute() {
        @Override
        public int wecomRobot() {
          return 20;
        }

        @Override
        public int webhook() {
          return 600;
        }
      };

  private Path write(String csv) throws IOException {
    return Files.writeString(directory.resolve("destinations.csv"), csv);
  }

  @Test
  void readsQuotedFieldsAndUsualBudgets() throws IOException {
    // Given
    Path file =
        write(
            """
            name,type,url,secret,per_minute
            robot,wecom-robot,https://example.org/send?key=k,,
            "hook, one",webhook,http://example.org/in,"a ""secret"", long",30
            """);
    // When
    Destinations destinations = new Destinations(file, BUDGETS);
    destinations.refresh(NOW);
    // Then
    assertThat(destinations.find("robot").orElseThrow().perMinute()).isEqualTo(20);
    Destination hook = destinations.find("hook, one").orElseThrow();
    assertThat(hook.perMinute()).isEqualTo(30);
    assertThat(hook.secret()).isEqualTo("a \"secret\", long");
    assertThat(hook.toString()).doesNotContain("secret").doesNotContain("example");
  }

  @Test
  void aBadRowHarmsNoOther() throws IOException {
    // Given
    Path file =
        write(
            """
            name,type,url,secret,per_minute
            a,pigeon,http://example.org,,
            b,webhook,{simulator}/in,s,
            c,webhook,http://example.org,s,0
            ,webhook,http://example.org,s,1
            d,webhook,http://example.org,s,1
            d,webhook,http://example.org/2,s,1
            """);
    // When
    Destinations destinations = new Destinations(file, BUDGETS);
    destinations.refresh(NOW);
    // Then
    assertThat(destinations.find("a")).isEmpty();
    assertThat(destinations.find("b")).isEmpty();
    assertThat(destinations.find("c")).isEmpty();
    assertThat(destinations.find("d").orElseThrow().url().getPath()).isEmpty();
  }

  @Test
  void aRowThatTurnsBadLeavesTheLastGoodOneOfItsName() throws IOException {
    // Given
    String header = "name,type,url,secret,per_minute\n";
    String good = "webhook,http://example.org/1,s,1\n";
    Path file = write(header + "a," + good + "b," + good + "gone," + good);
    Destinations destinations = new Destinations(file, BUDGETS);
    destinations.refresh(NOW);
    // When
    write(header + "a,pigeon,http://example.org/22,s,1\nnew,pigeon,,,\nb,webhook,http://exam");
    destinations.refresh(NOW.plusSeconds(1));
    // Then
    assertThat(destinations.find("a").orElseThrow().url()).hasPath("/1");
    assertThat(destinations.find("b").orElseThrow().url()).as("half written").hasPath("/1");
    assertThat(destinations.find("new")).isEmpty();
    assertThat(destinations.find("gone")).isEmpty();
    // And a good row counts, also beside a bad one of the same name
    write(header + "a,pigeon,,,\na,webhook,http://example.org/later,s,1\n");
    destinations.refresh(NOW.plusSeconds(2));
    assertThat(destinations.find("a").orElseThrow().url()).hasPath("/later");
  }

  @Test
  void isReadAgainWhenItChangesAndKeptWhileItCannotBeRead() throws IOException {
    // Given
    Path file = directory.resolve("destinations.csv");
    Destinations destinations = new Destinations(file, BUDGETS);
    destinations.refresh(NOW);
    assertThat(destinations.loaded()).isFalse();
    write("name,type,url\na,webhook,http://example.org\n");
    destinations.refresh(NOW.plusMillis(500));
    assertThat(destinations.loaded()).as("looked at once a second").isFalse();
    // When
    destinations.refresh(NOW.plusSeconds(1));
    // Then
    assertThat(destinations.find("a")).isPresent();
    // And
    write("name,type,url\na,webhook,http://example.org\nlonger,webhook,http://example.org\n");
    destinations.refresh(NOW.plusSeconds(2));
    assertThat(destinations.find("longer")).isPresent();
    // And
    Files.delete(file);
    destinations.refresh(NOW.plusSeconds(3));
    assertThat(destinations.find("longer")).isPresent();
  }
}
