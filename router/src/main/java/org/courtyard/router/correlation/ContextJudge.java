package org.courtyard.router.correlation;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.courtyard.router.correlation.CaseMemory.Remembered;
import org.courtyard.router.lifecycle.Lifecycle;
import org.courtyard.router.lifecycle.Step;
import org.courtyard.router.triage.Masking;
import org.courtyard.schemas.Case;
import org.courtyard.schemas.Category;
import org.courtyard.schemas.ContentType;
import org.courtyard.schemas.Handler;
import org.courtyard.schemas.Intent;
import org.courtyard.schemas.Message;
import org.courtyard.schemas.Rating;
import org.courtyard.schemas.TriagedMessage;

/**
 * Judges a message next to the cases it may refer to: replies, follow-ups, evaluations, handlers'
 * words, repeats. Changes nothing.
 */
public final class ContextJudge {

  /**
   * A report is more of a case that is so many times as likely as that it opens one: what splits
   * once stays apart, because all that is said of it follows.
   */
  static final double SAME_MATTER = 0.7;

  /**
   * Talk belongs to a case that is so many times as likely as that it is about nothing: to keep a
   * word too many with a case costs less than to lose what somebody says of it.
   */
  static final double TALK = 0.4;

  /** Talk of another group than those that speak of a case joins it from this probability on. */
  static final double SURE = 0.4;

  /**
   * Nobody becomes a reporter by words that triage does not take for a report from this probability
   * on: the rest of what other groups speak of is theirs.
   */
  static final double NEARLY = 0.5;

  /** A handler means a case of another group where it is so many times as likely as one of here. */
  static final double ELSEWHERE = 12;

  /** Likewise words that refer to something ("still not repaired?"). */
  static final double REFERS = 0.3;

  /** A yes, a no or a mere "the same here" refers to what was said within this time. */
  static final Duration CONVERSATION = Duration.ofHours(2);

  private static final Pattern CASE_NUMBER =
      Pattern.compile("(?<![A-Z0-9])[A-Z0-9]{2,10}-[0-9A-HJKMNP-TV-Z]{6,12}(?![A-Z0-9])");

  private final Lifecycle lifecycle;
  private final CaseMemory memory;
  private final Bearings bearings;

  /** A judge over what one shard remembers. */
  public ContextJudge(Lifecycle lifecycle, CaseMemory memory, Scales scales) {
    this.lifecycle = lifecycle;
    this.memory = memory;
    this.bearings = new Bearings(memory, scales);
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
    Talk talk =
        new Talk(
            triaged,
            handler != null,
            named(triaged.getMessage()),
            bearings.of(triaged, handler != null, category));
    Finding finding =
        handler != null ? handlerSays(talk, handler, category) : residentSays(talk, category);
    return switch (finding) {
      case Finding.Joins f -> confirming(talk, f.caseId(), f.by(), f);
      case Finding.Attaches f -> confirming(talk, f.caseId(), f.by(), f);
      case Finding.Handles f -> confirming(talk, f.caseId(), f.by(), f);
      default -> finding;
    };
  }

  /** What is only perhaps a case becomes one when somebody says so, however they put it. */
  private Finding confirming(Talk talk, String caseId, String by, Finding finding) {
    Case c = memory.find(caseId);
    boolean says =
        finding instanceof Finding.Handles
            || talk.isSure()
            || talk.yes()
            || (Lifecycle.noted(c) ? takesUp(talk, finding) : talk.named.isPresent());
    return Lifecycle.asked(c) && says ? new Finding.Confirms(caseId, by, finding) : finding;
  }

  /** What was only noted becomes a case when more is said of it that may well be one. */
  private static boolean takesUp(Talk talk, Finding finding) {
    return finding instanceof Finding.Joins || talk.reports() || talk.perhaps();
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
    Optional<Case> target = talk.named.or(() -> spokenOfHere(talk));
    String by = talk.namedOr("handler-in-group");
    return target
        .<Finding>map(c -> new Finding.Handles(c.getId(), handlerStep(talk, handler, c), by))
        .orElseGet(() -> attaches(talk, REFERS, "a handler's words, but no open case here"));
  }

  /**
   * The likeliest case of those that this group has spoken of and that wait for words, unless the
   * words are much likelier about what only others speak of and wait for, or, where it is only
   * noted, about none.
   */
  private Optional<Case> spokenOfHere(Talk talk) {
    double likeliest =
        talk.weighing.cases().stream()
            .filter(b -> b.spokenOfHere() || !Lifecycle.answered(find(b)))
            .mapToDouble(Bearing::score)
            .max()
            .orElse(0);
    List<Case> waiting =
        talk.weighing.cases().stream()
            .filter(b -> b.spokenOfHere() && b.score() * ELSEWHERE >= likeliest)
            .filter(b -> b.score() >= talk.weighing.none() || !Lifecycle.noted(find(b)))
            .map(this::find)
            .filter(c -> awaitsWordsOf(talk, c))
            .toList();
    return waiting.stream()
        .filter(c -> !Lifecycle.asked(c))
        .findFirst()
        .or(() -> waiting.stream().findFirst());
  }

  private Case find(Bearing bearing) {
    return memory.find(bearing.caseId());
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
                : lately(talk, talk.message.getSender())
                    .filter(c -> Lifecycle.asked(c) && !Lifecycle.noted(c))
                    .filter(c -> reportedBy(c, talk.message.getSender()))
                    .findFirst();
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
      case DONE -> attaches(talk, REFERS, "says it is done, but is no handler");
      case EVALUATION -> attaches(talk, REFERS, "an evaluation, but of no case here");
      case CLAIM, PROGRESS, ESCALATE, REPLY ->
          attaches(talk, REFERS, "a handler's words from a resident");
      case CHATTER, PRAISE, COMMERCIAL, MUTUAL_HELP, UNRECOGNISED -> chats(talk);
    };
  }

  private Finding reports(Talk talk, Category category) {
    if (talk.named.isPresent() && Lifecycle.open(talk.named.get())) {
      return belongs(talk.named.get(), talk.namedOr("quote"), talk);
    }
    return talk.weighing.cases().stream()
        .findFirst()
        .filter(likeliest -> likeliest.score() >= SAME_MATTER * talk.weighing.opens())
        .map(likeliest -> more(talk, likeliest))
        .orElseGet(Finding.Opens::new);
  }

  /** More of a matter that is known already. */
  private Finding more(Talk talk, Bearing bearing) {
    Case c = memory.find(bearing.caseId());
    String by = bearing.by(talk.reports());
    if (Lifecycle.open(c)) {
      return reportedBy(c, talk.message.getSender())
          ? new Finding.Attaches(c.getId(), by, bearing.score())
          : new Finding.Joins(c.getId(), by, bearing.score());
    }
    if (saidBeforeTheAnswer(talk, c)) {
      return new Finding.Attaches(c.getId(), by, bearing.score());
    }
    return lifecycle.reopenable(c, talk.at())
        ? new Finding.Reopens(c.getId(), by, bearing.score())
        : new Finding.Opens();
  }

  private Finding followsUp(Talk talk, Category category) {
    if (talk.named.isPresent()) {
      Case c = talk.named.get();
      String by = talk.namedOr("quote");
      return Lifecycle.open(c)
          ? belongs(c, by, talk)
          : saidBeforeTheAnswer(talk, c)
              ? new Finding.Attaches(c.getId(), by, null)
              : lifecycle.reopenable(c, talk.at())
                  ? new Finding.Reopens(c.getId(), by, null)
                  : new Finding.Nothing("the case it refers to is over");
    }
    Optional<Bearing> known = likeliest(talk, REFERS);
    if (known.isPresent()) {
      Finding more = more(talk, known.get());
      return more instanceof Finding.Opens
          ? new Finding.Nothing("the case it refers to is over")
          : more;
    }
    if (category != null) {
      return reports(talk, category);
    }
    // "The same here", and nothing else: of what the group speaks of.
    return lately(talk, null)
        .filter(Lifecycle::open)
        .findFirst()
        .map(c -> belongs(c, "conversation", talk))
        .orElseGet(() -> new Finding.Nothing("a follow-up, but of no case here"));
  }

  /** What this group, or one person in it, spoke of within a conversation, the latest first. */
  private Stream<Case> lately(Talk talk, String person) {
    return memory
        .matters(talk.triaged.getPlace().getShard())
        .spokenOf(talk.message.getGroup(), person)
        .stream()
        .filter(r -> !r.at().isBefore(talk.at().minus(CONVERSATION)))
        .map(r -> memory.find(r.matter().getCaseId()))
        .filter(Objects::nonNull);
  }

  /** It arrived late: what it asks for had been answered by then. */
  private static boolean saidBeforeTheAnswer(Talk talk, Case c) {
    return c.getFeedbackAt() != null && talk.at().isBefore(c.getFeedbackAt());
  }

  private Finding evaluates(Talk talk, Rating rating) {
    Optional<Case> answered =
        talk.named.filter(Lifecycle::answered).or(() -> own(talk, Lifecycle::answered));
    if (answered.isPresent()) {
      return new Finding.Evaluates(
          answered.get().getId(), new Step.Evaluate(rating), talk.namedOr("same-sender"));
    }
    return attaches(talk, REFERS, "an evaluation, but with no answered case here");
  }

  private Finding withdraws(Talk talk) {
    return talk.named
        .filter(c -> reportedBy(c, talk.message.getSender()))
        .or(() -> own(talk, c -> Lifecycle.open(c) && c.getAnswer() == null))
        .<Finding>map(c -> new Finding.Withdraws(c.getId(), "same-sender"))
        .orElseGet(() -> new Finding.Nothing("never mind, but nothing to withdraw"));
  }

  /** The likeliest case of those that the sender reports. */
  private Optional<Case> own(Talk talk, Predicate<Case> when) {
    return talk.weighing.cases().stream()
        .map(b -> memory.find(b.caseId()))
        .filter(c -> when.test(c) && reportedBy(c, talk.message.getSender()))
        .findFirst();
  }

  private Finding chats(Talk talk) {
    if (talk.named.isPresent() && reportedBy(talk.named.get(), talk.message.getSender())) {
      return new Finding.Attaches(talk.named.get().getId(), talk.namedOr("quote"), null);
    }
    if (talk.reply.isPresent()) {
      return new Finding.Nothing("a yes or no to nothing that was asked");
    }
    return spokenOf(
        talk, likeliest(talk, TALK).filter(Bearing::takenUp), "words that concern no case");
  }

  private Finding attaches(Talk talk, double atLeast, String otherwise) {
    return spokenOf(talk, likeliest(talk, atLeast), otherwise);
  }

  /** Of a case that is known, of one that is perhaps beginning, or of none. */
  private Finding spokenOf(Talk talk, Optional<Bearing> known, String otherwise) {
    double likeliest = known.map(Bearing::score).orElse(0.0);
    if (talk.perhaps() && talk.weighing.opens() >= likeliest) {
      return new Finding.Notes();
    }
    return known.map(b -> spokenOf(b, talk)).orElseGet(() -> new Finding.Nothing(otherwise));
  }

  /** Words that report nothing make nobody a reporter, unless another group speaks of the case. */
  private Finding spokenOf(Bearing bearing, Talk talk) {
    Case c = memory.find(bearing.caseId());
    String by = bearing.by(talk.reports());
    if (bearing.spokenOfHere() || talk.handler) {
      return new Finding.Attaches(c.getId(), by, bearing.score());
    }
    return talk.mayReport() && bearing.score() >= SURE && bearing.saysWhat() && Lifecycle.open(c)
        ? new Finding.Joins(c.getId(), by, bearing.score())
        : new Finding.Nothing("what another group speaks of, but hardly");
  }

  /** The likeliest case, where it is so many times as likely as none. */
  private static Optional<Bearing> likeliest(Talk talk, double times) {
    return talk.weighing.cases().stream()
        .findFirst()
        .filter(b -> b.score() >= times * talk.weighing.none());
  }

  private static Finding belongs(Case c, String by, Talk talk) {
    return reportedBy(c, talk.message.getSender())
        ? new Finding.Attaches(c.getId(), by, null)
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

  /** One message and what is needed to place it. */
  private static final class Talk {
    private final TriagedMessage triaged;
    private final Message message;
    private final Optional<Case> named;
    private final boolean handler;
    private final Scales.Weighing weighing;
    private final Optional<Reply> reply;

    private Talk(
        TriagedMessage triaged, boolean handler, Optional<Case> named, Scales.Weighing weighing) {
      this.triaged = triaged;
      this.message = triaged.getMessage();
      this.named = named;
      this.handler = handler;
      this.weighing = weighing;
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

    /**
     * Whether triage hears a follow-up, or would nearly have taken it for a report; no rating is
     * one.
     */
    private boolean mayReport() {
      Double score = triaged.getVerdict().getScore();
      return switch (intent()) {
        case SATISFIED, MOSTLY_SATISFIED, DISSATISFIED, EVALUATION -> false;
        case FOLLOW_UP -> true;
        default -> score != null && score >= NEARLY;
      };
    }

    /** Whether triage would nearly have taken it for a report, and says what of. */
    private boolean perhaps() {
      return !handler && triaged.getVerdict().getCategory() != null && !reports();
    }

    private boolean reports() {
      return switch (intent()) {
        case GRIEVANCE, QUESTION, SUGGESTION -> true;
        default -> false;
      };
    }

    private Intent intent() {
      return triaged.getVerdict().getIntent();
    }

    private Instant at() {
      return message.getOccurredAt();
    }

    private String namedOr(String otherwise) {
      if (named.isEmpty()) {
        return otherwise;
      }
      return message.getQuotedId() != null ? "quote" : "case-number";
    }
  }
}
