package org.courtyard.bench;

import java.io.PrintWriter;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.courtyard.bench.verify.Entry;
import org.courtyard.router.correlation.Hearing;
import org.courtyard.router.correlation.MatterIndex;
import org.courtyard.router.lifecycle.Lifecycle;
import org.courtyard.schemas.AvroSerdes;
import org.courtyard.schemas.Case;
import org.courtyard.schemas.CaseEvent;
import org.courtyard.schemas.Group;
import org.courtyard.schemas.Place;
import org.courtyard.schemas.Shards;
import org.courtyard.stack.Stack;
import org.courtyard.stack.StackException;
import org.courtyard.stack.StackOptions;

/** The open case of a group's community that speaks most like a text. */
final class SimilarCases {
  private final Map<String, Group> groups = new HashMap<>();
  private final Map<String, Place> places = new HashMap<>();
  private final Map<String, Case> cases = new HashMap<>();

  /**
   * Prints it, read from the topics of the stack that runs.
   *
   * @throws StackException when none runs, or the group is not known there
   */
  static void print(String chat, String text, PrintWriter out) {
    Stack stack = Stack.attach(StackOptions.usual());
    if (!stack.ready(Stack.BROKER) || !stack.ready(Stack.REGISTRY)) {
      throw new StackException("The stack does not run. Start it: ./courtyard up");
    }
    SimilarCases known = new SimilarCases();
    AvroSerdes serdes = AvroSerdes.registry(stack.registryUrl());
    try (TopicReader reader = new TopicReader(stack.bootstrapServers(), serdes)) {
      reader.advance(known::take);
    } catch (TimeoutException e) {
      throw new StackException("The broker does not answer: " + e.getMessage(), e);
    }
    known.tell(chat, text, out);
  }

  private void take(Entry entry) {
    switch (entry.value()) {
      case Group group -> groups.put(entry.key(), group);
      case Place place -> places.put(entry.key(), place);
      case CaseEvent event -> cases.put(event.getCaseId(), event.getAfter());
      case null, default -> {
        // concerns no case
      }
    }
  }

  private void tell(String chat, String text, PrintWriter out) {
    Group group =
        groups.values().stream()
            .filter(g -> g.getKey().endsWith("|" + chat))
            .findFirst()
            .orElseThrow(() -> new StackException("No group " + chat + " was imported."));
    Place place = places.get(group.getTenant() + "|" + group.getPlace());
    if (place == null) {
      throw new StackException("The place of " + chat + " was not imported.");
    }
    MatterIndex index = new MatterIndex();
    cases.values().stream()
        .filter(c -> Shards.ofCase(c.getId()).equals(place.getShard()) && Lifecycle.open(c))
        .forEach(c -> index.put(Hearing.begins(c, c.getSummary())));
    Optional<MatterIndex.Similar> similar = index.alike(text);
    out.printf("%-16s %s, %s%n", "group", group.getName(), place.getName());
    out.printf(
        "%-16s %s%n",
        "similar case",
        similar
            .map(
                s ->
                    "%s of %d open: similarity %.2f; %s"
                        .formatted(
                            s.matter().getCaseId(),
                            index.size(),
                            s.similarity(),
                            cases.get(s.matter().getCaseId()).getSummary()))
            .orElse("none of " + index.size() + " open"));
  }
}
