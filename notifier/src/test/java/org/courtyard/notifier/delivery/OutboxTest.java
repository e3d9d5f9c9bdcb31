package org.courtyard.notifier.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.courtyard.notifier.Samples;
import org.courtyard.notifier.delivery.Settlement.Result;
import org.courtyard.schemas.Delivery;
import org.courtyard.schemas.DeliveryPurpose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OutboxTest {
  private static final Instant NOW = Instant.parse("2026-06-29T00:00:00Z");
  private static final RetryPolicy RETRY =
      new RetryPolicy(3, Duration.ofSeconds(1), Duration.ofMinutes(1));
  private static final Answer OK = new Answer.Accepted(Optional.empty());
  private static final Answer DOWN = new Answer.Failed(Optional.empty(), "HTTP 500");

  private final Outbox outbox = new Outbox(RETRY, 100, new Random(1));
  private Terms terms = new Terms(600, 2048, true);

  @BeforeEach
  void partitionIsRead() {
    outbox.loaded(0);
  }

  private static Pending pending(Delivery delivery) {
    return new Pending(delivery, 0, 7, NOW);
  }

  private static Delivery delivery(String id) {
    return Samples.delivery(id, "d", DeliveryPurpose.RECEIVED);
  }

  private void put(String... ids) {
    for (String id : ids) {
      outbox.put(pending(delivery(id)));
    }
  }

  private List<Sending> next(Instant now) {
    return outbox.next(now, 10, name -> Optional.of(terms)).sendings();
  }

  private Sending only(Instant now) {
    List<Sending> sendings = next(now);
    assertThat(sendings).hasSize(1);
    return sendings.getFirst();
  }

  private void write(List<Settlement> settlements) {
    settlements.forEach(
        s ->
            outbox.settled(
                s.pending().partition(), s.pending().id(), s.result() != Result.GIVEN_UP));
  }

  private static List<String> ids(Sending sending) {
    return sending.deliveries().stream().map(Pending::id).toList();
  }

  @Test
  void nothingIsSentBeforeTheLogIsReadAndWhatHasATombstoneNever() {
    // Given
    Outbox restarted = new Outbox(RETRY, 100, new Random(1));
    restarted.put(pending(delivery("a")));
    restarted.put(pending(delivery("b")));
    assertThat(restarted.next(NOW, 10, name -> Optional.of(terms)).sendings()).isEmpty();
    // When
    restarted.settled(0, "a", true);
    restarted.loaded(0);
    // Then
    assertThat(restarted.next(NOW, 10, name -> Optional.of(terms)).sendings())
        .singleElement()
        .satisfies(sending -> assertThat(ids(sending)).containsExactly("b"));
  }

  @Test
  void urgentGoesFirstAndAloneThenAnswersByDeadlineThenTheRestTogether() {
    // Given
    Delivery urgent = delivery("urgent");
    urgent.setUrgent(true);
    Delivery late = Samples.delivery("late", "d", DeliveryPurpose.RESULT);
    late.setDue(NOW.plusSeconds(9_000));
    Delivery soon = Samples.delivery("soon", "d", DeliveryPurpose.RESULT);
    soon.setDue(NOW.plusSeconds(60));
    put("rest");
    List.of(late, urgent, soon).forEach(d -> outbox.put(pending(d)));
    // When
    Sending first = only(NOW);
    assertThat(next(NOW)).as("one at a time").isEmpty();
    write(outbox.answered(first, OK, NOW));
    Sending second = only(NOW);
    // Then
    assertThat(ids(first)).containsExactly("urgent");
    assertThat(ids(second)).containsExactly("soon", "late", "rest");
    assertThat(second.text().split("\n\n")).hasSize(3);
    assertThat(second.key()).startsWith("sha256-");
    assertThat(first.key()).isEqualTo("urgent");
  }

  @Test
  void aBundleHoldsNoMoreThanThePlatformTakes() {
    // Given
    int one = Texts.bytes(delivery("a").getText());
    terms = new Terms(600, 2 * one + 2, true);
    put("a", "b", "c");
    // When
    Sending sending = only(NOW);
    // Then
    assertThat(ids(sending)).containsExactly("a", "b");
    assertThat(Texts.bytes(sending.text())).isEqualTo(terms.textLimit());
  }

  @Test
  void aDestinationForMachinesGetsOneNoticeACall() {
    // Given
    terms = new Terms(600, 65536, false);
    put("a", "b");
    // Then
    assertThat(ids(only(NOW))).containsExactly("a");
  }

  @Test
  void theDestinationIsFreeOnlyOnceTheEndIsWrittenDown() {
    // Given
    put("a");
    List<Settlement> ends = outbox.answered(only(NOW), OK, NOW);
    put("b");
    assertThat(next(NOW)).isEmpty();
    // When
    write(ends);
    // Then
    assertThat(ids(only(NOW))).containsExactly("b");
    assertThat(outbox.size()).isEqualTo(1);
  }

  @Test
  void whatFailedComesAgainTheSameAfterAPauseThatGrows() {
    // Given
    put("a", "b");
    Sending first = only(NOW);
    assertThat(outbox.answered(first, DOWN, NOW)).isEmpty();
    put("c");
    // When
    assertThat(next(NOW.plusMillis(499))).isEmpty();
    Sending second = only(NOW.plusSeconds(1));
    // Then
    assertThat(second.key()).isEqualTo(first.key());
    assertThat(second.text()).isEqualTo(first.text());
    // And given up after three attempts
    assertThat(outbox.answered(second, DOWN, NOW.plusSeconds(1))).isEmpty();
    assertThat(next(NOW.plusMillis(1_999))).isEmpty();
    Sending third =
        next(NOW.plusSeconds(3)).stream().filter(Sending::bundle).findFirst().orElseThrow();
    assertThat(outbox.answered(third, DOWN, NOW.plusSeconds(3)))
        .extracting(Settlement::result)
        .containsExactly(Result.GIVEN_UP, Result.GIVEN_UP);
  }

  @Test
  void oneThatNeverWorksDoesNotHoldUpTheOthers() {
    // Given
    terms = new Terms(600, 2048, false);
    put("a", "b");
    Sending broken = only(NOW);
    outbox.answered(broken, DOWN, NOW);
    outbox.answered(only(NOW.plusSeconds(1)), DOWN, NOW.plusSeconds(1));
    // When its own pause is longer than the destination's
    Sending other = only(NOW.plusSeconds(60));
    write(outbox.answered(other, OK, NOW.plusSeconds(60)));
    // Then
    assertThat(only(NOW.plusSeconds(60))).isNotEqualTo(other);
  }

  @Test
  void throttlingPausesTheDestinationAsLongAsItAsksAndCostsNoAttempt() {
    // Given
    put("a");
    for (int i = 0; i < 20; i++) {
      Instant at = NOW.plus(Duration.ofMinutes(5L * i));
      Sending sending = only(at);
      // When
      Answer slow = new Answer.Throttled(Optional.of(Duration.ofMinutes(2)), "45009");
      assertThat(outbox.answered(sending, slow, at)).isEmpty();
      // Then
      assertThat(next(at.plusSeconds(119))).isEmpty();
    }
    assertThat(only(NOW.plus(Duration.ofHours(5))).attempts()).isZero();
  }

  @Test
  void aRefusedBundleIsTakenApartAndOnlyTheCulpritIsGivenUp() {
    // Given
    put("a", "b");
    assertThat(outbox.answered(only(NOW), new Answer.Refused("errcode 40058"), NOW)).isEmpty();
    // When
    Sending a = only(NOW);
    List<Settlement> refused = outbox.answered(a, new Answer.Refused("errcode 40058"), NOW);
    write(refused);
    Sending b = only(NOW);
    // Then
    assertThat(ids(a)).containsExactly("a");
    assertThat(refused).extracting(Settlement::result).containsExactly(Result.GIVEN_UP);
    assertThat(refused).extracting(Settlement::error).containsExactly("errcode 40058");
    assertThat(ids(b)).containsExactly("b");
  }

  @Test
  void whatWasDeliveredIsNotSentWhenItIsPlannedAgainButWhatWasGivenUpIs() {
    // Given
    put("a");
    write(outbox.answered(only(NOW), OK, NOW));
    outbox.settled(0, "b", false);
    // When
    put("a", "b");
    Outbox.Turn turn = outbox.next(NOW, 10, name -> Optional.of(terms));
    // Then
    assertThat(turn.settlements()).extracting(Settlement::result).containsExactly(Result.REPEATED);
    assertThat(turn.sendings())
        .singleElement()
        .satisfies(sending -> assertThat(ids(sending)).containsExactly("b"));
  }

  private Outbox.Turn nextUnknown(Instant now) {
    return outbox.next(now, 10, name -> Optional.empty());
  }

  @Test
  void anUnknownDestinationIsAFailedAttemptAndGivenUpByNameInTheEnd() {
    // Given
    put("a", "b");
    // When
    assertThat(nextUnknown(NOW).settlements()).isEmpty();
    assertThat(nextUnknown(NOW.plusMillis(499)).settlements()).as("it rests").isEmpty();
    assertThat(nextUnknown(NOW.plusSeconds(1)).settlements()).isEmpty();
    put("late");
    List<Settlement> ends = nextUnknown(NOW.plusSeconds(3)).settlements();
    // Then
    assertThat(ends).extracting(s -> s.pending().id()).containsExactly("a", "b");
    assertThat(ends)
        .extracting(Settlement::result, Settlement::error)
        .containsOnly(tuple(Result.GIVEN_UP, "no destination is named d, tried 3 times"));
    write(ends);
    assertThat(outbox.size()).as("each has its own attempts").isEqualTo(1);
    assertThat(nextUnknown(NOW.plusSeconds(60)).settlements()).isEmpty();
    write(nextUnknown(NOW.plusSeconds(120)).settlements());
    assertThat(outbox.size()).isZero();
  }

  @Test
  void aDestinationThatIsKnownAgainGetsAllThatWaited() {
    // Given
    put("tried");
    assertThat(outbox.answered(only(NOW), DOWN, NOW)).isEmpty();
    put("a", "b");
    assertThat(nextUnknown(NOW.plusSeconds(1)).settlements()).isEmpty();
    // When
    Instant later = NOW.plusSeconds(60);
    Sending first = only(later);
    write(outbox.answered(first, OK, later));
    Sending second = only(later);
    write(outbox.answered(second, OK, later));
    // Then
    assertThat(List.of(ids(first), ids(second)))
        .containsExactlyInAnyOrder(List.of("tried"), List.of("a", "b"));
    assertThat(outbox.size()).isZero();
  }

  @Test
  void ofAReleasedPartitionOnlyProofOfDeliveryIsTold() {
    // Given
    put("a");
    Sending sending = only(NOW);
    outbox.release(0);
    // Then
    assertThat(outbox.answered(sending, DOWN, NOW)).isEmpty();
    assertThat(outbox.answered(sending, OK, NOW))
        .extracting(Settlement::result)
        .containsExactly(Result.DELIVERED);
    assertThat(outbox.size()).isZero();
  }

  @Test
  void theIdOfABundleIsNobodysWhenItSpeaksOfSeveralCases() {
    // Given
    Delivery other = delivery("b");
    other.setCaseId("FG-AAAAAA");
    put("a");
    outbox.put(pending(other));
    // When
    List<Settlement> ends =
        outbox.answered(only(NOW), new Answer.Accepted(Optional.of("msg-1")), NOW);
    // Then
    assertThat(ends).extracting(Settlement::messageId).containsOnly(Optional.empty());
  }
}
