package org.courtyard.bench.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.courtyard.bench.replay.CityDay.Request;
import org.courtyard.stack.StackException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CityDayTest {
  private static final String HEADER =
      "unique_key,created_date,complaint_type,incident_zip,borough,latitude,longitude\n";

  @TempDir Path directory;

  @Test
  void requestsComeInOrderAndThoseWithoutAPointAreLeftOut() throws IOException {
    // Given
    Path csv =
        file(
            "2,2026-06-27T02:00:00.000,Noise,10458,BRONX,40.8,-73.8\n"
                + "1,2026-06-27T01:00:00.000,Rodent,10031,MANHATTAN,40.7,-73.9\n"
                + "3,2026-06-27T03:00:00.000,Noise,,QUEENS,,\n");

    // When
    CityDay day = CityDay.read(csv);

    // Then
    assertThat(day.requests()).extracting(Request::type).containsExactly("Rodent", "Noise");
    assertThat(day.requests().getLast().at()).isEqualTo(Duration.ofHours(1));
    assertThat(day.requests().getFirst().point()).isEqualTo("40.7,-73.9");
    assertThat(day.withoutPoint()).isEqualTo(1);
  }

  @Test
  void theBusiestStretchIsTheOneWithMostRequests() throws IOException {
    // Given
    Path csv =
        file(
            "1,2026-06-27T01:00:00.000,A,1,BRONX,1,1\n"
                + "2,2026-06-27T05:00:00.000,B,1,BRONX,1,1\n"
                + "3,2026-06-27T05:10:00.000,C,1,BRONX,1,1\n"
                + "4,2026-06-27T05:20:00.000,D,1,BRONX,1,1\n"
                + "5,2026-06-27T09:00:00.000,E,1,BRONX,1,1\n");

    // When
    var busiest = CityDay.read(csv).busiest(Duration.ofMinutes(30));

    // Then
    assertThat(busiest).extracting(Request::type).containsExactly("B", "C", "D");
  }

  @Test
  void aFileThatIsNotThereIsNamed() {
    assertThatThrownBy(() -> CityDay.read(directory.resolve("none.csv")))
        .isInstanceOf(StackException.class)
        .hasMessageContaining("none.csv");
  }

  private Path file(String rows) throws IOException {
    return Files.writeString(directory.resolve("day.csv"), HEADER + rows);
  }
}
