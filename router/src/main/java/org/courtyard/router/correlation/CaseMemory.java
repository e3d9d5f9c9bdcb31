package org.courtyard.router.correlation;

import java.time.Instant;
import java.util.Optional;
import org.courtyard.schemas.Case;
import org.courtyard.schemas.Matter;

/** What one shard remembers about its cases; every question is answered from an index. */
public interface CaseMemory {

  /** The case as it is now, to be looked at and not to be changed; or null. */
  Case find(String caseId);

  /**
   * What became of a message (one of theirs or one that we sent) within the last 14 days of
   * acceptance time.
   */
  Optional<Remembered> message(String messageId, Instant now);

  /** What was said about the cases of one shard that are open, or were answered lately. */
  MatterIndex matters(String shard);

  /** What was said about a case that is open, or was answered lately; otherwise null. */
  Matter matter(String caseId);

  /** What is remembered of a message id. */
  sealed interface Remembered {
    /** It belongs to a case. */
    record InCase(String caseId) implements Remembered {}

    /** It was here, and concerned no case. */
    record NoCase() implements Remembered {}

    /** It was taken back before it arrived. */
    record TakenBack() implements Remembered {}
  }
}
