package org.courtyard.router.correlation;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.courtyard.schemas.Case;
import org.courtyard.schemas.Matter;
import org.courtyard.schemas.Message;
import org.courtyard.schemas.Reporter;
import org.courtyard.schemas.Voice;

/** What is kept of the talk about a case, so that later talk about it is recognised. */
public final class Hearing {
  private Hearing() {}

  /** So many people are remembered as having spoken of a matter. */
  private static final int VOICES = 16;

  private static final int FINGERPRINTS = 16;
  private static final int HEADS = 6;

  /** A text with so many different characters and pairs says what it is about. */
  static final int WORDY = 14;

  /** Characters from which on equal texts are no coincidence. */
  private static final int SAYS_SOMETHING = 6;

  /** A case begins with this text; nobody is remembered as having said it yet. */
  public static Matter begins(Case c, String text) {
    Wording.Said said = Wording.Said.of(text);
    return new Matter(
        c.getId(),
        c.getPlaceId(),
        new ArrayList<>(c.getSpots()),
        said.all().bytes(),
        c.getOccurredAt(),
        c.getCategory(),
        false,
        fingerprints(List.of(), said.fingerprint(), text),
        new ArrayList<>(List.of(said.head().bytes())),
        said.talk().bytes(),
        new ArrayList<>());
  }

  /** A case begins with this message. */
  public static Matter begins(Case c, Message message, boolean handler) {
    Matter matter = begins(c, message.getText());
    matter.getVoices().add(voice(message, handler));
    return matter;
  }

  /** A case begins with what somebody had said about another one. */
  public static Matter parted(Case c, Reporter by, Instant at) {
    Matter matter = begins(c, c.getSummary());
    matter.getVoices().add(new Voice(by.getPerson(), by.getGroup(), false, at));
    return matter;
  }

  /** Somebody spoke of something else. */
  public static Matter without(Matter matter, String person) {
    return Matter.newBuilder(matter)
        .setVoices(matter.getVoices().stream().filter(v -> !v.getPerson().equals(person)).toList())
        .build();
  }

  private static Voice voice(Message message, boolean handler) {
    return new Voice(message.getSender(), message.getGroup(), handler, message.getOccurredAt());
  }

  /** Somebody spoke of it. */
  public static Matter said(Matter matter, Message message, boolean handler) {
    List<Voice> voices = new ArrayList<>();
    voices.add(voice(message, handler));
    matter.getVoices().stream()
        .filter(v -> !v.getPerson().equals(message.getSender()))
        .limit(VOICES - 1)
        .forEach(voices::add);
    Wording.Said said = Wording.Said.of(message.getText());
    Wording talk = Wording.from(matter.getTalk()).and(said.talk());
    // A builder would copy what does not change.
    return new Matter(
        matter.getCaseId(),
        matter.getPlaceId(),
        matter.getSpots(),
        matter.getPairs(),
        matter.getOccurredAt(),
        matter.getCategory(),
        matter.getCorrected(),
        fingerprints(matter.getFingerprints(), said.fingerprint(), message.getText()),
        heads(matter.getHeads(), said.head()),
        talk.bytes(),
        voices);
  }

  /** The opening one stays; of the others the latest do. */
  private static List<ByteBuffer> heads(List<ByteBuffer> known, Wording head) {
    if (head.size() < WORDY || known.contains(head.bytes())) {
      return known;
    }
    List<ByteBuffer> kept = new ArrayList<>(known);
    if (kept.size() == HEADS) {
      kept.remove(1);
    }
    kept.add(head.bytes());
    return kept;
  }

  /** A text that says next to nothing is no repeat of another that does. */
  private static List<Long> fingerprints(List<Long> known, long fingerprint, String text) {
    if (text.length() < SAYS_SOMETHING) {
      return known;
    }
    List<Long> latest = new ArrayList<>();
    latest.add(fingerprint);
    known.stream()
        .filter(print -> !print.equals(latest.getFirst()))
        .limit(FINGERPRINTS - 1)
        .forEach(latest::add);
    return latest;
  }
}
