package org.courtyard.router.parking;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.courtyard.router.World;
import org.courtyard.schemas.Message;
import org.courtyard.schemas.ParkedGroup;
import org.courtyard.schemas.ParkedMessage;

/** Messages that wait leave once, in order, or expire; jqwik prints the seed of a failure. */
class ParkingPropertiesTest {
  private static final int MOST = 5;
  private static final Duration OLDEST = Duration.ofHours(10);

  /** What happens next: a message of a group, a group becoming known, a turn, or a restart. */
  record Happening(int kind, int group, int minutes) {}

  @Property(tries = 2000)
  void nothingIsLostDoubledOrOvertaken(@ForAll("happenings") List<Happening> happenings) {
    // Given
    MapLot lot = new MapLot();
    Parking parking = new Parking(lot, MOST, OLDEST);
    Set<String> known = new HashSet<>();
    Map<String, List<Integer>> sent = new HashMap<>();
    Map<String, List<Integer>> left = new HashMap<>();
    Instant now = World.MORNING;
    int number = 0;
    // When
    for (Happening h : happenings) {
      now = now.plus(Duration.ofMinutes(h.minutes()));
      String group = World.key("g" + h.group());
      switch (h.kind()) {
        case 0, 1, 2 -> {
          if (known.contains(group) && !parking.isWaiting(group)) {
            continue;
          }
          Message message = World.says("g" + h.group(), "li", "m" + number, number, "x");
          if (parking.park(message, now)) {
            sent.computeIfAbsent(group, g -> new ArrayList<>()).add(number);
          }
          number++;
        }
        case 3 -> known.add(group);
        case 4 -> turn(parking, now, 2, known, left);
        default -> parking = new Parking(lot, MOST, OLDEST);
      }
      assertThat(lot.largest()).isLessThanOrEqualTo(MOST);
    }
    for (int i = 0; i < happenings.size() + 5; i++) {
      turn(parking, now.plus(OLDEST).plusSeconds(1), 2, known, left);
    }
    // Then
    assertThat(left).isEqualTo(sent);
    assertThat(parking.groupsWaiting()).isZero();
    assertThat(lot.messages).isEmpty();
    assertThat(lot.groups).isEmpty();
  }

  @Example
  void whoBecameKnownIsLookedAtFirstThoughManyWait() {
    // Given
    Parking parking = new Parking(new MapLot(), MOST, OLDEST);
    int many = 3 * Parking.LOOKED_AT_A_TURN;
    for (int i = 0; i < many; i++) {
      parking.park(World.says("g" + i, "li", "m" + i, 0, "x"), World.MORNING);
    }
    String last = World.key("g" + (many - 1));
    Map<String, List<Integer>> left = new HashMap<>();
    // When
    parking.told(last);
    turn(parking, World.MORNING, 1000, Set.of(last), left);
    // Then
    assertThat(left).containsOnlyKeys(last);
    assertThat(parking.groupsWaiting()).isEqualTo(many - 1);
  }

  @Example
  void whoBecameKnownUntoldIsFoundWithinAFewTurns() {
    // Given
    Parking parking = new Parking(new MapLot(), MOST, OLDEST);
    int many = 3 * Parking.LOOKED_AT_A_TURN;
    for (int i = 0; i < many; i++) {
      parking.park(World.says("g" + i, "li", "m" + i, 0, "x"), World.MORNING);
    }
    String last = World.key("g" + (many - 1));
    Map<String, List<Integer>> left = new HashMap<>();
    // When
    for (int i = 0; i < 3; i++) {
      turn(parking, World.MORNING, 1000, Set.of(last), left);
    }
    // Then
    assertThat(left).containsOnlyKeys(last);
  }

  private static void turn(
      Parking parking, Instant now, int most, Set<String> known, Map<String, List<Integer>> left) {
    parking.turn(
        now,
        most,
        known::contains,
        message -> leave(message, left),
        message -> leave(message, left));
  }

  private static void leave(Message message, Map<String, List<Integer>> left) {
    String number = message.getId().substring(message.getId().lastIndexOf('m') + 1);
    left.computeIfAbsent(message.getGroup(), g -> new ArrayList<>()).add(Integer.valueOf(number));
  }

  @Provide
  Arbitrary<List<Happening>> happenings() {
    return Combinators.combine(
            Arbitraries.integers().between(0, 5),
            Arbitraries.integers().between(0, 3),
            Arbitraries.integers().between(0, 200))
        .as(Happening::new)
        .list()
        .ofMaxSize(60);
  }

  private static final class MapLot implements Parking.Lot {
    private final Map<String, ParkedGroup> groups = new TreeMap<>();
    private final Map<String, ParkedMessage> messages = new TreeMap<>();

    private long largest() {
      return groups.values().stream()
          .mapToLong(state -> state.getNext() - state.getFirst())
          .max()
          .orElse(0);
    }

    @Override
    public List<String> groups() {
      return List.copyOf(groups.keySet());
    }

    @Override
    public ParkedGroup group(String group) {
      return ParkedGroup.newBuilder(groups.get(group)).build();
    }

    @Override
    public void putGroup(String group, ParkedGroup state) {
      groups.put(group, ParkedGroup.newBuilder(state).build());
    }

    @Override
    public void deleteGroup(String group) {
      groups.remove(group);
    }

    @Override
    public ParkedMessage message(String group, long sequence) {
      return messages.get(group + sequence);
    }

    @Override
    public void putMessage(String group, long sequence, ParkedMessage message) {
      messages.put(group + sequence, message);
    }

    @Override
    public void deleteMessage(String group, long sequence) {
      messages.remove(group + sequence);
    }
  }
}
