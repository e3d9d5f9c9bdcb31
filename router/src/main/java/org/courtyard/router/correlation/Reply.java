package org.courtyard.router.correlation;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** A short yes or no, as people answer a question in chat. */
public enum Reply {
  YES,
  NO;

  /** No reply is longer than this, in characters. */
  private static final int LONGEST = 24;

  /** None has more letters than this: "yes please". */
  private static final int LETTERS = 9;

  private static final Set<String> YES_WORDS =
      Set.of(
          "是",
          "是的",
          "是啊",
          "是呀",
          "是的是的",
          "对",
          "对的",
          "对啊",
          "对对",
          "对对对",
          "要",
          "要的",
          "需要",
          "需要的",
          "要处理",
          "需要处理",
          "请处理",
          "要登记",
          "请登记",
          "登记",
          "登记吧",
          "登记一下",
          "处理一下",
          "是要处理",
          "是的需要",
          "是的要处理",
          "yes",
          "yesplease",
          "pleasedo",
          "yep");

  private static final Set<String> NO_WORDS =
      Set.of(
          "不用",
          "不用了",
          "不用处理",
          "不用登记",
          "不是",
          "不是的",
          "不需要",
          "不需要了",
          "不要",
          "不必",
          "不必了",
          "没事",
          "没事了",
          "不用管",
          "no",
          "nope",
          "nothanks",
          "noneed");

  /** What a text says, when that is all it says; case and punctuation aside. */
  public static Optional<Reply> of(String text) {
    if (text.isEmpty() || text.length() > LONGEST) {
      return Optional.empty();
    }
    StringBuilder letters = new StringBuilder(text.length());
    for (int i = 0, c;
        i < text.length() && letters.length() <= LETTERS;
        i += Character.charCount(c)) {
      c = text.codePointAt(i);
      if (Character.isLetterOrDigit(c)) {
        letters.appendCodePoint(c);
      }
    }
    String said = letters.toString().toLowerCase(Locale.ROOT);
    if (YES_WORDS.contains(said)) {
      return Optional.of(YES);
    }
    return NO_WORDS.contains(said) ? Optional.of(NO) : Optional.empty();
  }
}
