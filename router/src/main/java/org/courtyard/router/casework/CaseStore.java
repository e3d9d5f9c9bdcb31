package org.courtyard.router.casework;

import java.time.Instant;
import java.util.function.Consumer;
import org.courtyard.router.correlation.CaseMemory;
import org.courtyard.router.incident.Usual;
import org.courtyard.schemas.Case;
import org.courtyard.schemas.Matter;
import org.courtyard.schemas.Place;
import org.courtyard.schemas.Tier;

/** Where the cases of a partition and their indexes are kept. */
public interface CaseStore extends CaseMemory, Usual.Levels {

  /** The case, to be changed and saved; or null. */
  Case take(String caseId);

  /** Keeps a case as it is now. */
  void save(Case c);

  /** Forgets a case, where it is, and every command that was applied to it. */
  void delete(Case c);

  /** Whether a case has this number. */
  boolean taken(String caseId);

  /** Remembers what became of a message id, for 14 days of acceptance time. */
  void remember(String messageId, Remembered what, Instant acceptedAt);

  /** What is known of the talk about a case. */
  void index(Case c, Matter matter);

  /** Whether a command was applied or refused before. */
  boolean seenCommand(String caseId, String commandId);

  /** Remembers that a command was applied or refused. */
  void rememberCommand(String caseId, String commandId, Instant at);

  /** Has the case looked at again for the archive at that time. */
  void archiveAt(Instant due, String caseId);

  /** Takes up to {@code most} cases due for the archive. */
  void archiveDue(Instant now, int most, Consumer<String> caseId);

  /** Notes that the cases of a place must follow it. */
  void rerouteLater(Place place);

  /** Takes some of the cases of places that moved. */
  void rerouteNext(Reroutes each);

  /** Counts open cases a tier. */
  void countOpen(Tier tier, int change);

  /** One case that must follow its place. */
  @FunctionalInterface
  interface Reroutes {
    void follow(String caseId, Place place);
  }
}
