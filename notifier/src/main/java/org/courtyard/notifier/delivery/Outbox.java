package org.courtyard.notifier.delivery;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * What is still to be delivered, and what goes next: urgent before answers before the rest, one
 * message at a time to each destination, within its budget, ordinary notices bundled.
 *
 * <p>It is filled from the log of the outbox, partition by partition: {@link #put} for a delivery,
 * {@link #settled} for a tombstone. Nothing of a partition is sent before {@link #loaded} says that
 * its log was read to the end, as a tombstone may still follow. What ends is handed out as a {@link
 * Settlement}; it leaves, and its destination is free again, once {@link #settled} says that this
 * is written down.
 *
 * <p>Not safe for several threads.
 */
public final class Outbox {
  private final RetryPolicy retry;
  private final int remembered;
  private final RandomGenerator random;
  private final Map<Integer, Shelf> shelves = new HashMap<>();

  /**
   * @param remembered how many delivered ids to remember in each partition, so that one that is
   *     planned again is not sent again
   */
  public Outbox(RetryPolicy retry, int remembered, RandomGenerator random) {
    this.retry = retry;
    this.remembered = remembered;
    this.random = random;
  }

  /** Adds a delivery. One that is there already, or was delivered before, changes nothing. */
  public void put(Pending pending) {
    Shelf shelf = shelf(pending.partition());
    if (shelf.places.containsKey(pending.id())) {
      return;
    }
    if (shelf.delivered.containsKey(pending.id())) {
      shelf.repeated.put(pending.id(), pending);
      return;
    }
    DestinationQueue queue =
        shelf.queues.computeIfAbsent(
            pending.delivery().getDestination(), name -> new DestinationQueue(retry, random));
    shelf.places.put(pending.id(), new Place(queue, pending));
    shelf.busy.add(queue);
    queue.put(pending);
  }

  /**
   * The end of a delivery is written down.
   *
   * @param delivered whether it was delivered; then the same id is never sent again
   */
  public void settled(int partition, String id, boolean delivered) {
    Shelf shelf = shelf(partition);
    shelf.repeated.remove(id);
    Place place = shelf.places.remove(id);
    if (place != null) {
      place.queue.remove(place.pending);
      if (place.queue.pending().findAny().isEmpty()) {
        shelf.busy.remove(place.queue);
      }
    }
    if (delivered) {
      shelf.delivered.put(id, true);
    }
  }

  /** The partition's log was read to its end: sending may begin. */
  public void loaded(int partition) {
    shelf(partition).loaded = true;
  }

  /** Somebody else looks after this partition from now on. */
  public void release(int partition) {
    shelves.remove(partition);
  }

  /**
   * What to do now.
   *
   * @param now never goes back from call to call
   * @param atMost how many messages may be started
   * @param terms what a destination can bear; empty where nobody knows it, which counts as a failed
   *     attempt of all that waits for it
   */
  public Turn next(Instant now, int atMost, Function<String, Optional<Terms>> terms) {
    List<Settlement> ends = new ArrayList<>();
    List<Candidate> candidates = new ArrayList<>();
    shelves.values().stream()
        .filter(shelf -> shelf.loaded)
        .forEach(
            shelf -> {
              shelf.repeated.values().forEach(p -> ends.add(Settlement.repeated(p)));
              shelf.repeated.clear();
              shelf.busy.forEach(queue -> consider(queue, now, terms, candidates, ends));
            });
    candidates.sort(Comparator.comparing(Candidate::first, Pending.ORDER));
    List<Sending> sendings = new ArrayList<>();
    for (Candidate candidate : candidates) {
      if (sendings.size() >= atMost) {
        break;
      }
      candidate.queue.start(candidate.terms, now).ifPresent(sendings::add);
    }
    return new Turn(sendings, ends);
  }

  private static void consider(
      DestinationQueue queue,
      Instant now,
      Function<String, Optional<Terms>> terms,
      List<Candidate> candidates,
      List<Settlement> ends) {
    queue
        .head(now)
        .ifPresent(
            head ->
                terms
                    .apply(head.destination())
                    .ifPresentOrElse(
                        known -> candidates.add(new Candidate(queue, head.first(), known)),
                        () ->
                            ends.addAll(
                                queue.unknown(
                                    "no destination is named " + head.destination(), now))));
  }

  /**
   * What an attempt brought to an end. What failed is kept and comes again from {@link #next}. Of a
   * partition that was released meanwhile only what is certain is told: that it was delivered.
   */
  public List<Settlement> answered(Sending sending, Answer answer, Instant now) {
    Shelf shelf = shelves.get(sending.first().partition());
    Place place = shelf == null ? null : shelf.places.get(sending.first().id());
    DestinationQueue queue = place == null ? new DestinationQueue(retry, random) : place.queue;
    if (place == null && !(answer instanceof Answer.Accepted)) {
      return List.of();
    }
    return queue.answered(sending, answer, now);
  }

  /** How many deliveries wait or are on their way. */
  public int size() {
    return shelves.values().stream().mapToInt(shelf -> shelf.places.size()).sum();
  }

  /** When the one that waits longest was planned. */
  public Optional<Instant> oldest() {
    return shelves.values().stream()
        .flatMap(shelf -> shelf.places.values().stream())
        .map(place -> place.pending.planned())
        .min(Comparator.naturalOrder());
  }

  private Shelf shelf(int partition) {
    return shelves.computeIfAbsent(partition, p -> new Shelf(remembered));
  }

  /** What can begin, and what ends without being sent. */
  public record Turn(List<Sending> sendings, List<Settlement> settlements) {}

  private record Candidate(DestinationQueue queue, Pending first, Terms terms) {}

  private record Place(DestinationQueue queue, Pending pending) {}

  /** One partition's part. */
  private static final class Shelf {
    private final Map<String, DestinationQueue> queues = new HashMap<>();
    private final Map<String, Place> places = new HashMap<>();
    private final Map<String, Pending> repeated = new LinkedHashMap<>();
    private final Set<DestinationQueue> busy = new LinkedHashSet<>();
    private final Map<String, Boolean> delivered;
    private boolean loaded;

    private Shelf(int remembered) {
      delivered =
          new LinkedHashMap<>() {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
              return size() > remembered;
            }
          };
    }
  }
}
