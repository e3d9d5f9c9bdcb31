package org.courtyard.notifier.delivery;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * What waits for one destination. One message is on its way at a time; after a failure the
 * destination rests, and the message that failed rests by its own count, so that one that never
 * works does not hold up the others.
 */
final class DestinationQueue {
  private static final Comparator<Sending> ORDER =
      Comparator.comparing(Sending::first, Pending.ORDER);

  private final RetryPolicy retry;
  private final RandomGenerator random;
  private final TreeSet<Pending> fresh = new TreeSet<>(Pending.ORDER);
  private final List<Sending> resting = new ArrayList<>();

  /** On their way, or ended but not written down yet: nothing else goes meanwhile. */
  private final Map<String, Pending> away = new HashMap<>();

  /** How often the destination was unknown while they waited. */
  private final Map<String, Integer> misses = new HashMap<>();

  private Terms terms;
  private Budget budget;
  private Instant notBefore = Instant.MIN;
  private int failures;

  DestinationQueue(RetryPolicy retry, RandomGenerator random) {
    this.retry = retry;
    this.random = random;
  }

  /** Adds a delivery that was not tried yet. */
  void put(Pending pending) {
    fresh.add(pending);
  }

  /** Its end is written down. */
  void remove(Pending pending) {
    misses.remove(pending.id());
    if (away.remove(pending.id()) == null && !fresh.remove(pending)) {
      resting.replaceAll(sending -> without(sending, pending));
      resting.removeIf(sending -> sending.deliveries().isEmpty());
    }
  }

  /** What would go next, if anything may go now. */
  Optional<Sending> head(Instant now) {
    if (!away.isEmpty() || now.isBefore(notBefore)) {
      return Optional.empty();
    }
    Stream<Sending> again = resting.stream().filter(s -> !now.isBefore(s.notBefore()));
    Stream<Sending> first = fresh.stream().limit(1).map(p -> new Sending(List.of(p), 0, now));
    return Stream.concat(again, first).min(ORDER);
  }

  /** Sends what goes next, if the budget allows. */
  Optional<Sending> start(Terms terms, Instant now) {
    if (budget == null || terms.perMinute() != this.terms.perMinute()) {
      budget = new Budget(terms.perMinute(), now);
    }
    this.terms = terms;
    Optional<Sending> head = head(now);
    if (head.isEmpty()) {
      return head;
    }
    if (!budget.take(now)) {
      notBefore = budget.nextTurn(now);
      return Optional.empty();
    }
    Sending sending = resting.remove(head.get()) ? head.get() : bundle(head.get(), now);
    sending.deliveries().forEach(this::send);
    return Optional.of(sending);
  }

  private void send(Pending pending) {
    fresh.remove(pending);
    away.put(pending.id(), pending);
  }

  /**
   * Nobody knows this destination now. That is a failed attempt of all that waits, as it may be
   * known again before their attempts are used up.
   */
  List<Settlement> unknown(String error, Instant now) {
    rest(Optional.empty(), now);
    List<Pending> hopeless =
        Stream.concat(fresh.stream(), all(resting))
            .filter(p -> misses.merge(p.id(), 1, Integer::sum) >= retry.attempts())
            .toList();
    hopeless.forEach(this::remove);
    hopeless.forEach(pending -> away.put(pending.id(), pending));
    String why = error + ", tried " + retry.attempts() + " times";
    return hopeless.stream().map(pending -> Settlement.givenUp(pending, why)).toList();
  }

  /** What the attempt brought to an end; the rest is tried again later. */
  List<Settlement> answered(Sending sending, Answer answer, Instant now) {
    return switch (answer) {
      case Answer.Accepted accepted -> accepted(sending, accepted.messageId());
      case Answer.Throttled throttled -> {
        rest(throttled.retryAfter(), now);
        back(sending.deliveries(), sending.attempts(), notBefore);
        yield List.of();
      }
      case Answer.Failed failed -> failed(sending, failed, now);
      case Answer.Refused refused -> refused(sending, refused.error(), now);
    };
  }

  private List<Settlement> accepted(Sending sending, Optional<String> messageId) {
    failures = 0;
    boolean oneCase =
        sending.deliveries().stream().map(p -> p.delivery().getCaseId()).distinct().count() == 1;
    Optional<String> name = oneCase ? messageId : Optional.empty();
    return sending.deliveries().stream().map(p -> Settlement.delivered(p, name)).toList();
  }

  private List<Settlement> failed(Sending sending, Answer.Failed failed, Instant now) {
    int attempts = sending.attempts() + 1;
    rest(failed.retryAfter(), now);
    if (attempts >= retry.attempts()) {
      return givenUp(sending, failed.error() + ", tried " + attempts + " times");
    }
    Instant later = now.plus(retry.pause(attempts, random.nextDouble()));
    back(sending.deliveries(), attempts, later.isAfter(notBefore) ? later : notBefore);
    return List.of();
  }

  /** Which notice of a bundle it would not take is not said: each goes alone now. */
  private List<Settlement> refused(Sending sending, String error, Instant now) {
    if (!sending.bundle()) {
      return givenUp(sending, error);
    }
    sending.deliveries().forEach(pending -> back(List.of(pending), sending.attempts(), now));
    return List.of();
  }

  private static List<Settlement> givenUp(Sending sending, String error) {
    return sending.deliveries().stream().map(p -> Settlement.givenUp(p, error)).toList();
  }

  private void rest(Optional<Duration> wanted, Instant now) {
    failures++;
    Duration own = retry.pause(failures, random.nextDouble());
    Duration pause = wanted.filter(w -> w.compareTo(own) > 0).orElse(own);
    notBefore = now.plus(pause);
  }

  private void back(List<Pending> deliveries, int attempts, Instant earliest) {
    deliveries.forEach(pending -> away.remove(pending.id()));
    resting.add(new Sending(deliveries, attempts, earliest));
  }

  private Sending bundle(Sending head, Instant now) {
    if (head.first().urgent() || !terms.bundles()) {
      return head;
    }
    List<Pending> together = new ArrayList<>();
    int length = -Texts.bytes(Sending.BETWEEN);
    for (Pending next : fresh) {
      length += Texts.bytes(Sending.BETWEEN) + Texts.bytes(next.delivery().getText());
      if (!together.isEmpty() && length > terms.textLimit()) {
        break;
      }
      together.add(next);
    }
    return new Sending(List.copyOf(together), 0, now);
  }

  /** All whose end is not written down. */
  Stream<Pending> pending() {
    return Stream.of(fresh.stream(), all(resting), away.values().stream())
        .flatMap(stream -> stream);
  }

  private static Stream<Pending> all(List<Sending> sendings) {
    return sendings.stream().flatMap(sending -> sending.deliveries().stream());
  }

  private static Sending without(Sending sending, Pending gone) {
    List<Pending> others = sending.deliveries().stream().filter(p -> !p.equals(gone)).toList();
    return new Sending(others, sending.attempts(), sending.notBefore());
  }
}
