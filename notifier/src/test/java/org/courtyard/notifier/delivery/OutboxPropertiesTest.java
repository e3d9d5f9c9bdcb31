package org.courtyard.notifier.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.courtyard.notifier.Samples;
import org.courtyard.notifier.delivery.Outbox.Turn;
import org.courtyard.schemas.Delivery;
import org.courtyard.schemas.DeliveryPurpose;

/** Random worlds, times and answers; what must hold in all of them. */
class OutboxPropertiesTest {
  private static final Instant START = Instant.parse("2026-06-29T00:00:00Z");
  private static final int DESTINATIONS = 3;

  @Property(tries = 300)
  void nothingIsLostBudgetsHoldUrgentIsFirst(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 25) int perMinute) {
    new World(seed, perMinute).run();
  }

  private static final class World {
    private final Random random;
    private final Terms terms;
    private final Outbox outbox;
    private final Map<String, Pending> planned = new HashMap<>();
    private final Map<String, Settlement> settled = new HashMap<>();
    private final List<Sending> onTheWay = new ArrayList<>();
    private final Map<String, String> textByKey = new HashMap<>();
    private final Map<String, List<Instant>> starts = new HashMap<>();
    private final Set<String> tried = new HashSet<>();
    private Instant now = START;

    private World(long seed, int perMinute) {
      random = new Random(seed);
      terms = new Terms(perMinute, 200, true);
      outbox =
          new Outbox(
              new RetryPolicy(4, Duration.ofSeconds(1), Duration.ofSeconds(30)), 1_000, random);
      for (int partition = 0; partition < DESTINATIONS; partition++) {
        outbox.loaded(partition);
      }
    }

    private void run() {
      for (int step = 0; step < 300; step++) {
        switch (random.nextInt(4)) {
          case 0 -> plan();
          case 1 -> answer(random.nextInt(5) == 0);
          case 2 -> turn();
          default -> now = now.plusMillis(random.nextInt(8_000));
        }
      }
      for (int rest = 0; outbox.size() > 0; rest++) {
        assertThat(rest).as("it comes to an end").isLessThan(10_000);
        turn();
        answer(true);
        now = now.plusSeconds(1);
      }
      assertThat(settled.keySet()).isEqualTo(planned.keySet());
      assertThat(outbox.size()).isZero();
      starts.values().forEach(this::withinBudget);
    }

    private void plan() {
      int destination = random.nextInt(DESTINATIONS);
      Delivery delivery =
          Samples.delivery(
              "id-" + random.nextInt(200),
              "d" + destination,
              random.nextBoolean() ? DeliveryPurpose.RESULT : DeliveryPurpose.RECEIVED);
      Pending known = planned.get(delivery.getId());
      if (known != null) {
        outbox.put(known);
        return;
      }
      delivery.setUrgent(random.nextInt(4) == 0);
      delivery.setCreatedAt(now);
      Pending pending = new Pending(delivery, destination, planned.size(), now);
      planned.put(pending.id(), pending);
      outbox.put(pending);
    }

    private void turn() {
      Turn turn = outbox.next(now, 1 + random.nextInt(5), name -> terms(random.nextInt(8) > 0));
      for (Sending sending : turn.sendings()) {
        assertThat(onTheWay).noneMatch(s -> s.destination().equals(sending.destination()));
        assertThat(textByKey.computeIfAbsent(sending.key(), key -> sending.text()))
            .as("what has the same key is the same")
            .isEqualTo(sending.text());
        assertThat(Texts.bytes(sending.text())).isLessThanOrEqualTo(200);
        assertThat(sending.bundle() && sending.deliveries().stream().anyMatch(Pending::urgent))
            .as("urgent ones are never bundled")
            .isFalse();
        if (!sending.first().urgent()) {
          assertThat(planned.values())
              .as("no urgent one that was not tried yet waits")
              .noneMatch(
                  p ->
                      p.urgent()
                          && !tried.contains(p.id())
                          && p.delivery().getDestination().equals(sending.destination()));
        }
        sending.deliveries().forEach(p -> tried.add(p.id()));
        starts.computeIfAbsent(sending.destination(), d -> new ArrayList<>()).add(now);
        onTheWay.add(sending);
      }
      write(turn.settlements());
    }

    /** The file of destinations may be half written at any time. */
    private Optional<Terms> terms(boolean known) {
      return known ? Optional.of(terms) : Optional.empty();
    }

    private void answer(boolean well) {
      if (onTheWay.isEmpty()) {
        return;
      }
      Sending sending = onTheWay.remove(random.nextInt(onTheWay.size()));
      Answer answer =
          switch (well ? 0 : random.nextInt(4)) {
            case 0 -> new Answer.Accepted(Optional.empty());
            case 1 -> new Answer.Throttled(Optional.of(Duration.ofSeconds(3)), "45009");
            case 2 -> new Answer.Failed(Optional.empty(), "HTTP 500");
            default -> new Answer.Refused("HTTP 400");
          };
      write(outbox.answered(sending, answer, now));
    }

    private void write(List<Settlement> ends) {
      for (Settlement end : ends) {
        boolean delivered = end.result() != Settlement.Result.GIVEN_UP;
        outbox.settled(end.pending().partition(), end.pending().id(), delivered);
        tried.add(end.pending().id());
        Settlement before = settled.put(end.pending().id(), end);
        if (before != null && before.result() != Settlement.Result.GIVEN_UP) {
          assertThat(end.result())
              .as("what was delivered is not sent again")
              .isEqualTo(Settlement.Result.REPEATED);
        }
      }
    }

    private void withinBudget(List<Instant> times) {
      for (int i = terms.perMinute(); i < times.size(); i++) {
        assertThat(Duration.between(times.get(i - terms.perMinute()), times.get(i)))
            .isGreaterThanOrEqualTo(Duration.ofMinutes(1));
      }
    }
  }
}
