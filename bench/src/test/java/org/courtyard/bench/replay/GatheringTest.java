package org.courtyard.bench.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.courtyard.bench.replay.CityDay.Request;
import org.junit.jupiter.api.Test;

class GatheringTest {
  private static final Duration WINDOW = Duration.ofHours(2);

  @Test
  void repeatsOfOnePointAndTypeCountWhereTheyShareACase() {
    // Given
    List<Request> requests =
        List.of(
            request(0, "Noise", "1,1"),
            request(30, "Noise", "1,1"),
            request(60, "Noise", "2,2"),
            request(90, "Noise", "1,1"));
    List<String> cases = List.of("A", "A", "B", "C");

    // When
    Gathering gathering = Gathering.of(requests, WINDOW, cases::get);

    // Then
    assertThat(gathering.repeats()).isEqualTo(2);
    assertThat(gathering.gathered()).isEqualTo(1);
    assertThat(gathering.cases()).isEqualTo(3);
    assertThat(gathering.ofSeveralPoints()).isZero();
  }

  @Test
  void whatComesAfterTheWindowIsNoRepeat() {
    // Given
    List<Request> requests = List.of(request(0, "Noise", "1,1"), request(121, "Noise", "1,1"));

    // When
    Gathering gathering = Gathering.of(requests, WINDOW, index -> "A");

    // Then
    assertThat(gathering.repeats()).isZero();
  }

  @Test
  void aCaseOfTwoPointsOrTwoTypesIsTold() {
    // Given
    List<Request> requests =
        List.of(
            request(0, "Noise", "1,1"),
            request(1, "Noise", "2,2"),
            request(2, "Dirt", "3,3"),
            request(3, "Litter", "3,3"));
    List<String> cases = List.of("A", "A", "B", "B");

    // When
    Gathering gathering = Gathering.of(requests, WINDOW, cases::get);

    // Then
    assertThat(gathering.ofSeveralPoints()).isEqualTo(1);
    assertThat(gathering.ofSeveralTypes()).isEqualTo(1);
  }

  @Test
  void aRepeatWithoutACaseIsNotGathered() {
    // Given
    List<Request> requests = List.of(request(0, "Noise", "1,1"), request(1, "Noise", "1,1"));

    // When
    Gathering gathering = Gathering.of(requests, WINDOW, index -> null);

    // Then
    assertThat(gathering.repeats()).isEqualTo(1);
    assertThat(gathering.gathered()).isZero();
  }

  private static Request request(int minutes, String type, String point) {
    return new Request(Duration.ofMinutes(minutes), type, point, "10001", "BRONX");
  }
}
