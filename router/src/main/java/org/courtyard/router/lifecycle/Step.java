package org.courtyard.router.lifecycle;

import java.time.Instant;
import org.courtyard.router.tier.Assignment;
import org.courtyard.schemas.CaseKind;
import org.courtyard.schemas.Category;
import org.courtyard.schemas.Handler;
import org.courtyard.schemas.Place;
import org.courtyard.schemas.Rating;
import org.courtyard.schemas.Receipt;
import org.courtyard.schemas.Reporter;
import org.courtyard.schemas.Tier;

/** Something that may happen to a case. {@link Lifecycle} says whether it does. */
public sealed interface Step {

  /**
   * 受理: what was asked about is a case.
   *
   * @param category what it is about, or null where that stands
   */
  record Accept(Category category) implements Step {}

  /** 派遣: the case, just opened, is given to a tier. */
  record Dispatch(Assignment assignment) implements Step {}

  /** 签收: a handler takes it; null where the claim names nobody in the roster. */
  record Claim(Handler handler) implements Step {}

  /** 处置: the handler says how far it is. */
  record Progress(String text) implements Step {}

  /**
   * The handler has the answer.
   *
   * @param text the words for the groups
   * @param saidIn the group in which it was already said, or null
   */
  record Answer(String text, String saidIn) implements Step {}

  /**
   * 升级: to the next tier.
   *
   * @param onlyFrom only while the case is at this tier; null for always
   */
  record Escalate(Tier onlyFrom) implements Step {}

  /** 评价. */
  record Evaluate(Rating rating) implements Step {}

  /** 撤回 by its only reporter. */
  record Withdraw() implements Step {}

  /** One of several reporters takes their word back. */
  record Leave(String person) implements Step {}

  /** Its reporter says more. */
  record Attach() implements Step {}

  /** Another neighbour reports the same. */
  record Join(Reporter reporter) implements Step {}

  /** 重开: it was not settled after all. */
  record Reopen() implements Step {}

  /** 结案. */
  record Close() implements Step {}

  /** What became of something that we sent to a group. */
  record Deliver(Receipt receipt) implements Step {}

  /** Its place moved. */
  record Reroute(Place place) implements Step {}

  /** It leaves the store. */
  record Archive() implements Step {}

  /**
   * An operator puts it right; nulls leave what is.
   *
   * @param kind what it is
   * @param category what it is about: the tier is chosen anew
   */
  record Correct(CaseKind kind, Category category) implements Step {}

  /** 并案: it goes under another case. */
  record Merge(String parent) implements Step {}

  /** It stands alone again. */
  record Unmerge() implements Step {}

  /**
   * A case comes under it.
   *
   * @param summary what it is called with this one, or null where that stays
   */
  record AddChild(String child, String summary) implements Step {}

  /**
   * A case under it stands alone again.
   *
   * @param summary what it is called without this one, or null where that stays
   */
  record RemoveChild(String child, String summary) implements Step {}

  /**
   * Its answer has reached everybody under it.
   *
   * @param last when the last of them heard
   */
  record ChildrenHeard(Instant last) implements Step {}

  /** A co-reporter's matter was another one. */
  record Separate(Reporter reporter) implements Step {}
}
