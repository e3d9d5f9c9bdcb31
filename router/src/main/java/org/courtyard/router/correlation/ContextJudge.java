package org.courtyard.router.correlation;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.courtyard.router.correlation.CaseMemory.Recent;
import org.courtyard.router.correlation.CaseMemory.Remembered;
import org.courtyard.router.lifecycle.Lifecycle;
import org.courtyard.router.lifecycle.Step;
import org.courtyard.router.triage.Masking;
import org.courtyard.router.triage.Mentions;
import org.courtyard.schemas.Case;
import org.courtyard.schemas.Category;
import org.courtyard.schemas.ContentType;
import org.courtyard.schemas.Handler;
import org.courtyard.schemas.Intent;
import org.courtyard.schemas.Matter;
import org.courtyard.schemas.Message;
import org.courtyard.schemas.Rating;
import org.courtyard.schemas.TriagedMessage;

/**
 * Judges a message next to the cases it may refer to: replies, follow-ups, evaluations, handlers'
 * words, repeats. Changes nothing.
 */
public final class ContextJudge {

  /** One sender's lines about one category within this time are one matter. */
  static final Duration BURST = Duration.ofMinutes(30);

  /** A picture without words belongs to what its sender said within this time. */
  static final Duration PICTURE = Duration.ofMinutes(15);

  /** "Same here" refers to what the group spoke of within this time. */
  static final Duration CONVERSATION = Duration.ofHours(2);

  /** A handler's words without a quote refer to a case touched within this time. */
  static final Duration HANDLED = Duration.ofHours(24);

  private static final Pattern CASE_NUMBER =
      Pattern.compile("(?<![A-Z0-9])[A-Z0-9]{2,10}-[0-9A-HJKMNP-TV-Z]{6,12}(?![A-Z0-9])");

  private final Lifecycle lifecycle;
  private final CaseMemory memory;

  public ContextJudge(Lifecycle lifecycle, CaseMemory memory) {
    this.lifecycle = lifecycle;
    this.memory = memory;
  }

  /** Whether a text looks as if it named a case. */
  public static boolean namesACase(String text) {
    return text.indexOf('-') >= 0 && CASE_NUMBER.matcher(text.toUpperCase(Locale.ROOT)).find();
  }

  /**
   * Judges one message.
   *
   * @param triaged the message with its place and what triage found
   * @param handler the sender as a handler of a unit on the group's path, or null
   * @param category of the verdict, or null where it names none
   */
  public Finding judge(TriagedMessage triaged, Handler handler, Category category) {
    Talk talk = new Talk(triaged, named(triaged.getMessage()));
    Finding finding =
        handler != null ? handlerSays(talk, handler, category) : residentSays(talk, category);
    return switch (finding) {
      case Finding.Joins f -> confirming(talk, f.caseId(), f.by(), f);
      case Finding.Attaches f -> confirming(talk, f.caseId(), f.by(), f);
      case Finding.Handles f -> confirming(talk, f.caseId(), f.by(), f);
      default -> finding;
    };
  }

  /** What was asked about becomes a case when somebody says so, however they put it. */
  private Finding confirming(Talk talk, String caseId, String by, Finding finding) {
    boolean says =
        finding instanceof Finding.Handles || talk.named.isPresent() || talk.isSure() || talk.yes();
    return says && Lifecycle.asked(memory.find(caseId))
        ? new Finding.Confirms(caseId, by, finding)
        : finding;
  }

  private Finding handlerSays(Talk talk, Handler handler, Category category) {
    Intent intent = talk.intent();
    boolean reply =
        switch (intent) {
          case CLAIM, PROGRESS, DONE, ESCALATE, REPLY -> true;
          default -> talk.named.isPresent();
        };
    if (!reply) {
      return residentSays(talk, category);
    }
    Optional<Case> target =
        talk.named
            .or(() -> handled(talk, handler, c -> awaitsWordsOf(talk, c) && !Lifecycle.asked(c)))
            .or(() -> handled(talk, handler, Lifecycle::asked));
    String by = talk.namedOr("handler-in-group");
    return target
        .<Finding>map(c -> new Finding.Handles(c.getId(), handlerStep(talk, handler, c), by))
        .orElseGet(() -> new Finding.Nothing("a handler's words, but no open case here"));
  }

  private Optional<Case> handled(Talk talk, Handler handler, Predicate<Case> when) {
    return best(
        memory.byGroup(talk.message.getGroup()),
        talk,
        HANDLED,
        when,
        c -> c.getUnitId().equals(handler.getPlace()));
  }

  /** An answered case still waits for an answer in a group that has not heard it. */
  private static boolean awaitsWordsOf(Talk talk, Case c) {
    return Lifecycle.open(c)
        && (c.getAnswer() == null
            || talk.intent() == Intent.DONE && Lifecycle.unheardIn(c, talk.message.getGroup()));
  }

  private static Step handlerStep(Talk talk, Handler handler, Case c) {
    String words = Masking.mask(talk.message.getText());
    return switch (talk.intent()) {
      case CLAIM -> c.getClaimedAt() == null ? new Step.Claim(handler) : new Step.Progress(words);
      case DONE -> new Step.Answer(words, talk.message.getGroup());
      case ESCALATE -> new Step.Escalate(null);
      default -> new Step.Progress(words);
    };
  }

  private Finding residentSays(Talk talk, Category category) {
    return replies(talk).orElseGet(() -> says(talk, category));
  }

  /** Yes or no to our question: quoted, by its number, or shortly after it by whom we asked. */
  private Optional<Finding> replies(Talk talk) {
    Optional<Case> asked =
        talk.reply.isEmpty()
            ? Optional.empty()
            : talk.named.isPresent()
                ? talk.named.filter(Lifecycle::asked)
                : best(
                    memory.bySender(talk.message.getGroup(), talk.message.getSender()),
                    talk,
                    CONVERSATION,
                    Lifecycle::asked,
                    c -> true);
    return asked.map(
        c ->
            talk.yes()
                ? belongs(c, talk.namedOr("yes"), talk)
                : reportedBy(c, talk.message.getSender())
                    ? new Finding.Withdraws(c.getId(), talk.namedOr("no"))
                    : new Finding.Nothing("a no to what somebody else was asked"));
  }

  private Finding says(Talk talk, Category category) {
    return switch (talk.intent()) {
      case GRIEVANCE, QUESTION, SUGGESTION -> reports(talk, category);
      case FOLLOW_UP -> followsUp(talk, category);
      case SATISFIED -> evaluates(talk, Rating.SATISFIED);
      case MOSTLY_SATISFIED -> evaluates(talk, Rating.MOSTLY_SATISFIED);
      case DISSATISFIED -> evaluates(talk, Rating.DISSATISFIED);
      case WITHDRAWAL -> withdraws(talk);
      case DONE ->
          attachesToOwn(talk, Lifecycle::open, HANDLED, "says it is done, but is no handler");
      case EVALUATION ->
          attachesToOwn(talk, Lifecycle::open, null, "an evaluation, but of no case here");
      case CLAIM, PROGRESS, ESCALATE, REPLY ->
          new Finding.Nothing("a handler's words from a resident");
      case CHATTER, PRAISE, COMMERCIAL, MUTUAL_HELP, UNRECOGNISED -> chats(talk);
    };
  }

  private Finding reports(Talk talk, Category category) {
    if (talk.named.isPresent() && Lifecycle.open(talk.named.get())) {
      return belongs(talk.named.get(), talk.namedOr("quote"), talk);
    }
    Optional<Case> burst =
        best(
            memory.bySender(talk.message.getGroup(), talk.message.getSender()),
            talk,
            BURST,
            c -> Lifecycle.open(c) && c.getCategory().equals(category.getCode()),
            c -> true);
    if (burst.isPresent()) {
      return new Finding.Attaches(burst.get().getId(), "same-sender");
    }
    return sameMatter(talk, category);
  }

  private Finding sameMatter(Talk talk, Category category) {
    SameMatterRule.Report report =
        new SameMatterRule.Report(
            talk.triaged.getPlace().getId(),
            Mentions.of(talk.message.getText()),
            talk.pairs,
            talk.message.getOccurredAt());
    Matter best = null;
    double bestScore = -1;
    for (Matter matter :
        memory.openMatters(talk.triaged.getPlace().getShard(), category.getCode())) {
      OptionalDouble score = SameMatterRule.compare(report, matter, category);
      if (score.isPresent() && score.getAsDouble() > bestScore) {
        best = matter;
        bestScore = score.getAsDouble();
      }
    }
    if (best == null) {
      return new Finding.Opens();
    }
    Case known = memory.find(best.getCaseId());
    if (known == null || !Lifecycle.open(known)) {
      return new Finding.Opens();
    }
    return reportedBy(known, talk.message.getSender())
        ? new Finding.Attaches(known.getId(), "same-matter")
        : new Finding.Joins(known.getId(), "same-matter", bestScore);
  }

  private Finding followsUp(Talk talk, Category category) {
    Optional<Case> own =
        talk.named.or(
            () ->
                best(
                    memory.bySender(talk.message.getGroup(), talk.message.getSender()),
                    talk,
                    null,
                    c ->
                        Lifecycle.open(c)
                            || lifecycle.reopenable(c, talk.at())
                            || saidBeforeTheAnswer(talk, c),
                    c -> true));
    if (own.isPresent()) {
      Case c = own.get();
      String by = talk.namedOr("same-sender");
      if (Lifecycle.open(c)) {
        return belongs(c, by, talk);
      }
      if (saidBeforeTheAnswer(talk, c)) {
        return new Finding.Attaches(c.getId(), by);
      }
      return lifecycle.reopenable(c, talk.at())
          ? new Finding.Reopens(c.getId(), by)
          : new Finding.Nothing("the case it refers to is over");
    }
    if (category != null) {
      return reports(talk, category);
    }
    return best(
            memory.byGroup(talk.message.getGroup()), talk, CONVERSATION, Lifecycle::open, c -> true)
        .<Finding>map(c -> new Finding.Joins(c.getId(), "conversation", null))
        .orElseGet(() -> new Finding.Nothing("a follow-up, but of no case here"));
  }

  /** It arrived late: what it asks for had been answered by then. */
  private static boolean saidBeforeTheAnswer(Talk talk, Case c) {
    return c.getFeedbackAt() != null && talk.at().isBefore(c.getFeedbackAt());
  }

  private Finding evaluates(Talk talk, Rating rating) {
    Optional<Case> answered =
        talk.named
            .filter(Lifecycle::answered)
            .or(
                () ->
                    best(
                        memory.bySender(talk.message.getGroup(), talk.message.getSender()),
                        talk,
                        null,
                        Lifecycle::answered,
                        c -> true));
    if (answered.isPresent()) {
      return new Finding.Evaluates(
          answered.get().getId(), new Step.Evaluate(rating), talk.namedOr("same-sender"));
    }
    return rating == Rating.DISSATISFIED
        ? attachesToOwn(talk, Lifecycle::open, null, "dissatisfied, but with no case here")
        : new Finding.Nothing("satisfied, but with no answered case here");
  }

  private Finding withdraws(Talk talk) {
    return best(
            memory.bySender(talk.message.getGroup(), talk.message.getSender()),
            talk,
            null,
            c -> Lifecycle.open(c) && c.getAnswer() == null,
            c -> talk.named.filter(n -> n.getId().equals(c.getId())).isPresent())
        .<Finding>map(c -> new Finding.Withdraws(c.getId(), "same-sender"))
        .orElseGet(() -> new Finding.Nothing("never mind, but nothing to withdraw"));
  }

  private Finding chats(Talk talk) {
    if (talk.named.isPresent() && reportedBy(talk.named.get(), talk.message.getSender())) {
      return new Finding.Attaches(talk.named.get().getId(), talk.namedOr("quote"));
    }
    return wordless(talk.message)
        ? attachesToOwn(talk, Lifecycle::open, PICTURE, "a picture that belongs to no case")
        : new Finding.Nothing("words that concern no case");
  }

  private Finding attachesToOwn(
      Talk talk, Predicate<Case> when, Duration within, String otherwise) {
    return best(
            memory.bySender(talk.message.getGroup(), talk.message.getSender()),
            talk,
            within,
            when,
            c -> true)
        .<Finding>map(c -> new Finding.Attaches(c.getId(), "same-sender"))
        .orElseGet(() -> new Finding.Nothing(otherwise));
  }

  private static Finding belongs(Case c, String by, Talk talk) {
    return reportedBy(c, talk.message.getSender())
        ? new Finding.Attaches(c.getId(), by)
        : new Finding.Joins(c.getId(), by, null);
  }

  private static boolean reportedBy(Case c, String person) {
    return c.getReporters().stream().anyMatch(r -> r.getPerson().equals(person));
  }

  /** Whether a message carries a picture, a voice or a file and says nothing. */
  public static boolean wordless(Message message) {
    return switch (message.getType()) {
      case IMAGE, VOICE, VIDEO, FILE -> message.getText().isBlank();
      default -> false;
    };
  }

  /** The case that a message quotes, or whose number it names. */
  private Optional<Case> named(Message message) {
    if (message.getType() == ContentType.RECALL) {
      return Optional.empty();
    }
    if (message.getQuotedId() != null
        && memory.message(message.getQuotedId(), message.getAcceptedAt()).orElse(null)
            instanceof Remembered.InCase quoted) {
      return Optional.ofNullable(memory.find(quoted.caseId()));
    }
    if (message.getText().indexOf('-') < 0) {
      return Optional.empty();
    }
    Matcher numbers = CASE_NUMBER.matcher(message.getText().toUpperCase(Locale.ROOT));
    while (numbers.find()) {
      Case c = memory.find(numbers.group());
      if (c != null && c.getTenant().equals(message.getTenant())) {
        return Optional.of(c);
      }
    }
    return Optional.empty();
  }

  /**
   * The case among recent ones that a message most likely means: most words in common, then
   * preferred, then last touched.
   *
   * @param within touched no longer ago than this; null for any time
   */
  private Optional<Case> best(
      List<Recent> recent,
      Talk talk,
      Duration within,
      Predicate<Case> when,
      Predicate<Case> preferred) {
    Instant earliest = within == null ? Instant.MIN : talk.at().minus(within);
    return recent.stream()
        .filter(r -> !r.touchedAt().isBefore(earliest))
        .map(r -> memory.find(r.caseId()))
        .filter(c -> c != null && when.test(c))
        .max(
            Comparator.comparingInt((Case c) -> talk.inCommon(c))
                .thenComparing(preferred::test)
                .thenComparing(c -> -rank(recent, c)));
  }

  private static int rank(List<Recent> recent, Case c) {
    for (int i = 0; i < recent.size(); i++) {
      if (recent.get(i).caseId().equals(c.getId())) {
        return i;
      }
    }
    return recent.size();
  }

  /** One message and what is needed to place it. */
  private static final class Talk {
    private final TriagedMessage triaged;
    private final Message message;
    private final Optional<Case> named;
    private final ByteBuffer pairs;
    private final Optional<Reply> reply;

    private Talk(TriagedMessage triaged, Optional<Case> named) {
      this.triaged = triaged;
      this.message = triaged.getMessage();
      this.named = named;
      this.pairs = CharacterPairs.of(message.getText());
      this.reply = reply(message.getText(), named.isPresent());
    }

    /** Nothing but the number is what our question asks for. */
    private static Optional<Reply> reply(String text, boolean named) {
      if (text.indexOf('-') < 0) {
        return Reply.of(text);
      }
      String rest = CASE_NUMBER.matcher(text.toUpperCase(Locale.ROOT)).replaceAll("");
      boolean bare = named && rest.codePoints().noneMatch(Character::isLetterOrDigit);
      return bare ? Optional.of(Reply.YES) : Reply.of(rest);
    }

    private boolean yes() {
      return reply.filter(r -> r == Reply.YES).isPresent();
    }

    /** Whether triage is sure that somebody must act or answer. */
    private boolean isSure() {
      return switch (intent()) {
        case GRIEVANCE, QUESTION, SUGGESTION, FOLLOW_UP -> !triaged.getVerdict().getAsk();
        default -> false;
      };
    }

    private Intent intent() {
      return triaged.getVerdict().getIntent();
    }

    private Instant at() {
      return message.getOccurredAt();
    }

    private int inCommon(Case c) {
      return CharacterPairs.shared(pairs, CharacterPairs.of(c.getSummary()));
    }

    private String namedOr(String otherwise) {
      if (named.isEmpty()) {
        return otherwise;
      }
      return message.getQuotedId() != null ? "quote" : "case-number";
    }
  }
}
